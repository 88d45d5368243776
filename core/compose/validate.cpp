#include "core/compose/validate.hpp"

#include <unordered_set>

#include <fmt/format.h>

namespace voicehub::compose {
namespace {

Result<void> check_shape(const Node& node, const Shape& shape, const Path& path) {
  if (node.is_null()) {
    const bool allowed = (shape.kinds & bit(Kind::null)) != 0;
    return allowed ? done() : invalid(node.at, fmt::format("{} has no value", path.text()));
  }
  for (const Attribute& attribute : shape.attributes) {
    if (attribute.required && node.kind == Kind::map && node.find(attribute.name) == nullptr) {
      return invalid(node.at, fmt::format("{} needs '{}'", path.text(), attribute.name));
    }
  }
  for (const Entry& entry : node.entries) {
    const Attribute* attribute = find_attribute(shape, entry.key);
    const Shape* inner = attribute != nullptr ? attribute->shape : shape.each;
    if (inner != nullptr) {
      VH_CHECK(check_shape(entry.value, *inner, Path{path, entry.key}));
    }
  }
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < node.items.size() && shape.each != nullptr; ++i) {
    const Node& item = node.items[i];
    VH_CHECK(check_shape(item, *shape.each, Path{path, i}));
    if (shape.distinct && !seen.insert(item.text).second) {
      return invalid(item.at, fmt::format("{} has '{}' twice", path.text(), item.text));
    }
  }
  return done();
}

}  // namespace

Result<void> check_complete(const Node& file, const Shape& shape) {
  return check_shape(file, shape, Path{});
}

}  // namespace voicehub::compose
