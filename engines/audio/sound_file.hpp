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

// A file of any format that libsndfile reads, in memory.
class SoundReader {
 public:
  // The error is libsndfile's own word on it. `file` outlives the reader.
  static Result<SoundReader> open(std::string_view file);
  SoundReader(SoundReader&& other) noexcept;
  SoundReader& operator=(SoundReader&& other) noexcept;
  ~SoundReader();

  [[nodiscard]] int rate() const;  // Hz
  [[nodiscard]] int channels() const;
  // How many samples each channel has by the file's own word, where such a word is exact.
  [[nodiscard]] std::optional<std::int64_t> announced_samples() const;

  // Interleaved samples into `block`, whose size is a multiple of the channels. Returns how many
  // samples of each channel there were; 0 at the end.
  [[nodiscard]] std::size_t read(std::span<float> block);
  // What went wrong while reading; empty when nothing did.
  [[nodiscard]] std::string fault() const;

 private:
  struct Impl;
  explicit SoundReader(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines
