#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "engines/audio/audio.hpp"
#include "engines/wyoming/event.hpp"

namespace voicehub::engines::wyoming {

struct SoundFormat {
  int rate = 0;  // Hz
  int channels = 0;

  friend bool operator==(const SoundFormat&, const SoundFormat&) = default;
};

// Of audio-start and audio-chunk: rate, width, channels. `unsupported` for another width than two
// bytes, for rates beyond 1 kHz to 384 kHz and for more than eight channels.
[[nodiscard]] Result<SoundFormat> sound_format(const EventData& data);

// The sound of audio-chunks, as it comes.
class Recording {
 public:
  explicit Recording(std::size_t most_bytes) : most_bytes_{most_bytes} {}

  // The first event says the format, the others have the same.
  [[nodiscard]] Result<void> add(const Event& event);

  [[nodiscard]] bool is_begun() const { return format_.has_value(); }

  [[nodiscard]] bool is_empty() const { return bytes_.empty(); }

  [[nodiscard]] std::chrono::duration<double> duration() const;

  // As one channel, the mean of all. A sample that is cut off at the end is left out.
  [[nodiscard]] Audio audio() const;

 private:
  std::size_t most_bytes_;
  std::optional<SoundFormat> format_;
  std::string bytes_;
};

}  // namespace voicehub::engines::wyoming
