#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace voicehub::engines {

// opus is in Ogg, aac in ADTS; wav, flac and pcm have 16 bits; pcm is bare and little-endian.
enum class AudioFormat { mp3, opus, aac, flac, wav, pcm };

// "mp3", "opus", "aac", "flac", "wav", "pcm".
[[nodiscard]] std::optional<AudioFormat> parse_audio_format(std::string_view text);

// "audio/mpeg", for HTTP.
[[nodiscard]] std::string_view content_type(AudioFormat format);

struct EncoderOptions {
  // Hz. Without it pcm has 24'000, which is what its readers take it to have, and the others have
  // the rate of what is fed. mp3, aac and opus take the next higher rate that the format has.
  std::optional<int> sample_rate;
  // How many samples will be fed in all, where that is known: then wav and flac say how long they
  // are. It is kept: what is missing at the end is silent, what is too much is left out.
  std::optional<std::size_t> samples;
};

// Encodes sound of one channel while it is being made.
class Encoder {
 public:
  // `rate` is that of the samples that will be fed, in Hz. `unsupported` for rates outside of
  // 1 kHz to 384 kHz, and for those that the format has not.
  static Result<std::unique_ptr<Encoder>> create(AudioFormat format,
                                                 int rate,
                                                 EncoderOptions options = {});
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder();

  // Of the samples that come out, in Hz.
  [[nodiscard]] int sample_rate() const;

  // The bytes that are ready after these samples, possibly none. Samples beyond -1 and 1 are cut
  // off; those that are not a number or infinite become 0.
  [[nodiscard]] std::string feed(std::span<const float> samples);
  // The bytes that are left. Whatever is fed after it is left out.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  explicit Encoder(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace voicehub::engines
