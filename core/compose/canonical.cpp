#include "core/compose/canonical.hpp"

#include <algorithm>
#include <span>
#include <string_view>
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

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

std::string_view digits_at(std::string_view text, std::size_t place) {
  const std::string_view rest = text.substr(place);
  const auto end = std::ranges::find_if_not(rest, is_digit);
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

std::string_view digits_before(std::string_view text, std::size_t place) {
  std::size_t first = place;
  while (first > 0 && is_digit(text[first - 1])) {
    --first;
  }
  return text.substr(first, place - first);
}

// The order of keys in YAML as Docker Compose writes it: numbers by their value ("s2" before
// "s10"), other signs before letters.
bool comes_before(std::string_view a, std::string_view b) {
  const auto place = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  if (place == a.size() || place == b.size()) {
    return a.size() < b.size();
  }
  const bool a_letter = is_letter(a[place]);
  const bool b_letter = is_letter(b[place]);
  if (a_letter != b_letter) {
    return digits_before(a, place).empty() ? b_letter : a_letter;
  }
  const std::string_view a_digits = digits_at(a, place);
  const std::string_view b_digits = digits_at(b, place);
  const bool in_number = digits_before(a, place).find_first_not_of('0') != std::string_view::npos;
  const auto value = [in_number](std::string_view digits) {
    digits.remove_prefix(in_number ? 0 : std::min(digits.find_first_not_of('0'), digits.size()));
    return std::pair{digits.size(), digits};
  };
  if (value(a_digits) != value(b_digits)) {
    return value(a_digits) < value(b_digits);
  }
  if (a_digits.size() != b_digits.size()) {
    return a_digits.size() < b_digits.size();
  }
  return static_cast<unsigned char>(a[place]) < static_cast<unsigned char>(b[place]);
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
    sort(std::span{result.entries}.subspan(first));
  }

  [[nodiscard]] Node free(const Node& map, const Shape* shape) const {
    Node result = make_map(map.at);
    for (const Entry& entry : map.entries) {
      const Shape* inner = shape == nullptr ? nullptr : shape->each;
      result.entries.push_back({doubled(entry.key), entry.key_at, of(entry.value, inner)});
    }
    sort(result.entries);
    return result;
  }

  void sort(std::span<Entry> entries) const {
    if (style_.notation == Notation::yaml) {
      std::ranges::sort(entries, comes_before, &Entry::key);
    } else {
      std::ranges::sort(entries, {}, &Entry::key);
    }
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
