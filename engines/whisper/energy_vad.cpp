#include "engines/whisper/energy_vad.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>

namespace voicehub::engines::whisper {
namespace {

constexpr int kStepsPerSecond = 100;
constexpr std::size_t kStepsPerFrame = 2;

// In dB of full scale.
constexpr double kDigitalSilence = -90;  // says nothing about the noise of the room
constexpr double kLeastNoise = -62;      // so that nothing below -50 dB begins speech

constexpr std::size_t kNoiseReach = std::size_t{15} * kStepsPerSecond;  // each way
constexpr std::size_t kNoiseStep = kStepsPerSecond;
constexpr std::size_t kNoisePercentile = 10;  // nobody speaks nine tenths of the time

double level_of(std::span<const float> frame) {
  double sum = 0;
  double squares = 0;
  for (const float sample : frame) {
    if (std::isfinite(sample)) {
      sum += sample;
      squares += static_cast<double>(sample) * sample;
    }
  }
  const auto size = static_cast<double>(frame.size());
  const double mean = sum / size;  // a constant offset is no sound
  return 10 * std::log10(std::max(squares / size - mean * mean, 1e-12));
}

// An hour takes a second, in which a stop may be asked for.
Result<void> go_on(const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return make_error(ErrorCode::cancelled, "stopped while looking for speech");
  }
  return done();
}

// Samples from one frame to the next.
std::size_t step_of(int rate) {
  return static_cast<std::size_t>(std::max(rate / kStepsPerSecond, 0));
}

Result<std::vector<double>> levels_of(const Audio& audio, const std::stop_token& stop) {
  std::vector<double> levels;
  const std::size_t step = step_of(audio.rate);
  const std::size_t frame = step * kStepsPerFrame;
  if (step == 0) {
    return levels;
  }
  for (std::size_t start = 0; start + frame <= audio.samples.size(); start += step) {
    VH_CHECK(go_on(stop));
    levels.push_back(level_of(std::span{audio.samples}.subspan(start, frame)));
  }
  return levels;
}

double noise_in(std::span<const double> levels) {
  std::vector<double> audible;
  std::ranges::copy_if(
      levels, std::back_inserter(audible), [](double level) { return level > kDigitalSilence; });
  if (audible.empty()) {
    return kLeastNoise;
  }
  const auto at =
      audible.begin() + static_cast<std::ptrdiff_t>(audible.size() * kNoisePercentile / 100);
  std::ranges::nth_element(audible, at);
  return std::max(*at, kLeastNoise);
}

// The noise around each frame, which may change in the course of a recording.
Result<std::vector<double>> noise_around(std::span<const double> levels,
                                         const std::stop_token& stop) {
  std::vector<double> noise;
  noise.reserve(levels.size());
  for (std::size_t start = 0; start < levels.size(); start += kNoiseStep) {
    VH_CHECK(go_on(stop));
    const std::size_t begin = start - std::min(start, kNoiseReach);
    const std::size_t end = std::min(start + kNoiseStep + kNoiseReach, levels.size());
    noise.insert(noise.end(),
                 std::min(kNoiseStep, levels.size() - start),
                 noise_in(levels.subspan(begin, end - begin)));
  }
  return noise;
}

// Frames, the end not included.
struct Run {
  std::size_t begin = 0;
  std::size_t onset = 0;  // the first that is loud enough to begin speech
  std::size_t end = 0;
};

// What is louder than the end of speech throughout, and than its beginning somewhere.
std::vector<Run> loud_runs(std::span<const double> levels,
                           std::span<const double> noise,
                           const EnergyVadOptions& options) {
  std::vector<Run> runs;
  std::optional<std::size_t> onset;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (onset) {
      runs.push_back({.begin = begin, .onset = *onset, .end = end});
    }
    onset.reset();
    begin = end + 1;
  };
  for (std::size_t n = 0; n < levels.size(); ++n) {
    const double over_noise = levels[n] - noise[n];
    if (over_noise <= options.end) {
      close(n);
    } else if (!onset && over_noise > options.onset) {
      onset = n;
    }
  }
  close(levels.size());
  return runs;
}

// The frames between two runs are silent, and the last of a run reaches into them.
std::size_t end_of_sound(const Run& run) {
  return run.end + kStepsPerFrame - 1;
}

std::vector<Run> joined(std::span<const Run> runs, double least_silence) {
  std::vector<Run> all;
  for (const Run& run : runs) {
    if (!all.empty() && static_cast<double>(run.begin) <
                            static_cast<double>(end_of_sound(all.back())) + least_silence) {
      all.back().end = run.end;
    } else {
      all.push_back(run);
    }
  }
  return all;
}

void pad(std::span<SpeechSpan> spans, double padding, double duration) {
  for (std::size_t n = 0; n < spans.size(); ++n) {
    spans[n].start = std::max(spans[n].start - padding, 0.0);
    if (n + 1 == spans.size()) {
      spans[n].end = std::min(spans[n].end + padding, duration);
    } else {
      const double middle = (spans[n].end + spans[n + 1].start) / 2;
      spans[n].end = std::min(spans[n].end + padding, middle);
      spans[n + 1].start = std::max(spans[n + 1].start, middle + padding);
    }
  }
}

}  // namespace

Result<std::vector<SpeechSpan>> find_speech(const Audio& audio,
                                            const EnergyVadOptions& options,
                                            const std::stop_token& stop) {
  VH_TRY(const std::vector<double> levels, levels_of(audio, stop));
  std::vector<SpeechSpan> spans;
  if (levels.empty()) {
    return spans;
  }
  VH_TRY(const std::vector<double> noise, noise_around(levels, stop));
  const double step = static_cast<double>(step_of(audio.rate)) / audio.rate;
  for (const Run& run : joined(loud_runs(levels, noise, options), options.least_silence / step)) {
    const double end = static_cast<double>(end_of_sound(run)) * step;
    // Counted from where it is loud: a noise that swells is not the beginning of a word.
    if (end - static_cast<double>(run.onset) * step >= options.least_speech) {
      spans.push_back({.start = static_cast<double>(run.begin) * step, .end = end});
    }
  }
  pad(spans, options.padding, audio.duration().count());
  return spans;
}

}  // namespace voicehub::engines::whisper
