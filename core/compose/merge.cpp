#include "core/compose/merge.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/compose/normalize.hpp"

namespace voicehub::compose {
namespace {

void merge_value(Node& base, Node later, const Shape* shape);

const Shape* shape_of(const Shape* shape, std::string_view key) {
  if (shape == nullptr) {
    return nullptr;
  }
  if (shape->attributes.empty()) {
    return shape->each;
  }
  const Attribute* attribute = find_attribute(*shape, key);
  return attribute == nullptr ? nullptr : attribute->shape;
}

void merge_maps(Node& base, Node later, const Shape* shape) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < base.entries.size(); ++i) {
    places.emplace(base.entries[i].key, i);
  }
  std::unordered_set<std::string> removed;
  for (Entry& entry : later.entries) {
    const auto known = places.find(entry.key);
    if (entry.value.tag == Tag::reset) {
      removed.insert(entry.key);
    } else if (known != places.end()) {
      Entry& earlier = base.entries[known->second];
      merge_value(earlier.value, std::move(entry.value), shape_of(shape, entry.key));
    } else {
      Node fresh{.kind = entry.value.kind, .at = entry.value.at};
      merge_value(fresh, std::move(entry.value), shape_of(shape, entry.key));
      base.entries.push_back({std::move(entry.key), std::move(entry.key_at), std::move(fresh)});
    }
  }
  if (!removed.empty()) {
    std::erase_if(base.entries, [&](const Entry& entry) { return removed.contains(entry.key); });
  }
}

// Another logging driver takes other options.
bool drivers_differ(const Node& base, const Node& later) {
  const Node* ours = base.find("driver");
  const Node* theirs = later.find("driver");
  return ours != nullptr && theirs != nullptr && ours->text != theirs->text;
}

void merge_value(Node& base, Node later, const Shape* shape) {
  if (later.is_null()) {
    const bool null_means_something =
        shape != nullptr && (shape->kinds & bit(Kind::null)) != 0 && base.kind != Kind::map;
    if (null_means_something) {
      base = std::move(later);
    }
    return;
  }
  const bool replaced =
      (shape != nullptr && shape->replaced) || later.tag == Tag::replace ||
      base.kind != later.kind ||
      (shape != nullptr && shape->replaced_by_other_driver && drivers_differ(base, later));
  later.tag = Tag::none;
  if (later.kind == Kind::map) {
    if (replaced) {
      base = make_map(later.at);
    }
    merge_maps(base, std::move(later), shape);
  } else if (later.kind == Kind::list && !replaced) {
    std::ranges::move(later.items, std::back_inserter(base.items));
    if (shape != nullptr) {
      unite_items(base.items, *shape);
    }
  } else {
    base = std::move(later);
  }
}

}  // namespace

void merge(Node& base, Node later, const Shape& shape) {
  merge_value(base, std::move(later), &shape);
}

}  // namespace voicehub::compose
