#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engines/audio/audio.hpp"

// Recordings and files of models, which are too large for the repository: below VOICEHUB_TESTDATA,
// else in ../shared/testdata beside the repository.
namespace voicehub::engines::whisper {

[[nodiscard]] std::filesystem::path testdata(const std::string& name);
[[nodiscard]] std::string read_bytes(const std::filesystem::path& file);

// 16-bit mono. Fails the test for another kind of WAV file.
[[nodiscard]] Audio read_wav(const std::filesystem::path& file);

// An array of NumPy in two dimensions, of little-endian 32-bit numbers.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool by_columns = false;
  std::vector<float> values;

  [[nodiscard]] float at(std::size_t row, std::size_t column) const {
    return values.at(by_columns ? column * rows + row : row * columns + column);
  }
};

[[nodiscard]] Matrix parse_npy(const std::string& bytes);
// The member `name` of a zip archive.
[[nodiscard]] std::string unzip(const std::string& archive, const std::string& name);

}  // namespace voicehub::engines::whisper

// Skips the test, by the name of what it lacks.
#define VH_NEEDS_TESTDATA(name)                                               \
  if (!std::filesystem::exists(voicehub::engines::whisper::testdata(name))) { \
    GTEST_SKIP() << "needs " << (name) << " below VOICEHUB_TESTDATA";         \
  }
