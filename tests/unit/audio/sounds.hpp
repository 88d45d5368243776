#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engines/audio/audio.hpp"
#include "engines/audio/encoder.hpp"

// Sounds to test with, and ears for them.
namespace voicehub::engines::sounds {

// A sine of `level` at its peaks.
[[nodiscard]] Audio tone(double hertz, int rate, double seconds, float level = 0.5F);

// Of a tone, in Hz, by its zero crossings. The first and last quarter are left out: codecs fade.
[[nodiscard]] double frequency_of(const Audio& audio);
// Root of the mean square of the middle half.
[[nodiscard]] double level_of(const Audio& audio);

// All of it at once.
[[nodiscard]] std::string encoded(const Audio& audio,
                                  AudioFormat format,
                                  EncoderOptions options = {});
// In pieces of so many samples.
[[nodiscard]] std::string streamed(const Audio& audio, AudioFormat format, std::size_t piece);

// Any of the formats, with another decoder than ours where ours has none for it. pcm has to be of
// 24 kHz. No samples where it cannot be read.
[[nodiscard]] Audio decoded(const std::string& file, AudioFormat format);

[[nodiscard]] std::uint32_t number_at(std::string_view file, std::size_t place);  // little-endian

}  // namespace voicehub::engines::sounds
