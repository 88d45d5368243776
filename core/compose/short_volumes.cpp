#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/base/text.hpp"
#include "core/compose/short_forms.hpp"

namespace voicehub::compose::short_forms {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// source, target, options; a colon after a single letter is a Windows drive.
std::vector<std::string> split_volume(std::string_view text) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool drive = parts.back().size() == 1 && is_letter(parts.back().front());
    if (text[i] == ':' && !drive) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

bool starts_with_drive(std::string_view text) {
  return text.size() > 1 && is_letter(text[0]) && text[1] == ':';
}

bool is_path(std::string_view source) {
  return source.starts_with('.') || source.starts_with('/') || source.starts_with('~') ||
         starts_with_drive(source) || source.starts_with("\\\\");
}

void set_below(Node& volume, std::string_view section, std::string_view key, Node value) {
  if (volume.find(section) == nullptr) {
    volume.set(section, make_map(value.at));
  }
  volume.find(section)->set(key, std::move(value));
}

void apply_option(Node& volume, const std::string& option, Notes& notes) {
  constexpr std::string_view kPropagations[] = {
      "private", "rprivate", "shared", "rshared", "slave", "rslave"};
  // Said of macOS only, and without effect anywhere today.
  constexpr std::string_view kWithoutEffect[] = {"", "cached", "delegated", "consistent"};
  const Origin at = volume.at;
  if (option == "ro") {
    volume.set("read_only", make_boolean(true, at));
  } else if (option == "rw") {
    volume.set("read_only", make_boolean(false, at));
  } else if (option == "nocopy") {
    set_below(volume, "volume", "nocopy", make_boolean(true, at));
  } else if (option == "z" || option == "Z") {
    set_below(volume, "bind", "selinux", make_text(option, at));
  } else if (std::ranges::find(kPropagations, option) != std::end(kPropagations)) {
    set_below(volume, "bind", "propagation", make_text(option, at));
  } else if (std::ranges::find(kWithoutEffect, option) == std::end(kWithoutEffect)) {
    notes.push_back(fmt::format(
        "{}: the volume option '{}' is unknown and has no effect", to_text(at), option));
  }
}

Outcome parse_volume(Node& node, Notes& notes) {
  // So short a text is a target to Docker Compose, and it adds no options, which its hash would
  // hold.
  constexpr std::size_t kTargetAlone = 2;
  if (node.text.empty()) {
    return problem(node.at, "a volume cannot be empty");
  }
  const std::vector<std::string> parts = split_volume(node.text);
  if (std::ranges::any_of(parts, &std::string::empty)) {
    return problem(node.at, fmt::format("'{}' has nothing between two colons", node.text));
  }
  if (parts.size() > 3) {
    return problem(node.at, fmt::format("'{}' has too many colons", node.text));
  }
  Node volume = make_map(node.at);
  const bool anonymous = parts.size() == 1;
  const bool bind = !anonymous && is_path(parts[0]);
  volume.set("type", make_text(bind ? "bind" : "volume", node.at));
  if (!anonymous) {
    volume.set("source", make_text(parts[0], node.at));
  }
  const std::string target = clean_path(anonymous ? parts[0] : parts[1]);
  if (anonymous && starts_with_drive(target)) {
    notes.push_back(
        fmt::format("{}: '{}' is a Windows path to Docker Compose: give the volume a longer name",
                    to_text(node.at),
                    node.text));
  } else if (!target.starts_with('/')) {
    notes.push_back(fmt::format("{}: the daemon will refuse the target '{}', which is not absolute",
                                to_text(node.at),
                                target));
  }
  volume.set("target", make_text(target, node.at));
  if (bind) {
    set_below(volume, "bind", "create_host_path", make_boolean(true, node.at));
  } else if (node.text.size() > kTargetAlone) {
    volume.set("volume", make_map(node.at));
  }
  if (parts.size() == 3) {
    for (const std::string& option : split(parts[2], ',')) {
      apply_option(volume, option, notes);
    }
  }
  node = std::move(volume);
  return {};
}

// One or several addresses, between commas.
Outcome append_host(Node& hosts, std::string_view name, const Node& addresses) {
  if (addresses.kind != Kind::text || name.empty()) {
    return problem(addresses.at, fmt::format("the host '{}' has no address", name));
  }
  for (const std::string& address : split(addresses.text, ',')) {
    std::string_view text = address;
    if (text.starts_with('[') && text.ends_with(']')) {
      text = text.substr(1, text.size() - 2);
    }
    if (text.empty()) {
      return problem(addresses.at, fmt::format("the host '{}' has no address", name));
    }
    hosts.items.push_back(make_text(fmt::format("{}={}", name, text), addresses.at));
  }
  return {};
}

}  // namespace

Outcome volumes(Node& node, Notes& notes) {
  for (Node& item : node.items) {
    if (item.kind == Kind::map) {
      if (Node* target = item.find("target"); target != nullptr && target->kind == Kind::text) {
        target->text = clean_path(target->text);
      }
      continue;
    }
    if (item.kind != Kind::text) {
      return problem(item.at,
                     fmt::format("a volume is text or a mapping, not {}", to_text(item.kind)));
    }
    if (auto outcome = parse_volume(item, notes); !outcome) {
      return outcome;
    }
  }
  return {};
}

Outcome devices(Node& node, Notes&) {
  for (Node& item : node.items) {
    if (item.kind == Kind::map) {
      continue;
    }
    if (item.kind != Kind::text) {
      return problem(item.at,
                     fmt::format("a device is text or a mapping, not {}", to_text(item.kind)));
    }
    const std::vector<std::string> parts = split(item.text, ':');
    if (parts.size() > 3 || std::ranges::any_of(parts, &std::string::empty)) {
      return problem(item.at,
                     fmt::format("'{}' is no device", item.text),
                     "write /dev/snd, /dev/snd:/dev/audio or /dev/snd:/dev/snd:rw");
    }
    Node device = make_map(item.at);
    device.set("source", make_text(parts[0], item.at));
    device.set("target", make_text(parts.size() > 1 ? parts[1] : parts[0], item.at));
    device.set("permissions", make_text(parts.size() > 2 ? parts[2] : "rwm", item.at));
    item = std::move(device);
  }
  return {};
}

Outcome extra_hosts(Node& node, Notes&) {
  Node hosts = make_list(node.at);
  std::unordered_set<std::string> seen;
  for (const Node& item : node.items) {
    if (!seen.insert(item.text).second) {
      return problem(item.at, fmt::format("'{}' is there twice", item.text));
    }
    const auto separator = item.text.find_first_of("=:");
    const bool complete = item.kind == Kind::text && separator != std::string::npos;
    const Node address = make_text(complete ? item.text.substr(separator + 1) : "", item.at);
    if (auto outcome = append_host(hosts, item.text.substr(0, separator), address); !outcome) {
      return outcome;
    }
  }
  for (const Entry& entry : node.entries) {
    if (entry.value.kind != Kind::list) {
      if (auto outcome = append_host(hosts, entry.key, entry.value); !outcome) {
        return outcome;
      }
    }
    for (const Node& address : entry.value.items) {
      if (auto outcome = append_host(hosts, entry.key, address); !outcome) {
        return outcome;
      }
    }
  }
  node = std::move(hosts);
  return {};
}

}  // namespace voicehub::compose::short_forms
