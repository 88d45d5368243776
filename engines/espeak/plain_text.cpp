#include "engines/espeak/plain_text.hpp"

#include "engines/text/utf8.hpp"

namespace voicehub::engines::espeak {

std::string plain_text(std::string_view text) {
  std::string plain = utf8::to_valid(text);
  for (char& byte : plain) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7F) {
      byte = code == '\n' ? '\n' : ' ';
    }
  }
  return plain;
}

}  // namespace voicehub::engines::espeak
