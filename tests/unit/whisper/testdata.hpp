#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engines/audio/audio.hpp"
#include "tests/support/testdata.hpp"

// How recordings and files of models are read.
namespace voicehub::engines::whisper {

using test::testdata;

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
