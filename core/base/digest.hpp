#pragma once

#include <compare>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace voicehub {

// SHA-256 as 64 lower-case hex digits.
struct Digest {
  std::string hex;

  [[nodiscard]] std::string text() const { return "sha256:" + hex; }

  // What people read: sha256:3f9a2c81
  [[nodiscard]] std::string brief() const { return "sha256:" + hex.substr(0, 8); }

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

enum class HashAlgorithm {
  sha256,
  md5
};  // md5 only to compare with what certutil and md5sum print

// A digest of data that arrives in pieces.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm = HashAlgorithm::sha256);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void update(std::string_view bytes);
  // Lower-case hex. The hasher may not be used afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest sha256(std::string_view bytes);

}  // namespace voicehub
