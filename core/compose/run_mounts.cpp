#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/run_draft.hpp"
#include "core/compose/run_line.hpp"

// The options of `docker run` that have an inside: mounts, networks, GPUs.
namespace voicehub::compose {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// source, target, options. A colon after a single letter is a Windows drive, and one in ${NAME:-x}
// is the variable's.
std::vector<std::string> split_volume(std::string_view text) {
  std::vector<std::string> parts{""};
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool drive = parts.back().size() == 1 && is_letter(parts.back().front()) &&
                       i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '/');
    depth += text[i] == '{' ? 1 : 0;
    depth -= text[i] == '}' ? 1 : 0;
    if (text[i] == ':' && !drive && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

bool is_path(std::string_view source) {
  const bool drive = source.size() > 1 && is_letter(source[0]) && source[1] == ':';
  return drive || source.find_first_of("/\\~.") == 0 || source.starts_with("${") ||
         source.contains('/') || source.contains(kHere);
}

// A volume of just that name, which may be full already, and not <project>_<name>.
Node& declare_volume(RunDraft& draft, const std::string& name) {
  Node& volume = map_in(draft.volumes, name);
  volume.set("name", make_text(name, {}));
  return volume;
}

std::pair<std::string, std::string> pair_of(const std::string& text) {
  const auto equals = text.find('=');
  return {text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)};
}

bool is_true(const std::string& value) {
  return value.empty() || value == "true" || value == "1";
}

void set_pair(Node& map, const std::string& text) {
  auto [key, value] = pair_of(text);
  map.set(key, make_text(std::move(value), {}));
}

// One `--mount type=bind,source=…,target=…`.
class MountReader {
 public:
  explicit MountReader(RunDraft& draft) : draft_{draft} {}

  Applied read(const std::string& value) {
    for (const std::string& field : split_fields(value)) {
      auto [key, text] = pair_of(field);
      if (Applied applied = take(key, text); !applied) {
        return applied;
      }
    }
    return finish();
  }

 private:
  Applied take(const std::string& key, const std::string& text) {
    if (key == "type") {
      type_ = text;
    } else if (key == "source" || key == "src") {
      source_ = text;
    } else if (key == "target" || key == "destination" || key == "dst") {
      target_ = text;
    } else if (key == "readonly" || key == "ro") {
      read_only_ = is_true(text);
    } else if (key.starts_with("bind-") || key.starts_with("volume-") ||
               key.starts_with("tmpfs-")) {
      return take_detail(key, text);
    } else if (key != "consistency") {  // of macOS alone, and without effect today
      return unknown(key);
    }
    return {};
  }

  Applied take_detail(const std::string& key, const std::string& text) {
    if (key == "bind-propagation") {
      map_in(details_, "bind").set("propagation", make_text(text, {}));
    } else if (key == "bind-recursive") {
      map_in(details_, "bind").set("recursive", make_text(text, {}));
    } else if (key == "bind-nonrecursive") {
      map_in(details_, "bind").set("recursive", make_text("disabled", {}));
    } else if (key == "volume-nocopy") {
      map_in(details_, "volume").set("nocopy", make_boolean(is_true(text), {}));
    } else if (key == "volume-subpath") {
      map_in(details_, "volume").set("subpath", make_text(text, {}));
    } else if (key == "volume-driver") {
      own_volume_.set("driver", make_text(text, {}));
    } else if (key == "volume-opt") {
      set_pair(map_in(own_volume_, "driver_opts"), text);
    } else if (key == "volume-label") {
      set_pair(map_in(own_volume_, "labels"), text);
    } else if (key == "tmpfs-size") {
      map_in(details_, "tmpfs").set("size", number_or_text(text));
    } else if (key == "tmpfs-mode") {
      return take_mode(text);
    } else {
      return unknown(key);
    }
    return {};
  }

  // Octal to docker, and a number to YAML.
  Applied take_mode(const std::string& text) {
    unsigned mode = 0;
    const char* end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, mode, 8);
    if (failure != std::errc{} || rest != end) {
      return std::unexpected(fmt::format("'{}' is no mode such as 1777", text));
    }
    map_in(details_, "tmpfs").set("mode", {.kind = Kind::integer, .text = fmt::format("{}", mode)});
    return {};
  }

  Applied finish() {
    if (target_.empty()) {
      return std::unexpected("it has no target");
    }
    Node mount = make_map({});
    mount.set("type", make_text(type_, {}));
    if (!source_.empty()) {
      mount.set("source", make_text(type_ == "bind" ? host_path(source_) : source_, {}));
    }
    mount.set("target", make_text(target_, {}));
    if (read_only_) {
      mount.set("read_only", make_boolean(true, {}));
    }
    // Docker refuses such a mount of something that is not there.
    if (type_ == "bind") {
      map_in(details_, "bind").set("create_host_path", make_boolean(false, {}));
    }
    if (type_ == "volume" && !source_.empty()) {
      Node& volume = declare_volume(draft_, source_);
      for (Entry& entry : own_volume_.entries) {
        volume.set(entry.key, std::move(entry.value));
      }
    }
    for (Entry& entry : details_.entries) {
      mount.set(entry.key, std::move(entry.value));
    }
    list_in(draft_.service, "volumes").items.push_back(std::move(mount));
    return {};
  }

  static Applied unknown(const std::string& key) {
    return std::unexpected(fmt::format("a mount has no '{}'", key));
  }

  RunDraft& draft_;
  std::string type_ = "volume";
  std::string source_;
  std::string target_;
  bool read_only_ = false;
  Node details_ = make_map({});
  Node own_volume_ = make_map({});
};

Node words_of(const std::vector<std::string>& words) {
  Node list = make_list({});
  for (const std::string& word : words) {
    list.items.push_back(make_text(word, {}));
  }
  return list;
}

}  // namespace

Applied add_volume(RunDraft& draft, const RunOption& option, const std::string& value) {
  std::vector<std::string> parts = split_volume(value);
  if (parts.size() > 3 || std::ranges::any_of(parts, &std::string::empty)) {
    return std::unexpected(fmt::format("'{}' is no SOURCE:TARGET[:OPTIONS]", value));
  }
  if (parts.size() > 1 && is_path(parts[0])) {
    parts[0] = host_path(parts[0]);
    const bool plain = parts[0].find_first_of("/\\~.$") != 0;
    const bool drive = parts[0].size() > 1 && parts[0][1] == ':';
    if (plain && !drive) {
      draft.notes.push_back(fmt::format("'{}' is taken for ./{}", parts[0], parts[0]));
      parts[0] = "./" + parts[0];
    }
  } else if (parts.size() > 1) {
    declare_volume(draft, parts[0]);
  }
  list_in(draft.service, option.key).items.push_back(make_text(join(parts, ":"), {}));
  return {};
}

Applied add_mount(RunDraft& draft, const RunOption&, const std::string& value) {
  return MountReader{draft}.read(value);
}

// all, 2, device=0,1, "capabilities=utility,count=1"
Applied add_gpus(RunDraft& draft, const RunOption&, const std::string& value) {
  Node request = make_map({});
  std::vector<std::string> capabilities{"gpu"};
  request.set("driver", make_text("nvidia", {}));
  for (const std::string& field : split_fields(value)) {
    auto [key, text] = pair_of(field);
    const bool bare = !field.contains('=');
    if (bare || key == "count") {
      const std::string& count = bare ? key : text;
      request.set("count", count == "-1" ? make_text("all", {}) : number_or_text(count));
    } else if (key == "device") {
      request.set("device_ids", words_of(split(text, ',')));
    } else if (key == "driver") {
      request.set("driver", make_text(text, {}));
    } else if (key == "capabilities") {
      std::ranges::move(split(text, ','), std::back_inserter(capabilities));
    } else if (key == "options") {
      set_pair(map_in(request, "options"), text);
    } else {
      return std::unexpected(fmt::format("a GPU request has no '{}'", key));
    }
  }
  request.set("capabilities", words_of(capabilities));
  Node& resources = map_in(map_in(draft.service, "deploy"), "resources");
  list_in(map_in(resources, "reservations"), "devices").items.push_back(std::move(request));
  return {};
}

// host, none, container:NAME, NAME, or name=NAME,alias=…,ip=…
Applied add_network(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node endpoint = make_map({});
  std::string name = value;
  if (value.contains('=')) {
    for (const std::string& field : split_fields(value)) {
      auto [key, text] = pair_of(field);
      if (key == "name") {
        name = text;
      } else if (key == "alias") {
        list_in(endpoint, "aliases").items.push_back(make_text(text, {}));
      } else if (key == "ip") {
        endpoint.set("ipv4_address", make_text(text, {}));
      } else if (key == "ip6") {
        endpoint.set("ipv6_address", make_text(text, {}));
      } else if (key == "link-local-ip") {
        list_in(endpoint, "link_local_ips").items.push_back(make_text(text, {}));
      } else if (key == "mac-address") {
        endpoint.set("mac_address", make_text(text, {}));
      } else if (key == "driver-opt") {
        set_pair(map_in(endpoint, "driver_opts"), text);
      } else {
        return std::unexpected(fmt::format("a network has no '{}'", key));
      }
    }
  }
  const bool mode = name == "host" || name == "none" || name == "bridge" || name == "default" ||
                    name.starts_with("container:");
  if (mode) {
    draft.service.set("network_mode", make_text(name == "default" ? "bridge" : name, {}));
    return {};
  }
  map_in(draft.service, option.key).set(name, std::move(endpoint));
  map_in(draft.networks, name).set("external", make_boolean(true, {}));
  return {};
}

}  // namespace voicehub::compose
