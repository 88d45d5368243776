#pragma once

#include <chrono>
#include <expected>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

// What no synthesizer says at once, and how each of them tells it.
namespace voicehub::engines {

inline constexpr std::chrono::hours kMostSound{1};

// `unsupported` for more than 20'000 bytes of text.
[[nodiscard]] Result<void> check_length(const Utterance& utterance);

// `unsupported`: more than kMostSound.
[[nodiscard]] std::unexpected<Error> sounds_too_long();

// `cancelled`.
[[nodiscard]] std::unexpected<Error> stopped_speaking();

}  // namespace voicehub::engines
