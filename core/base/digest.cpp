#include "core/base/digest.hpp"

// The functions that OpenSSL 3 calls deprecated: those that it recommends read its configuration
// and set up its providers first, which takes a millisecond at every start of the program.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <array>
#include <span>
#include <variant>

namespace voicehub {

struct Hasher::State {
  std::variant<SHA256_CTX, MD5_CTX> context;
};

Hasher::Hasher(HashAlgorithm algorithm) : state_{std::make_unique<State>()} {
  if (algorithm == HashAlgorithm::md5) {
    MD5_Init(&state_->context.emplace<MD5_CTX>());
  } else {
    SHA256_Init(&state_->context.emplace<SHA256_CTX>());
  }
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view bytes) {
  if (auto* md5 = std::get_if<MD5_CTX>(&state_->context)) {
    MD5_Update(md5, bytes.data(), bytes.size());
  } else {
    SHA256_Update(&std::get<SHA256_CTX>(state_->context), bytes.data(), bytes.size());
  }
}

std::string Hasher::finish() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> raw{};
  std::size_t size = raw.size();
  if (auto* md5 = std::get_if<MD5_CTX>(&state_->context)) {
    MD5_Final(raw.data(), md5);
    size = MD5_DIGEST_LENGTH;
  } else {
    SHA256_Final(raw.data(), &std::get<SHA256_CTX>(state_->context));
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  hex.reserve(size * 2);
  for (const unsigned char byte : std::span{raw}.first(size)) {
    hex += kHex[byte >> 4U];
    hex += kHex[byte & 0xFU];
  }
  return hex;
}

Digest sha256(std::string_view bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return {hasher.finish()};
}

}  // namespace voicehub
