#include "engines/audio/samples.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace voicehub::engines {

float clean(float sample) {
  return std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
}

std::vector<float> cleaned(std::span<const float> samples) {
  std::vector<float> clean_samples(samples.size());
  std::ranges::transform(samples, clean_samples.begin(), clean);
  return clean_samples;
}

std::int16_t to_int16(float sample) {
  constexpr float kFullScale = 32767.0F;
  return static_cast<std::int16_t>(std::lrint(clean(sample) * kFullScale));
}

Result<void> check_rate(int rate, const char* whose) {
  constexpr int kLowest = 1'000;
  constexpr int kHighest = 384'000;
  if (rate < kLowest || rate > kHighest) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the sample rate {} is {} Hz", whose, rate),
                      fmt::format("it must be {} to {} Hz", kLowest, kHighest));
  }
  return {};
}

}  // namespace voicehub::engines
