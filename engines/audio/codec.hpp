#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"
#include "engines/audio/encoder.hpp"

// The formats behind Encoder.
namespace voicehub::engines {

// Takes finite samples between -1 and 1, at the rate that it was made for.
class Codec {
 public:
  virtual ~Codec() = default;

  // The bytes that are ready after these samples.
  [[nodiscard]] virtual std::string write(std::span<const float> samples) = 0;
  // The bytes that are left. Called once, last.
  [[nodiscard]] virtual std::string close() = 0;
};

using CodecResult = Result<std::unique_ptr<Codec>>;

// `samples`: how many will be written, where that is known.
[[nodiscard]] std::unique_ptr<Codec> make_pcm_codec();
[[nodiscard]] std::unique_ptr<Codec> make_wav_codec(int rate, std::optional<std::size_t> samples);
[[nodiscard]] CodecResult make_aac_codec(int rate);
// flac, opus and mp3.
[[nodiscard]] CodecResult make_sound_file_codec(AudioFormat format,
                                                int rate,
                                                std::optional<std::size_t> samples);

}  // namespace voicehub::engines
