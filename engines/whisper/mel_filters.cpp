#include "engines/whisper/mel_filters.hpp"

#include <algorithm>
#include <cmath>

namespace voicehub::engines::whisper {
namespace {

constexpr double kFrequencyStep = 40;  // 16 kHz over frames of 400 samples
constexpr double kHighest = 8000;
constexpr std::size_t kFrequencies = 201;

// Slaney's scale: linear up to 1 kHz, logarithmic from there.
constexpr double kHertzPerMel = 200.0 / 3;
constexpr double kKneeHertz = 1000;
constexpr double kKneeMel = kKneeHertz / kHertzPerMel;
constexpr double kMelsPerOctaveStep = 27;  // from one frequency to 6.4 times it
constexpr double kOctaveStep = 6.4;

double to_mel(double hertz) {
  if (hertz < kKneeHertz) {
    return hertz / kHertzPerMel;
  }
  return kKneeMel + std::log(hertz / kKneeHertz) * kMelsPerOctaveStep / std::log(kOctaveStep);
}

double to_hertz(double mel) {
  if (mel < kKneeMel) {
    return mel * kHertzPerMel;
  }
  return kKneeHertz * std::exp((mel - kKneeMel) * std::log(kOctaveStep) / kMelsPerOctaveStep);
}

MelFilter triangle(double left, double peak, double right) {
  MelFilter filter{.first = static_cast<std::size_t>(left / kFrequencyStep) + 1, .weights = {}};
  for (std::size_t k = filter.first; k < kFrequencies; ++k) {
    const double hertz = static_cast<double>(k) * kFrequencyStep;
    const double height =
        std::min((hertz - left) / (peak - left), (right - hertz) / (right - peak));
    if (height <= 0) {
      break;
    }
    filter.weights.push_back(height * 2 / (right - left));
  }
  return filter;
}

}  // namespace

std::vector<MelFilter> mel_filters(int count) {
  const auto corner = [step = to_mel(kHighest) / (count + 1)](int index) {
    return to_hertz(step * index);
  };
  std::vector<MelFilter> filters;
  filters.reserve(static_cast<std::size_t>(std::max(count, 0)));
  for (int index = 0; index < count; ++index) {
    filters.push_back(triangle(corner(index), corner(index + 1), corner(index + 2)));
  }
  return filters;
}

}  // namespace voicehub::engines::whisper
