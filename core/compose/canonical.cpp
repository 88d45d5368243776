#include "core/compose/canonical.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace voicehub::compose {
namespace {

bool says_nothing(const Node& node, const Shape* shape) {
  switch (node.kind) {
    case Kind::null: return true;
    case Kind::boolean: return node.text == "false";
    case Kind::integer:
    case Kind::number: return node.text == "0";
    case Kind::text: return node.text.empty() || (shape != nullptr && node.text == shape->nothing);
    case Kind::list: return node.items.empty();
    case Kind::map: return node.entries.empty();
  }
  return false;
}

class Canonical {
 public:
  explicit Canonical(const CanonicalStyle& style) : style_{style} {}

  // Without a shape everything is kept.
  [[nodiscard]] Node of(const Node& node, const Shape* shape) const {
    if (node.kind == Kind::map) {
      return shape != nullptr && !shape->attributes.empty() ? known(node, *shape)
                                                            : free(node, shape);
    }
    Node result{.kind = node.kind, .text = written(node), .at = node.at};
    for (const Node& item : node.items) {
      result.items.push_back(of(item, shape == nullptr ? nullptr : shape->each));
    }
    return result;
  }

 private:
  [[nodiscard]] Node known(const Node& map, const Shape& shape) const {
    Node result = make_map(map.at);
    for (const Attribute& attribute : shape.attributes) {
      const Node* value = map.find(attribute.name);
      if (value == nullptr || is_extension(attribute.name)) {
        continue;
      }
      Node printed = of(*value, attribute.shape);
      if (may_be_empty(attribute, printed) || !says_nothing(printed, attribute.shape)) {
        result.entries.push_back(
            {std::string{printed_name(attribute)}, value->at, std::move(printed)});
      }
    }
    if (style_.notation == Notation::yaml || &shape == &file_shape()) {
      add_extensions(map, result);
    }
    return result;
  }

  [[nodiscard]] std::string_view printed_name(const Attribute& attribute) const {
    const bool another = style_.notation == Notation::json && !attribute.name_in_json.empty();
    return another ? attribute.name_in_json : attribute.name;
  }

  [[nodiscard]] bool may_be_empty(const Attribute& attribute, const Node& printed) const {
    switch (attribute.empty) {
      case Empty::left_out: return false;
      case Empty::printed: return style_.notation == Notation::json || !printed.is_null();
      case Empty::printed_in_json: return style_.notation == Notation::json;
    }
    return false;
  }

  void add_extensions(const Node& map, Node& result) const {
    const std::size_t first = result.entries.size();
    for (const Entry& entry : map.entries) {
      if (is_extension(entry.key)) {
        result.entries.push_back({entry.key, entry.key_at, of(entry.value, nullptr)});
      }
    }
    std::ranges::sort(result.entries.begin() + static_cast<std::ptrdiff_t>(first),
                      result.entries.end(),
                      {},
                      &Entry::key);
  }

  [[nodiscard]] Node free(const Node& map, const Shape* shape) const {
    Node result = make_map(map.at);
    for (const Entry& entry : map.entries) {
      const Shape* inner = shape == nullptr ? nullptr : shape->each;
      result.entries.push_back({doubled(entry.key), entry.key_at, of(entry.value, inner)});
    }
    std::ranges::sort(result.entries, {}, &Entry::key);
    return result;
  }

  [[nodiscard]] std::string written(const Node& node) const {
    return node.kind == Kind::text ? doubled(node.text) : node.text;
  }

  [[nodiscard]] std::string doubled(const std::string& text) const {
    if (!style_.doubled_dollars || !text.contains('$')) {
      return text;
    }
    std::string result;
    for (const char c : text) {
      result.append(c == '$' ? 2 : 1, c);
    }
    return result;
  }

  const CanonicalStyle& style_;
};

}  // namespace

Node canonical(const Node& node, const Shape& shape, const CanonicalStyle& style) {
  return Canonical{style}.of(node, &shape);
}

}  // namespace voicehub::compose
