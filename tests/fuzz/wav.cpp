// Whatever an engine answers, measuring it ends well.

#include "core/engine/wav.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto facts =
      voicehub::engine::measure_wav(std::string_view{reinterpret_cast<const char*>(data), size});
  if (facts) {
    (void)voicehub::engine::audio_fault(*facts);
    (void)voicehub::engine::to_text(*facts);
  }
  return 0;
}
