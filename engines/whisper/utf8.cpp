#include "engines/whisper/utf8.hpp"

namespace voicehub::engines::whisper {
namespace {

// The bytes that may follow the first: how many, and between which the second lies (RFC 3629).
struct Tail {
  std::size_t count = 0;
  unsigned char least_second = 0x80;
  unsigned char most_second = 0xBF;
};

Tail tail_after(unsigned char first) {
  if (first < 0xE0) {
    return {.count = 1};
  }
  if (first < 0xF0) {
    return {.count = 2,
            .least_second = static_cast<unsigned char>(first == 0xE0 ? 0xA0 : 0x80),
            .most_second = static_cast<unsigned char>(first == 0xED ? 0x9F : 0xBF)};
  }
  return {.count = 3,
          .least_second = static_cast<unsigned char>(first == 0xF0 ? 0x90 : 0x80),
          .most_second = static_cast<unsigned char>(first == 0xF4 ? 0x8F : 0xBF)};
}

}  // namespace

Utf8Sequence first_sequence(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  if (first < 0x80) {
    return {.state = Utf8::valid, .size = 1};
  }
  if (first < 0xC2 || first > 0xF4) {
    return {.state = Utf8::ill_formed, .size = 1};
  }
  const Tail tail = tail_after(first);
  for (std::size_t n = 1; n <= tail.count; ++n) {
    if (n == bytes.size()) {
      return {.state = Utf8::cut_short, .size = n};
    }
    const auto byte = static_cast<unsigned char>(bytes[n]);
    const unsigned char least = n == 1 ? tail.least_second : 0x80;
    const unsigned char most = n == 1 ? tail.most_second : 0xBF;
    if (byte < least || byte > most) {
      return {.state = Utf8::ill_formed, .size = n};
    }
  }
  return {.state = Utf8::valid, .size = tail.count + 1};
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Utf8Sequence sequence = first_sequence(bytes);
    text += sequence.state == Utf8::valid ? bytes.substr(0, sequence.size) : "\xEF\xBF\xBD";
    bytes.remove_prefix(sequence.size);
  }
  return text;
}

}  // namespace voicehub::engines::whisper
