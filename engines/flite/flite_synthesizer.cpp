#include "engines/flite/flite_synthesizer.hpp"

#include <flite.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "engines/flite/readable_text.hpp"
#include "engines/speech/utterance_limits.hpp"
#include "engines/text/sentences.hpp"

// flite's headers leave its voices out.
extern "C" {
cst_voice* register_cmu_us_slt(const char* folder);
cst_voice* register_cmu_us_rms(const char* folder);
cst_voice* register_cmu_us_kal16(const char* folder);
cst_voice* register_cmu_us_awb(const char* folder);
}

namespace voicehub::engines {
namespace {

constexpr int kRate = 16'000;

struct FliteVoice {
  std::string_view id;
  std::string_view name;
  cst_voice* voice;
};

// flite keeps its voices for the whole process and does not guard their making; making a sound only
// reads them.
const std::array<FliteVoice, 4>& flite_voices() {
  static const std::array<FliteVoice, 4> voices{{
      {.id = "slt", .name = "SLT, female", .voice = register_cmu_us_slt(nullptr)},
      {.id = "rms", .name = "RMS, male", .voice = register_cmu_us_rms(nullptr)},
      {.id = "kal16", .name = "Kal, male, robotic", .voice = register_cmu_us_kal16(nullptr)},
      {.id = "awb", .name = "AWB, male, Scottish", .voice = register_cmu_us_awb(nullptr)},
  }};
  return voices;
}

std::string known_voices() {
  std::string ids;
  for (const FliteVoice& voice : flite_voices()) {
    ids += fmt::format("{}{}", ids.empty() ? "" : ", ", voice.id);
  }
  return ids;
}

Result<const FliteVoice*> find_voice(const Utterance& utterance) {
  const std::string_view id = utterance.voice.empty() ? "slt" : std::string_view{utterance.voice};
  const auto* const found = std::ranges::find(flite_voices(), id, &FliteVoice::id);
  if (found == flite_voices().end()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("no voice '{}' in flite", id),
                      "known voices: " + known_voices());
  }
  if (!utterance.speaker.empty()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("no speaker '{}' in voice '{}'", utterance.speaker, id),
                      "leave the speaker out: each voice of flite is one");
  }
  return found;
}

Result<void> check(const Utterance& utterance) {
  const bool is_usual = utterance.speed >= 0.25 && utterance.speed <= 4.0;  // and a number
  if (!is_usual) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("cannot speak at a speed of {}", utterance.speed),
                      "ask for a speed of 0.25 to 4");
  }
  return check_length(utterance);
}

struct UtteranceDeleter {
  void operator()(cst_utterance* utterance) const { delete_utterance(utterance); }
};

using FliteUtterance = std::unique_ptr<cst_utterance, UtteranceDeleter>;

// Gives away the sound of a text while flite makes it.
class Delivery {
 public:
  Delivery(const Synthesizer::Listener& listener, const std::stop_token& stop)
      : listener_{listener}, stop_{stop} {}

  void begin_piece() { handed_over_ = 0; }

  // What is new in the sound of this piece of the text.
  void hand_over(const cst_wave& wave, int end) {
    const std::span samples{wave.samples + handed_over_,
                            static_cast<std::size_t>(std::max(0, end - handed_over_))};
    if (samples.empty() || is_over()) {
      return;
    }
    Audio audio{.rate = kRate, .samples = {}};
    audio.samples.reserve(samples.size());
    for (const short sample : samples) {
      audio.samples.push_back(static_cast<float>(sample) / 32768.0F);
    }
    handed_over_ = end;
    sounded_ += audio.duration();
    is_wanted_ = listener_(audio);
  }

  [[nodiscard]] bool is_stopped() const { return !is_wanted_ || stop_.stop_requested(); }

  [[nodiscard]] bool is_over() const { return is_stopped() || sounded_ > kMostSound; }

  [[nodiscard]] Result<void> outcome() const {
    if (is_stopped()) {
      return stopped_speaking();
    }
    if (sounded_ > kMostSound) {
      return sounds_too_long();
    }
    return {};
  }

 private:
  const Synthesizer::Listener& listener_;
  const std::stop_token& stop_;
  std::chrono::duration<double> sounded_{0};
  int handed_over_ = 0;
  bool is_wanted_ = true;
};

int deliver(
    const cst_wave* wave, int start, int size, int /*last*/, cst_audio_streaming_info* streaming) {
  auto& delivery = *static_cast<Delivery*>(streaming->userdata);
  delivery.hand_over(*wave, start + size);
  return delivery.is_over() ? CST_AUDIO_STREAM_STOP : CST_AUDIO_STREAM_CONT;
}

// One piece of a text. All that is set for it is set on it, not on its voice, which others use too.
FliteUtterance make_utterance(const std::string& text,
                              cst_voice* voice,
                              double speed,
                              Delivery& delivery) {
  FliteUtterance utterance{new_utterance()};
  utt_set_input_text(utterance.get(), text.c_str());
  const float stretch = get_param_float(voice->features, "duration_stretch", 1.0F);
  feat_set_float(utterance->features, "duration_stretch", stretch / static_cast<float>(speed));
  cst_audio_streaming_info* const streaming = new_audio_streaming_info();
  streaming->asc = deliver;
  streaming->min_buffsize = kRate / 10;
  streaming->userdata = &delivery;
  feat_set(utterance->features, "streaming_info", audio_streaming_info_val(streaming));
  utt_init(utterance.get(), voice);
  return utterance;
}

Result<void> deliver_piece(cst_utterance* utterance, Delivery& delivery) {
  delivery.begin_piece();
  const bool made = utt_synth(utterance) != nullptr;
  if (delivery.is_over()) {
    return delivery.outcome();
  }
  const cst_wave* const wave = made ? utt_wave(utterance) : nullptr;
  if (wave == nullptr || wave->sample_rate != kRate || wave->num_channels != 1) {
    return make_error(ErrorCode::failed,
                      fmt::format("flite made no sound of '{}'", utt_input_text(utterance)));
  }
  delivery.hand_over(*wave, wave->num_samples);
  return delivery.outcome();
}

}  // namespace

std::vector<Voice> FliteSynthesizer::voices() const {
  std::vector<Voice> voices;
  for (const FliteVoice& voice : flite_voices()) {
    voices.push_back({.id = std::string{voice.id},
                      .name = std::string{voice.name},
                      .language = "en-US",
                      .speakers = {}});
  }
  return voices;
}

Result<Audio> FliteSynthesizer::say(const Utterance& utterance, std::stop_token stop) {
  Audio audio{.rate = kRate, .samples = {}};
  const auto append = [&audio](const Audio& piece) {
    audio.samples.insert(audio.samples.end(), piece.samples.begin(), piece.samples.end());
    return true;
  };
  VH_CHECK(say_to(append, utterance, std::move(stop)));
  return audio;
}

Result<void> FliteSynthesizer::say_to(const Listener& listener,
                                      const Utterance& utterance,
                                      std::stop_token stop) {
  // flite looks at a stop only once it begins to make the sound of a piece. What comes before takes
  // half of the time, up to 50 ms for a piece of this length.
  constexpr std::size_t kLongestPiece = 150;
  VH_TRY(const FliteVoice* const voice, find_voice(utterance));
  VH_CHECK(check(utterance));
  const flite::ReadableText readable = flite::readable(utterance.text);
  if (readable.lost_words && !flite::has_words(readable.text)) {
    return make_error(ErrorCode::unsupported,
                      "the text has no words in Latin letters, and flite reads English",
                      "use an engine that speaks the language of the text");
  }
  Delivery delivery{listener, stop};
  for (const std::string& piece : split_sentences(readable.text, {.longest = kLongestPiece})) {
    if (!flite::has_words(piece)) {
      continue;
    }
    if (stop.stop_requested()) {
      return stopped_speaking();
    }
    const FliteUtterance made = make_utterance(piece, voice->voice, utterance.speed, delivery);
    VH_CHECK(deliver_piece(made.get(), delivery));
  }
  return {};
}

}  // namespace voicehub::engines
