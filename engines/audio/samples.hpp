#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"

// What the parts of this folder share.
namespace voicehub::engines {

// A finite sample between -1 and 1: what is not a number or infinite becomes 0, the rest is cut off
// at the ends.
[[nodiscard]] float clean(float sample);
[[nodiscard]] std::vector<float> cleaned(std::span<const float> samples);

// -1 to 1 as -32767 to 32767.
[[nodiscard]] std::int16_t to_int16(float sample);

// `unsupported` outside of 1 kHz to 384 kHz. `whose`: "of the recording".
[[nodiscard]] Result<void> check_rate(int rate, const char* whose);

}  // namespace voicehub::engines
