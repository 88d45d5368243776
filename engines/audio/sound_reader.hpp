#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace voicehub::engines {

// The sound in a recording, from its beginning to its end.
class SoundReader {
 public:
  virtual ~SoundReader() = default;

  [[nodiscard]] virtual int rate() const = 0;  // Hz
  [[nodiscard]] virtual int channels() const = 0;
  // How many samples each channel has by the file's own word, where such a word is exact.
  [[nodiscard]] virtual std::optional<std::int64_t> announced_samples() const = 0;

  // Interleaved samples into `block`, whose size is a multiple of the channels. Returns how many
  // samples of each channel there were; 0 at the end.
  [[nodiscard]] virtual std::size_t read(std::span<float> block) = 0;
  // What went wrong while reading; empty when nothing did.
  [[nodiscard]] virtual std::string fault() const = 0;
};

// Opens the recording in these bytes, which outlive the reader. The error is the library's word.
using OpenedSound = Result<std::unique_ptr<SoundReader>>;
using SoundOpener = OpenedSound (*)(std::string_view file);

}  // namespace voicehub::engines
