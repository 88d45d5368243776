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

class SupportCheck {
 public:
  explicit SupportCheck(Notes& notes) : notes_{notes} {}

  Result<void> walk(const Node& node, const Shape& shape, const Path& path) {
    for (const Entry& entry : node.entries) {
      const Path inner{path, entry.key};
      const Attribute* attribute = find_attribute(shape, entry.key);
      const Shape* below = attribute != nullptr ? attribute->shape : shape.each;
      if (attribute != nullptr && !is_empty(entry.value)) {
        VH_CHECK(judge(*attribute, entry, inner));
      }
      if (below != nullptr) {
        VH_CHECK(walk(entry.value, *below, inner));
      }
    }
    for (std::size_t i = 0; i < node.items.size() && shape.each != nullptr; ++i) {
      VH_CHECK(walk(node.items[i], *shape.each, Path{path, i}));
    }
    return done();
  }

 private:
  static bool is_empty(const Node& node) {
    return node.is_null() || (node.kind == Kind::map && node.entries.empty()) ||
           (node.kind == Kind::list && node.items.empty());
  }

  Result<void> judge(const Attribute& attribute, const Entry& entry, const Path& path) {
    if (attribute.support == Support::not_yet) {
      return invalid(entry.key_at,
                     fmt::format("{} is not supported yet", path.text()),
                     "Docker Compose knows it; voicehub does not, and will not ignore it");
    }
    if (attribute.support == Support::swarm_only) {
      notes_.push_back(fmt::format("{}: {} means something to Docker Swarm only: ignored",
                                   to_text(entry.key_at),
                                   path.text()));
    }
    return done();
  }

  Notes& notes_;
};

}  // namespace

Result<void> check_complete(const Node& file, const Shape& shape) {
  return check_shape(file, shape, Path{});
}

Result<void> check_supported(const Node& file, const Shape& shape, Notes& notes) {
  return SupportCheck{notes}.walk(file, shape, Path{});
}

}  // namespace voicehub::compose
