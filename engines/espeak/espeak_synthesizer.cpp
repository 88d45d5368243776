#include "engines/espeak/espeak_synthesizer.hpp"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "engines/espeak/library.hpp"
#include "engines/espeak/plain_text.hpp"
#include "engines/speech/utterance_limits.hpp"

namespace voicehub::engines {
namespace {

constexpr double kSlowest = static_cast<double>(espeakRATE_MINIMUM) / espeakRATE_NORMAL;
constexpr double kFastest = 4.0;

Result<void> check(const Utterance& utterance) {
  const bool is_usual = utterance.speed >= kSlowest && utterance.speed <= kFastest;  // and a number
  if (!is_usual) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("espeak-ng cannot speak at a speed of {}: it knows {} to {} words a minute",
                    utterance.speed,
                    espeakRATE_MINIMUM,
                    kFastest * espeakRATE_NORMAL),
        "ask for a speed of 0.46 to 4");
  }
  return check_length(utterance);
}

struct Recording {
  const std::stop_token& stop;
  std::size_t longest;  // samples
  std::vector<float> samples;
  bool is_too_long = false;
};

// Of the one who holds the lock of the library, which hands no data through to its callback in each
// of its versions.
Recording* current_recording = nullptr;

// The library calls this with each 50 ms of sound, and ends when the answer is 1.
int record(short* sound, int count, espeak_EVENT*) {
  Recording& recording = *current_recording;
  if (recording.stop.stop_requested()) {
    return 1;
  }
  const std::span samples{sound, sound == nullptr ? 0 : static_cast<std::size_t>(count)};
  if (recording.samples.size() + samples.size() > recording.longest) {
    recording.is_too_long = true;
    return 1;
  }
  for (const short sample : samples) {
    recording.samples.push_back(static_cast<float>(sample) / 32768.0F);
  }
  return 0;
}

// With the lock of the library.
bool synthesize(const std::string& text, double speed, Recording& recording) {
  current_recording = &recording;
  espeak_SetSynthCallback(record);
  espeak_SetParameter(espeakRATE, static_cast<int>(std::lround(speed * espeakRATE_NORMAL)), 0);
  const auto how = espeak_Synth(
      text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, nullptr);
  current_recording = nullptr;
  return how == EE_OK;
}

bool is_sound(float sample) {
  return sample != 0.0F;
}

}  // namespace

Result<std::unique_ptr<EspeakSynthesizer>> EspeakSynthesizer::create() {
  VH_TRY(const espeak::LibraryLock library, espeak::LibraryLock::take({}));
  std::vector<Voice> voices;
  for (const espeak::ListedVoice& listed : library.voices().all()) {
    voices.push_back(listed.voice);
    voices.back().slowest = kSlowest;
  }
  return std::unique_ptr<EspeakSynthesizer>{new EspeakSynthesizer{std::move(voices)}};
}

Result<Audio> EspeakSynthesizer::say(const Utterance& utterance, std::stop_token stop) {
  VH_CHECK(check(utterance));
  const std::string text = espeak::plain_text(utterance.text);
  VH_TRY(espeak::LibraryLock library, espeak::LibraryLock::take(stop));
  VH_CHECK(library.use(utterance.voice, utterance.speaker));
  const int rate = library.rate();
  Recording recording{
      .stop = stop,
      .longest = static_cast<std::size_t>(std::chrono::seconds{kMostSound}.count() * rate),
      .samples = {}};
  const bool is_made = synthesize(text, utterance.speed, recording);
  if (stop.stop_requested()) {
    return stopped_speaking();
  }
  if (recording.is_too_long) {
    return sounds_too_long();
  }
  if (!is_made) {
    return make_error(ErrorCode::failed,
                      fmt::format("espeak-ng made no sound of {} bytes of text", text.size()));
  }
  // A text without words is a few milliseconds of nothing.
  if (std::ranges::none_of(recording.samples, is_sound)) {
    recording.samples.clear();
  }
  return Audio{.rate = rate, .samples = std::move(recording.samples)};
}

}  // namespace voicehub::engines
