#include "tests/unit/voices/speech.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "engines/flite/flite_synthesizer.hpp"

namespace voicehub::engines::speech {
namespace {

static_assert(std::endian::native == std::endian::little, "the files are read as they are");

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{std::string{text}};
  return {std::istream_iterator<std::string>{stream}, {}};
}

}  // namespace

Audio read_raw(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
  Audio audio{.rate = 16'000, .samples = {}};
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::int16_t sample = 0;
    std::memcpy(&sample, bytes.data() + at, sizeof sample);
    audio.samples.push_back(static_cast<float>(sample) / 32768.0F);
  }
  return audio;
}

Audio spoken(std::string_view text, std::string_view voice) {
  FliteSynthesizer flite;
  const Utterance utterance{.text = std::string{text}, .voice = std::string{voice}, .speaker = {}};
  auto audio = flite.say(utterance, {});
  if (!audio) {
    throw std::runtime_error{audio.error().message};
  }
  return *std::move(audio);
}

Audio silence(double seconds, int rate) {
  return {.rate = rate,
          .samples = std::vector<float>(static_cast<std::size_t>(seconds * rate), 0.0F)};
}

Audio joined(const Audio& first, const Audio& second) {
  Audio both = first;
  both.samples.insert(both.samples.end(), second.samples.begin(), second.samples.end());
  return both;
}

double word_error_rate(std::string_view said, std::string_view heard) {
  const std::vector<std::string> wanted = words_of(said);
  const std::vector<std::string> got = words_of(heard);
  std::vector<std::size_t> distances(got.size() + 1);
  std::iota(distances.begin(), distances.end(), 0U);
  for (std::size_t row = 0; row < wanted.size(); ++row) {
    std::size_t diagonal = distances[0];
    distances[0] = row + 1;
    for (std::size_t column = 0; column < got.size(); ++column) {
      const std::size_t replaced = diagonal + (wanted[row] == got[column] ? 0 : 1);
      diagonal = distances[column + 1];
      distances[column + 1] =
          std::min({replaced, distances[column] + 1, distances[column + 1] + 1});
    }
  }
  return static_cast<double>(distances.back()) / static_cast<double>(wanted.size());
}

}  // namespace voicehub::engines::speech
