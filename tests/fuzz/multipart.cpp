#include "engines/runtime/multipart.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engines/speech/transcription_request.hpp"

// The first line is the content type, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto line = input.substr(0, input.find('\n'));
  const auto body = input.substr(std::min(line.size() + 1, input.size()));
  const auto parts = voicehub::engines::parse_multipart(line, body);
  if (parts) {
    (void)voicehub::engines::parse_transcription(*parts);
    for (const auto& part : *parts) {
      // Views into the body, and nothing else.
      if (!part.content.empty() &&
          (part.content.data() < body.data() ||
           part.content.data() + part.content.size() > body.data() + body.size())) {
        __builtin_trap();
      }
    }
  }
  return 0;
}
