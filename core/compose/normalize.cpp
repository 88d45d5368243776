#include "core/compose/normalize.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/scalar.hpp"

namespace voicehub::compose {
namespace {

bool allows(const Shape& shape, Kind kind) {
  return (shape.kinds & bit(kind)) != 0;
}

// "a list or text"
std::string wanted_kinds(const Shape& shape) {
  std::vector<std::string> names;
  for (const Kind kind :
       {Kind::list, Kind::map, Kind::text, Kind::boolean, Kind::number, Kind::integer}) {
    const bool said = kind == Kind::integer && allows(shape, Kind::number);
    if (allows(shape, kind) && !said) {
      names.emplace_back(to_text(kind));
    }
  }
  return join(names, " or ");
}

std::string shown_value(const Node& node) {
  return node.kind == Kind::text ? fmt::format("'{}'", node.text) : std::string{to_text(node.kind)};
}

// A boolean or number that was quoted, or came from a variable.
bool cast_text(Node& node, const Shape& shape) {
  if (allows(shape, Kind::boolean)) {
    if (const auto value = parse_boolean(node.text)) {
      node = make_boolean(*value, node.at);
      return true;
    }
  }
  if (allows(shape, Kind::integer)) {
    if (const auto value = parse_integer(node.text)) {
      node.kind = Kind::integer;
      node.text = fmt::format("{}", *value);
      return true;
    }
  }
  if (allows(shape, Kind::number)) {
    if (const auto value = parse_number(node.text)) {
      node.kind = Kind::number;
      node.text = go_number(*value);
      return true;
    }
  }
  return false;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

std::vector<std::string> attribute_names(const Shape& shape) {
  std::vector<std::string> names;
  for (const Attribute& attribute : shape.attributes) {
    names.emplace_back(attribute.name);
  }
  return names;
}

bool has_variable(const Node& node) {
  return (node.kind == Kind::text && node.text.contains('$')) ||
         std::ranges::any_of(node.items, has_variable);
}

class Normalizer {
 public:
  Normalizer(InPlace in_place, Notes& notes) : in_place_{in_place}, notes_{notes} {}

  Result<void> walk(Node& node, const Shape& shape, const Path& path) {
    if (node.tag == Tag::reset || node.is_null()) {
      return done();
    }
    if (in_place_ == InPlace::variables && has_variable(node) && !can_be_read(node, shape)) {
      return done();
    }
    if (!allows(shape, node.kind) && !(node.kind == Kind::text && cast_text(node, shape))) {
      return invalid(
          node.at,
          fmt::format(
              "{} must be {}, not {}", path.text(), wanted_kinds(shape), shown_value(node)));
    }
    if (shape.normal_form != nullptr) {
      VH_CHECK(to_normal_form(node, shape, path));
    }
    VH_CHECK(check_words(node, shape, path));
    VH_CHECK(walk_items(node, shape, path));
    VH_CHECK(walk_entries(node, shape, path));
    unite_items(node.items, shape);
    return done();
  }

 private:
  // Whether a list can be brought into its long form with variables in it.
  [[nodiscard]] bool can_be_read(Node node, const Shape& shape) const {
    return node.kind == Kind::list && allows(shape, Kind::list) && shape.normal_form != nullptr &&
           shape.normal_form(node, notes_).has_value();
  }

  Result<void> to_normal_form(Node& node, const Shape& shape, const Path& path) {
    const Tag tag = std::exchange(node.tag, Tag::none);
    const std::size_t written = node.items.size();
    if (auto outcome = shape.normal_form(node, notes_); !outcome) {
      return invalid(path, std::move(outcome).error());
    }
    node.tag = tag;
    added_items_ += std::max(node.items.size(), written) - written;
    if (added_items_ > kMostAddedItems) {
      return invalid(node.at,
                     fmt::format("{}: the short forms of this file stand for more than {} items",
                                 path.text(),
                                 kMostAddedItems));
    }
    return done();
  }

  static Result<void> check_words(const Node& node, const Shape& shape, const Path& path) {
    if (shape.words.empty() || std::ranges::find(shape.words, node.text) != shape.words.end()) {
      return done();
    }
    const std::vector<std::string> words{shape.words.begin(), shape.words.end()};
    return invalid(node.at,
                   fmt::format("{} cannot be '{}'", path.text(), node.text),
                   did_you_mean(node.text, words, "values"));
  }

  Result<void> walk_items(Node& node, const Shape& shape, const Path& path) {
    if (shape.each == nullptr) {
      return done();
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      VH_CHECK(walk(node.items[i], *shape.each, Path{path, i}));
    }
    return done();
  }

  Result<void> walk_entries(Node& node, const Shape& shape, const Path& path) {
    for (Entry& entry : node.entries) {
      if (!shape.attributes.empty()) {
        VH_CHECK(walk_attribute(entry, shape, path));
      } else if (shape.each != nullptr) {
        VH_CHECK(walk_free_entry(entry, shape, path));
      }
    }
    return done();
  }

  Result<void> walk_free_entry(Entry& entry, const Shape& shape, const Path& path) {
    if (shape.keys_are_names && !is_name(entry.key)) {
      return invalid(entry.key_at,
                     fmt::format("{}: '{}' is no name: use letters, digits, '.', '_' and '-'",
                                 path.text(),
                                 entry.key));
    }
    return walk(entry.value, *shape.each, Path{path, entry.key});
  }

  Result<void> walk_attribute(Entry& entry, const Shape& shape, const Path& path) {
    const Path inner{path, entry.key};
    const Attribute* attribute = find_attribute(shape, entry.key);
    if (attribute == nullptr) {
      return check_unknown(entry, shape, path);
    }
    return walk(entry.value, *attribute->shape, inner);
  }

  static Result<void> check_unknown(const Entry& entry, const Shape& shape, const Path& path) {
    if (entry.key == "x-voicehub") {
      return invalid(entry.key_at,
                     fmt::format("{}: 'x-voicehub' has no meaning here", path.text()),
                     "it belongs below a service; see docs/x-voicehub.md");
    }
    if (is_extension(entry.key)) {
      return done();
    }
    const std::vector<std::string> known = attribute_names(shape);
    return invalid(entry.key_at,
                   fmt::format("{} has no attribute '{}'", path.text(), entry.key),
                   did_you_mean(entry.key, known, "attributes"));
  }

  // What short forms may add: every port of one container, or fewer of many.
  static constexpr std::size_t kMostAddedItems = 200'000;

  InPlace in_place_;
  Notes& notes_;
  std::size_t added_items_ = 0;
};

}  // namespace

Result<void> normalize(Node& file, const Shape& shape, InPlace in_place, Notes& notes) {
  return Normalizer{in_place, notes}.walk(file, shape, Path{});
}

void unite_items(std::vector<Node>& items, const Shape& shape) {
  if (shape.identity == nullptr || items.size() < 2) {
    return;
  }
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Node> united;
  for (Node& item : items) {
    std::string identity = item.kind == Kind::text ? item.text : shape.identity(item);
    const auto [place, is_new] = places.try_emplace(std::move(identity), united.size());
    if (is_new) {
      united.push_back(std::move(item));
    } else {
      united[place->second] = std::move(item);
    }
  }
  items = std::move(united);
}

}  // namespace voicehub::compose
