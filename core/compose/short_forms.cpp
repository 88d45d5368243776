#include "core/compose/short_forms.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/scalar.hpp"
#include "core/compose/shell_words.hpp"
#include "core/compose/units.hpp"

namespace voicehub::compose::short_forms {
namespace {

bool is_scalar(const Node& node) {
  return node.kind != Kind::list && node.kind != Kind::map && !node.is_null();
}

// The last entry of each key.
void keep_last(std::vector<Entry>& entries) {
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    last[entries[i].key] = i;
  }
  if (last.size() == entries.size()) {
    return;
  }
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (last.at(entries[i].key) == i) {
      kept.push_back(entries[i]);
    }
  }
  entries = std::move(kept);
}

// [A=1, B] → {A: "1", B: }
Outcome assignments_to_map(Node& node) {
  Node map = make_map(node.at);
  for (Node& item : node.items) {
    if (item.kind != Kind::text) {
      return problem(item.at, fmt::format("NAME=value is text, not {}", to_text(item.kind)));
    }
    const auto equals = item.text.find('=');
    Node value{.at = item.at};
    if (equals != std::string::npos) {
      value = make_text(item.text.substr(equals + 1), item.at);
    }
    map.entries.push_back({item.text.substr(0, equals), item.at, std::move(value)});
  }
  keep_last(map.entries);
  node = std::move(map);
  return {};
}

// Each item becomes an entry without a value of its own.
template <typename MakeValue>
Outcome names_to_map(Node& node, MakeValue make_value) {
  if (node.kind != Kind::list) {
    return {};
  }
  Node map = make_map(node.at);
  std::unordered_set<std::string> seen;
  for (Node& item : node.items) {
    if (item.kind != Kind::text) {
      return problem(item.at, fmt::format("a name is text, not {}", to_text(item.kind)));
    }
    if (!seen.insert(item.text).second) {
      return problem(item.at, fmt::format("'{}' is there twice", item.text));
    }
    Node value = make_value(item.at);
    map.entries.push_back({std::move(item.text), item.at, std::move(value)});
  }
  node = std::move(map);
  return {};
}

// What is mostly one text has it below `key`.
Outcome text_to_map(Node& node, std::string_view key) {
  if (node.kind == Kind::text) {
    Node map = make_map(node.at);
    map.set(key, make_text(std::move(node.text), node.at));
    node = std::move(map);
  }
  return {};
}

Outcome to_variables(Node& node) {
  if (node.kind == Kind::list) {
    return assignments_to_map(node);
  }
  for (Entry& entry : node.entries) {
    if (entry.value.kind == Kind::list || entry.value.kind == Kind::map) {
      return problem(
          entry.value.at,
          fmt::format("'{}' must be text, not {}", entry.key, to_text(entry.value.kind)));
    }
    if (is_scalar(entry.value)) {
      entry.value.kind = Kind::text;
    }
  }
  return {};
}

}  // namespace

Outcome scalar_text(Node& node, Notes&) {
  node.kind = Kind::text;
  return {};
}

Outcome pull_policy(Node& node, Notes&) {
  if (node.text == "if_not_present") {
    node.text = "missing";
  }
  constexpr std::string_view kEvery = "every_";
  if (node.text.starts_with(kEvery) && parse_refresh_time(node.text.substr(kEvery.size()))) {
    return {};
  }
  const std::vector<std::string> policies{
      "always", "never", "missing", "build", "daily", "weekly", "refresh", "every_12h"};
  if (std::ranges::find(policies, node.text) == policies.end()) {
    return problem(node.at,
                   fmt::format("it cannot be '{}'", node.text),
                   did_you_mean(node.text, policies, "values"));
  }
  return {};
}

Outcome one_or_many(Node& node, Notes&) {
  if (node.kind == Kind::text) {
    Node list = make_list(node.at);
    list.items.push_back(std::move(node));
    node = std::move(list);
  }
  return {};
}

Outcome variables(Node& node, Notes&) {
  return to_variables(node);
}

Outcome labels(Node& node, Notes&) {
  if (auto outcome = to_variables(node); !outcome) {
    return outcome;
  }
  for (Entry& entry : node.entries) {
    if (entry.value.is_null() && entry.value.tag == Tag::none) {
      entry.value.kind = Kind::text;
    }
  }
  return {};
}

Outcome named_list(Node& node, Notes&) {
  return names_to_map(node, [](const Origin& at) { return Node{.at = at}; });
}

Outcome depends_on(Node& node, Notes&) {
  return names_to_map(node, [](const Origin& at) {
    Node dependency = make_map(at);
    dependency.set("condition", make_text("service_started", at));
    dependency.set("required", make_boolean(true, at));
    return dependency;
  });
}

Outcome build(Node& node, Notes&) {
  return text_to_map(node, "context");
}

Outcome file_reference(Node& node, Notes&) {
  return text_to_map(node, "source");
}

Outcome extends(Node& node, Notes&) {
  return text_to_map(node, "service");
}

Outcome include(Node& node, Notes&) {
  return text_to_map(node, "path");
}

Outcome file_mode(Node& node, Notes&) {
  std::uint32_t mode = 0;
  const char* end = node.text.data() + node.text.size();
  const int base = node.kind == Kind::integer ? 10 : 8;
  const auto [rest, failure] = std::from_chars(node.text.data(), end, mode, base);
  if (failure != std::errc{} || rest != end) {
    return problem(node.at, fmt::format("'{}' is no file mode", node.text), "write 0440");
  }
  node = make_text(fmt::format("0{:o}", mode), node.at);
  return {};
}

Outcome ssh_agents(Node& node, Notes&) {
  Node agents = make_list(node.at);
  const auto add = [&agents](const Entry& entry) {
    const std::string& path = entry.value.text;
    agents.items.push_back(
        make_text(path.empty() ? entry.key : fmt::format("{}={}", entry.key, path), entry.key_at));
  };
  for (Node& item : node.items) {
    if (item.kind == Kind::map) {
      std::ranges::for_each(item.entries, add);
    } else {
      agents.items.push_back(std::move(item));
    }
  }
  std::ranges::for_each(node.entries, add);
  node = std::move(agents);
  return {};
}

Outcome provider_options(Node& node, Notes&) {
  for (Entry& entry : node.entries) {
    if (is_scalar(entry.value)) {
      Node list = make_list(entry.value.at);
      list.items.push_back(std::move(entry.value));
      entry.value = std::move(list);
    }
    for (Node& item : entry.value.items) {
      if (is_scalar(item)) {
        item.kind = Kind::text;
      }
    }
  }
  return {};
}

Outcome env_files(Node& node, Notes& notes) {
  if (auto outcome = one_or_many(node, notes); !outcome) {
    return outcome;
  }
  for (Node& item : node.items) {
    if (item.kind == Kind::text) {
      Node map = make_map(item.at);
      map.set("path", make_text(std::move(item.text), item.at));
      item = std::move(map);
    }
  }
  return {};
}

Outcome command(Node& node, Notes& notes) {
  if (node.kind != Kind::text) {
    return {};
  }
  auto split = split_shell_words(node.text);
  if (!split) {
    return problem(node.at,
                   fmt::format("a quote or parenthesis is not closed in: {}", node.text),
                   R"(write it as a list of words: ["python", "server.py"])");
  }
  if (!split->ignored.empty()) {
    notes.push_back(
        fmt::format("{}: '{}' is ignored, because no shell runs the command: use "
                    R"(["sh", "-c", "…"])",
                    to_text(node.at),
                    split->ignored));
  }
  Node list = make_list(node.at);
  for (std::string& word : split->words) {
    list.items.push_back(make_text(std::move(word), node.at));
  }
  node = std::move(list);
  return {};
}

Outcome health_test(Node& node, Notes&) {
  if (node.kind == Kind::text) {
    Node list = make_list(node.at);
    list.items = {make_text("CMD-SHELL", node.at), make_text(std::move(node.text), node.at)};
    node = std::move(list);
    return {};
  }
  const std::string kind = node.items.empty() ? "NONE" : node.items.front().text;
  if (kind != "CMD" && kind != "CMD-SHELL" && kind != "NONE") {
    return problem(node.at,
                   fmt::format("the list must start with CMD, CMD-SHELL or NONE, not '{}'", kind));
  }
  return {};
}

Outcome duration(Node& node, Notes&) {
  const auto parsed = parse_duration(node.text);
  if (!parsed) {
    return problem(node.at,
                   fmt::format("'{}' is no duration", node.text),
                   "write a number with a unit: 500ms, 90s, 1m30s, 1h");
  }
  node.text = go_duration(*parsed);
  return {};
}

Outcome byte_size(Node& node, Notes&) {
  const auto parsed =
      node.kind == Kind::integer ? parse_integer(node.text) : parse_byte_size(node.text);
  if (!parsed) {
    return problem(node.at,
                   fmt::format("'{}' is no size", node.text),
                   "write bytes, or a number with a unit: 512m, 4g");
  }
  node = make_text(fmt::format("{}", *parsed), node.at);
  return {};
}

Outcome gpus(Node& node, Notes&) {
  if (node.kind != Kind::text) {
    return {};
  }
  if (node.text != "all") {
    return problem(node.at, fmt::format("must be 'all' or a list, not '{}'", node.text));
  }
  Node request = make_map(node.at);
  request.set("count", {.kind = Kind::integer, .text = "-1", .at = node.at});
  Node list = make_list(node.at);
  list.items.push_back(std::move(request));
  node = std::move(list);
  return {};
}

Outcome device_count(Node& node, Notes&) {
  if (node.text == "all") {
    node.text = "-1";
  }
  const auto count = parse_integer(node.text);
  if (!count) {
    return problem(node.at, fmt::format("must be a number or 'all', not '{}'", node.text));
  }
  node.kind = Kind::integer;
  node.text = fmt::format("{}", *count);
  return {};
}

Outcome external_resource(Node& node, Notes&) {
  Node* external = node.find("external");
  if (external != nullptr && external->kind == Kind::map) {
    const Node* name = external->find("name");
    if (name == nullptr || name->kind != Kind::text || external->entries.size() > 1) {
      return problem(external->at, "'external' must be true or false");
    }
    if (const Node* own = node.find("name"); own != nullptr && own->text != name->text) {
      return problem(name->at, "'name' and 'external.name' differ", "keep 'name'");
    }
    Node own_name = *name;
    *external = make_boolean(true, external->at);
    node.set("name", std::move(own_name));
  }
  return {};
}

}  // namespace voicehub::compose::short_forms
