#include "engines/runtime/wav_file.hpp"

namespace voicehub::engines {
namespace {

void append_number(std::string& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes += static_cast<char>(value >> (8 * i));
  }
}

}  // namespace

std::string wav_file(std::string_view samples, std::uint32_t sample_rate) {
  constexpr std::uint32_t kBytesPerSample = 2;
  constexpr std::uint32_t kFormatSize = 16;
  constexpr std::uint32_t kHeaderAfterRiffSize = 36;
  const auto size = static_cast<std::uint32_t>(samples.size());
  std::string file = "RIFF";
  append_number(file, kHeaderAfterRiffSize + size, 4);
  file += "WAVEfmt ";
  append_number(file, kFormatSize, 4);
  append_number(file, 1, 2);  // PCM
  append_number(file, 1, 2);  // channels
  append_number(file, sample_rate, 4);
  append_number(file, sample_rate * kBytesPerSample, 4);
  append_number(file, kBytesPerSample, 2);
  append_number(file, 8 * kBytesPerSample, 2);
  file += "data";
  append_number(file, size, 4);
  return file.append(samples);
}

}  // namespace voicehub::engines
