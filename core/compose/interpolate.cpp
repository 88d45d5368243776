#include "core/compose/interpolate.hpp"

#include <fmt/format.h>

namespace voicehub::compose {
namespace {

class Interpolation {
 public:
  Interpolation(const Lookup& lookup, Notes& notes) : lookup_{lookup}, notes_{notes} {}

  Result<void> walk(Node& node, const Path& path) {
    if (node.kind == Kind::text && node.text.contains('$')) {
      return replace(node, path);
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      VH_CHECK(walk(node.items[i], Path{path, i}));
    }
    for (Entry& entry : node.entries) {
      VH_CHECK(walk(entry.value, Path{path, entry.key}));
    }
    return done();
  }

 private:
  Result<void> replace(Node& node, const Path& path) {
    std::set<std::string> unset;
    auto text = substitute(node.text, lookup_, unset);
    if (!text) {
      return invalid(path, {node.at, std::move(text).error(), {}});
    }
    node.text = std::move(*text);
    substituted_ += node.text.size();
    if (substituted_ > kMostSubstituted) {
      return invalid(path, {node.at, "the variables of this file grow into more than 64 MB", {}});
    }
    for (const std::string& name : unset) {
      if (reported_.insert(name).second) {
        notes_.push_back(
            fmt::format("{}: the variable '{}' is not set: blank is used", to_text(node.at), name));
      }
    }
    return done();
  }

  const Lookup& lookup_;
  Notes& notes_;
  std::set<std::string> reported_;
  std::size_t substituted_ = 0;  // bytes
};

}  // namespace

Result<void> interpolate(Node& tree, const Lookup& lookup, Notes& notes) {
  return Interpolation{lookup, notes}.walk(tree, Path{});
}

}  // namespace voicehub::compose
