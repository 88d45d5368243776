#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "engines/audio/audio.hpp"

// The small networks of tests/fixtures/onnx, and files that are none.
namespace voicehub::engines {

[[nodiscard]] std::filesystem::path onnx_fixture(const std::string& name);

// A folder of its own, gone after the test.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

// At 16 kHz.
[[nodiscard]] Audio silence(double seconds);
// In syllables, as speech is: what sounds all the time is noise to a detection by loudness.
void add_syllables(Audio& audio, double from, double to);
// The same each time; its effective value is `loudness`, that of a syllable 0.21.
void add_noise(Audio& audio, double loudness);

}  // namespace voicehub::engines
