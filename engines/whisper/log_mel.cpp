#include "engines/whisper/log_mel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>

#include <fmt/format.h>

#include "engines/whisper/fourier.hpp"
#include "engines/whisper/mel_filters.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr std::size_t kSize = Fourier400::kSize;
constexpr std::size_t kHop = kSamplesPerFrame;
constexpr std::size_t kBeforeCentre = kSize / 2;
constexpr float kLeastLog = -10;  // log10 of the least power that counts
constexpr float kLogRange = 8;    // below the loudest value of the recording

using Power = std::array<double, kSize / 2 + 1>;

std::array<double, kSize> hann_window() {
  std::array<double, kSize> window{};
  for (std::size_t n = 0; n < kSize; ++n) {
    window[n] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(n) / kSize);
  }
  return window;
}

// The recording begins with its own reflection and ends in silence.
double sample_at(std::span<const float> samples, std::ptrdiff_t index) {
  const auto at = static_cast<std::size_t>(index < 0 ? -index : index);
  return at < samples.size() && std::isfinite(samples[at]) ? samples[at] : 0.0;
}

class PowerSpectra {
 public:
  explicit PowerSpectra(std::span<const float> samples) : samples_{samples} {}

  // Of this frame and the next: two real signals go through one complex transform.
  void of_pair(std::size_t frame, Power& first, Power& second) {
    const auto start =
        static_cast<std::ptrdiff_t>(frame * kHop) - static_cast<std::ptrdiff_t>(kBeforeCentre);
    for (std::size_t n = 0; n < kSize; ++n) {
      const auto index = start + static_cast<std::ptrdiff_t>(n);
      input_[n] = {window_[n] * sample_at(samples_, index),
                   window_[n] * sample_at(samples_, index + static_cast<std::ptrdiff_t>(kHop))};
    }
    fourier_.transform(input_, output_);
    for (std::size_t k = 0; k < first.size(); ++k) {
      const Complex a = output_[k];
      const Complex b = output_[(kSize - k) % kSize];
      first[k] = (square(a.re + b.re) + square(a.im - b.im)) / 4;
      second[k] = (square(a.im + b.im) + square(a.re - b.re)) / 4;
    }
  }

 private:
  static double square(double value) { return value * value; }

  std::span<const float> samples_;
  std::array<double, kSize> window_ = hann_window();
  Fourier400 fourier_;
  Fourier400::Values input_{};
  Fourier400::Values output_{};
};

float log_of(const MelFilter& filter, const Power& power) {
  double sum = 0;
  for (std::size_t n = 0; n < filter.weights.size(); ++n) {
    sum += filter.weights[n] * power[filter.first + n];
  }
  return std::max(kLeastLog, static_cast<float>(std::log10(std::max(sum, 1e-10))));
}

// One value in each row, `columns` apart. Returns the greatest.
float fill_column(std::span<const MelFilter> filters,
                  const Power& power,
                  std::span<float> values,
                  std::size_t columns) {
  float loudest = kLeastLog;
  for (std::size_t bin = 0; bin < filters.size(); ++bin) {
    const float value = log_of(filters[bin], power);
    values[bin * columns] = value;
    loudest = std::max(loudest, value);
  }
  return loudest;
}

float scaled(float log, float loudest) {
  return (std::max(log, loudest - kLogRange) + 4) / 4;
}

Result<void> check(const Audio& audio, int bins) {
  if (bins != 80 && bins != 128) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("a Whisper model with {} mel bins", bins),
                      "known are models with 80 and with 128");
  }
  if (audio.rate != kSampleRate) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("sound at {} Hz", audio.rate),
                      fmt::format("resample it to {} Hz first", kSampleRate));
  }
  if (audio.samples.size() / kHop > std::numeric_limits<int>::max() / 2) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("a recording of {} samples", audio.samples.size()),
                      "cut it into shorter ones");
  }
  return done();
}

}  // namespace

LogMel::LogMel(int bins, int frames, std::size_t columns)
    : bins_{bins},
      frames_{frames},
      columns_{columns},
      values_(columns * static_cast<std::size_t>(bins)) {}

Result<LogMel> LogMel::of(const Audio& audio, int bins, std::stop_token stop) {
  VH_CHECK(check(audio, bins));
  const std::size_t samples = audio.samples.size();
  const std::size_t columns = samples == 0 ? 0 : (samples + kBeforeCentre + kHop - 1) / kHop;
  LogMel mel{bins, static_cast<int>(samples / kHop), columns};
  const std::vector<MelFilter> filters = mel_filters(bins);
  PowerSpectra spectra{audio.samples};
  std::array<Power, 2> pair{};
  float loudest = kLeastLog;
  for (std::size_t column = 0; column < columns; column += pair.size()) {
    if (stop.stop_requested()) {
      return make_error(ErrorCode::cancelled, "the recognition was stopped");
    }
    spectra.of_pair(column, pair[0], pair[1]);
    const std::size_t used = std::min(pair.size(), columns - column);
    for (std::size_t offset = 0; offset < used; ++offset) {
      const std::span<float> values = std::span{mel.values_}.subspan(column + offset);
      loudest = std::max(loudest, fill_column(filters, pair[offset], values, columns));
    }
  }
  std::ranges::transform(
      mel.values_, mel.values_.begin(), [=](float log) { return scaled(log, loudest); });
  mel.silence_ = scaled(kLeastLog, loudest);
  return mel;
}

std::vector<float> LogMel::window(int first_frame) const {
  const auto bins = static_cast<std::size_t>(bins_);
  std::vector<float> window(bins * kWindowFrames, silence_);
  const auto columns = static_cast<std::ptrdiff_t>(columns_);
  const auto first = static_cast<std::ptrdiff_t>(first_frame);
  const auto begin = std::clamp<std::ptrdiff_t>(first, 0, columns);
  const auto end = std::clamp<std::ptrdiff_t>(first + kWindowFrames, begin, columns);
  if (begin == end) {
    return window;
  }
  for (std::ptrdiff_t bin = 0; bin < bins_; ++bin) {
    const auto row = values_.begin() + bin * columns;
    std::copy(row + begin, row + end, window.begin() + bin * kWindowFrames + (begin - first));
  }
  return window;
}

}  // namespace voicehub::engines::whisper
