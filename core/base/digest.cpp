#include "core/base/digest.hpp"

#include <openssl/evp.h>

#include <array>

namespace voicehub {

struct Hasher::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

Hasher::Hasher(HashAlgorithm algorithm) : state_{std::make_unique<State>()} {
  EVP_DigestInit_ex(
      state_->context.get(), algorithm == HashAlgorithm::md5 ? EVP_md5() : EVP_sha256(), nullptr);
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->context.get(), raw.data(), &size);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{size} * 2);
  for (unsigned int i = 0; i < size; ++i) {
    hex += kHex[raw[i] >> 4U];
    hex += kHex[raw[i] & 0xFU];
  }
  return hex;
}

Digest sha256(std::string_view bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return {hasher.finish()};
}

}  // namespace voicehub
