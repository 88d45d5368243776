#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace voicehub::engines {

// 16-bit little-endian mono samples as a WAV file.
[[nodiscard]] std::string wav_file(std::string_view samples, std::uint32_t sample_rate);

}  // namespace voicehub::engines
