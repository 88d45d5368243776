#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engine {

// What a person would hear in a WAV, measured. 16-bit PCM; multi-channel files are measured over
// all channels.
struct AudioFacts {
  std::uint32_t sample_rate = 0;
  std::uint16_t channels = 0;
  std::chrono::milliseconds duration{0};
  double peak_dbfs = 0;  // 0: full scale; -96 and below: silence
  double rms_dbfs = 0;
  double clipped_share = 0;  // share of samples at full scale
};

// invalid: not a RIFF/WAVE file, or its samples are missing. A streamed header with sizes
// 0xFFFFFFFF is valid: the rest of the file is the data.
[[nodiscard]] Result<AudioFacts> measure_wav(std::string_view file);

// Nothing when the audio is fit to be heard; else the reason: too short, silence, clipping.
[[nodiscard]] std::string audio_fault(const AudioFacts& facts);

// "24 kHz mono, 1.9 s, peak -6.2 dBFS"
[[nodiscard]] std::string to_text(const AudioFacts& facts);

}  // namespace voicehub::engine
