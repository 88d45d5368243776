#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace voicehub::engine {

// Counts the seconds of sound in an audio file while it passes by, piece by piece, and keeps none
// of it. WAV, PCM (24 kHz, 16 bits, mono, as at OpenAI), MP3, AAC (ADTS) and Ogg Opus are counted;
// FLAC where its header tells. What the file is is found out from its first bytes, because engines
// send WAV whatever was asked.
class SoundMeter {
 public:
  using Seconds = std::chrono::duration<double>;

  // `asked`: what the engine was asked for; "pcm" has no mark to be known by.
  explicit SoundMeter(std::string asked) : asked_{std::move(asked)} {}

  void add(std::string_view piece);

  // wav, mp3, aac, opus, flac, pcm; empty while too little has come, or for none of these.
  [[nodiscard]] const std::string& format() const { return format_; }

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  // More than the file's header has come.
  [[nodiscard]] bool has_sound() const { return has_sound_; }

  // Of what has come so far; nothing when it is not known.
  [[nodiscard]] std::optional<Seconds> duration() const;

 private:
  void find_format();
  void take_header(std::string_view bytes);
  std::size_t take_wav();
  std::size_t take_flac();
  std::size_t take_mp3();
  std::size_t take_aac();
  std::size_t take_ogg();

  std::string asked_;
  std::string format_;
  std::string pending_;     // not understood yet: never more than one header
  std::uint64_t skip_ = 0;  // bytes that are of no interest
  std::uint64_t bytes_ = 0;
  std::uint64_t data_bytes_ = 0;  // samples of a WAV or PCM
  double bytes_per_second_ = 0;
  double seconds_ = 0;
  double opus_pre_skip_ = 0;
  bool in_data_ = false;
  bool has_sound_ = false;
  bool is_known_ = false;  // the duration
};

}  // namespace voicehub::engine
