#include "core/compose/node.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voicehub::compose {

std::string to_text(const Origin& origin) {
  const std::string_view file = origin.file ? std::string_view{*origin.file} : "(none)";
  return fmt::format("{}:{}:{}", file, origin.line, origin.column);
}

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::null: return "empty";
    case Kind::boolean: return "true or false";
    case Kind::integer: return "a whole number";
    case Kind::number: return "a number";
    case Kind::text: return "text";
    case Kind::list: return "a list";
    case Kind::map: return "a mapping";
  }
  return "";
}

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

void Node::set(std::string_view key, Node value) {
  if (Node* existing = find(key)) {
    *existing = std::move(value);
    return;
  }
  Origin key_at = value.at;
  entries.push_back({std::string{key}, std::move(key_at), std::move(value)});
}

void Node::erase(std::string_view key) {
  std::erase_if(entries, [&](const Entry& entry) { return entry.key == key; });
}

Node make_text(std::string text, Origin at) {
  return {.kind = Kind::text, .text = std::move(text), .at = std::move(at)};
}

Node make_boolean(bool value, Origin at) {
  return {.kind = Kind::boolean, .text = value ? "true" : "false", .at = std::move(at)};
}

Node make_list(Origin at) {
  return {.kind = Kind::list, .at = std::move(at)};
}

Node make_map(Origin at) {
  return {.kind = Kind::map, .at = std::move(at)};
}

}  // namespace voicehub::compose
