#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace voicehub::engines::debug_tts {

constexpr std::size_t kSampleRate = 24000;
constexpr std::size_t kSamplesPerTone = 1920;  // 80 ms

// The text as sound: one tone per byte of UTF-8, 80 ms long, at 200 Hz + 12.5 Hz × byte. So 'a' is
// 1412.5 Hz, and a listener with a Fourier transform can read the text back. 16-bit little-endian
// mono samples at 24 kHz and half of full scale; the same text is the same samples. A higher speed
// makes the tones shorter, not higher.
[[nodiscard]] std::string tones(std::string_view text, double speed = 1.0);

}  // namespace voicehub::engines::debug_tts
