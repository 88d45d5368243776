#include "core/agent/digest.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>

namespace voicehub::agent {
namespace {

using Word = std::uint32_t;

constexpr std::size_t kBlock = 64;

// FIPS 180-4.
struct Sha256 {
  std::array<Word, 8> state{0x6a09e667,
                            0xbb67ae85,
                            0x3c6ef372,
                            0xa54ff53a,
                            0x510e527f,
                            0x9b05688c,
                            0x1f83d9ab,
                            0x5be0cd19};

  static constexpr bool kBigEndian = true;

  static constexpr std::array<Word, 64> kConstants{
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
      0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
      0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
      0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
      0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
      0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
      0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
      0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
      0xc67178f2};

  void add(const std::array<Word, 16>& block) {
    std::array<Word, 64> w{};
    std::copy(block.begin(), block.end(), w.begin());
    for (std::size_t i = 16; i < w.size(); ++i) {
      const Word s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3U);
      const Word s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10U);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < w.size(); ++i) {
      const Word s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
      const Word t1 = h + s1 + ((e & f) ^ (~e & g)) + kConstants[i] + w[i];
      const Word s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
      const Word t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    const std::array<Word, 8> sum{a, b, c, d, e, f, g, h};
    std::transform(state.begin(), state.end(), sum.begin(), state.begin(), std::plus<>{});
  }
};

// RFC 1321.
struct Md5 {
  std::array<Word, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

  static constexpr bool kBigEndian = false;

  static constexpr std::array<Word, 64> kConstants{
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
      0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
      0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
      0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
      0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
      0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
      0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
      0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
      0xeb86d391};
  static constexpr std::array<std::array<int, 4>, 4> kShifts{
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

  void add(const std::array<Word, 16>& block) {
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::size_t round = i / 16;
      const std::array<Word, 4> mixes{
          (b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)};
      const std::array<std::size_t, 4> picks{i, 5 * i + 1, 3 * i + 5, 7 * i};
      const Word sum = a + mixes[round] + kConstants[i] + block[picks[round] % 16];
      a = d;
      d = c;
      c = b;
      b += std::rotl(sum, kShifts[round][i % 4]);
    }
    const std::array<Word, 4> sum{a, b, c, d};
    std::transform(state.begin(), state.end(), sum.begin(), state.begin(), std::plus<>{});
  }
};

// What the two have in common: blocks of 64 bytes, and an end of 0x80, zeros and the length in
// bits.
template <typename Algorithm>
class Hash {
 public:
  void update(const unsigned char* bytes, std::size_t count) {
    length_ += count;
    while (count > 0) {
      const std::size_t part = std::min(count, kBlock - filled_);
      std::memcpy(buffer_.data() + filled_, bytes, part);
      filled_ += part;
      bytes += part;
      count -= part;
      if (filled_ == kBlock) {
        algorithm_.add(words());
        filled_ = 0;
      }
    }
  }

  std::string finish() {
    const std::uint64_t bits = length_ * 8;
    std::array<unsigned char, 2 * kBlock> end{0x80};
    const std::size_t zeros = (filled_ < 56 ? 56 : 120) - filled_;
    for (std::size_t i = 0; i < 8; ++i) {
      end[zeros + i] = static_cast<unsigned char>(bits >> shift(i, 8));
    }
    update(end.data(), zeros + 8);
    std::string hex;
    for (const Word word : algorithm_.state) {
      for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = static_cast<unsigned char>(word >> shift(i, 4));
        hex += "0123456789abcdef"[byte >> 4U];
        hex += "0123456789abcdef"[byte & 0xFU];
      }
    }
    return hex;
  }

 private:
  // Where byte `i` of a number of `size` bytes stands in it.
  static std::size_t shift(std::size_t i, std::size_t size) {
    return 8 * (Algorithm::kBigEndian ? size - 1 - i : i);
  }

  [[nodiscard]] std::array<Word, 16> words() const {
    std::array<Word, 16> words{};
    for (std::size_t i = 0; i < kBlock; ++i) {
      words[i / 4] |= Word{buffer_[i]} << shift(i % 4, 4);
    }
    return words;
  }

  Algorithm algorithm_;
  std::array<unsigned char, kBlock> buffer_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

template <typename Algorithm>
std::string hex_of(int file) {
  Hash<Algorithm> hash;
  static std::array<unsigned char, 131072> buffer;
  ssize_t count = 0;
  while ((count = read(file, buffer.data(), buffer.size())) > 0) {
    hash.update(buffer.data(), static_cast<std::size_t>(count));
  }
  return count < 0 ? std::string{} : hash.finish();
}

}  // namespace

std::string sha256_hex(int file) {
  return hex_of<Sha256>(file);
}

std::string md5_hex(int file) {
  return hex_of<Md5>(file);
}

}  // namespace voicehub::agent
