#include "core/verify/view.hpp"

namespace voicehub::verify {

std::optional<Digest> View::digest() const {
  if (!folder) {
    return file.digest.empty() ? std::nullopt : std::optional{Digest{file.digest}};
  }
  Hasher hasher;
  for (const auto& [name, entry] : tree) {
    if (entry.digest.empty()) {
      return std::nullopt;
    }
    hasher.update(entry.digest + "  " + name + '\n');
  }
  return Digest{hasher.finish()};
}

std::size_t View::files() const {
  if (folder) {
    return tree.size();
  }
  return file.digest.empty() ? 0 : 1;
}

std::string link_digest(const std::string& target) {
  return sha256("-> " + target).hex;
}

}  // namespace voicehub::verify
