#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/base/result.hpp"
#include "engines/pocketsphinx/model.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines::pocketsphinx {

inline constexpr int kRate = 16'000;  // Hz, of all sound that a decoder hears

// One decoder of the library, for one recording at a time. It needs about 100 MB.
class Decoder {
 public:
  // `failed`, with the library's own first complaint, when it does not like a file.
  static Result<Decoder> create(const Model& model);
  Decoder(Decoder&& other) noexcept;
  Decoder& operator=(Decoder&& other) noexcept;
  ~Decoder();

  // Forgets the recordings before, one that was left off included, and gets used to the room and
  // microphone of the next: to how the first half minute of it sounds, or less where it is shorter.
  [[nodiscard]] Result<void> begin(std::span<const float> beginning);

  // The next of the recording. A segment once a pause has followed it.
  [[nodiscard]] Result<std::optional<Segment>> hear(std::span<const float> samples);

  // The last segment of the recording.
  [[nodiscard]] Result<std::optional<Segment>> finish();

 private:
  class Impl;
  explicit Decoder(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines::pocketsphinx
