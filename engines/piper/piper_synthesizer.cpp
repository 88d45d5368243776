#include "engines/piper/piper_synthesizer.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "engines/audio/level.hpp"
#include "engines/piper/phoneme_ids.hpp"
#include "engines/piper/piper_voice.hpp"
#include "engines/piper/sentences.hpp"
#include "engines/piper/voice_files.hpp"
#include "engines/speech/utterance_limits.hpp"

namespace voicehub::engines {

using piper::PiperVoice;

struct PiperSynthesizer::Warned {
  std::mutex mutex;
  std::set<std::string> voices;
};

namespace {

// False of what is not a number too.
bool is_between(double value, double least, double most) {
  return value >= least && value <= most;
}

Result<void> check(const Utterance& utterance) {
  if (!is_between(utterance.speed, 0.25, 4.0)) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("cannot speak at a speed of {}", utterance.speed),
                      "ask for a speed of 0.25 to 4");
  }
  if (utterance.length_scale && !is_between(*utterance.length_scale, 0.25, 4.0)) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("cannot speak with a length_scale of {}", *utterance.length_scale),
        "ask for one of 0.25 to 4");
  }
  for (const auto& [name, scale] : {std::pair{"noise_scale", utterance.noise_scale},
                                    std::pair{"noise_w_scale", utterance.noise_w_scale}}) {
    if (scale && !is_between(*scale, 0.0, 2.0)) {
      return make_error(ErrorCode::unsupported,
                        fmt::format("cannot speak with a {} of {}", name, *scale),
                        "ask for one of 0 to 2");
    }
  }
  return check_length(utterance);
}

// Neither louder than full scale nor without a number.
void limit(std::span<float> samples) {
  for (float& sample : samples) {
    sample = std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
  }
}

void append_silence(std::vector<float>& samples, double seconds, int rate) {
  samples.resize(samples.size() + static_cast<std::size_t>(std::lround(seconds * rate)), 0.0F);
}

}  // namespace

PiperSynthesizer::PiperSynthesizer(PiperOptions options)
    : options_{std::move(options)}, warned_{std::make_unique<Warned>()} {}

PiperSynthesizer::~PiperSynthesizer() = default;

Result<std::unique_ptr<PiperSynthesizer>> PiperSynthesizer::load(PiperOptions options) {
  if (!is_between(options.sentence_silence, 0.0, 60.0)) {
    return make_error(ErrorCode::usage,
                      fmt::format("a silence of {} s after each sentence makes no sense",
                                  options.sentence_silence),
                      "set one of 0 to 60 s");
  }
  std::unique_ptr<PiperSynthesizer> synthesizer{new PiperSynthesizer{std::move(options)}};
  const PiperOptions& kept = synthesizer->options_;
  std::optional<Error> first;
  std::set<std::filesystem::path>
      seen;  // of two folders, one may hold links to what is in the other
  for (const std::filesystem::path& path : kept.paths) {
    VH_TRY(const std::vector<std::filesystem::path> files, piper::find_voice_files(path));
    for (const std::filesystem::path& file : files) {
      std::error_code gone;
      if (!seen.insert(std::filesystem::canonical(file, gone)).second) {
        continue;
      }
      const auto added = synthesizer->add(file);
      if (added) {
        continue;
      }
      if (!kept.leave_out || file == path) {
        return std::unexpected(added.error());
      }
      first = first.value_or(added.error());
      kept.leave_out(added.error());
    }
  }
  if (synthesizer->voices_.empty() && first) {
    return std::unexpected(*first);
  }
  return synthesizer;
}

Result<void> PiperSynthesizer::add(const std::filesystem::path& file) {
  VH_TRY(auto voice, PiperVoice::open(file, options_.threads));
  const std::string id = voice->listed().id;
  if (const auto other = find(id); other) {
    return make_error(ErrorCode::conflict,
                      fmt::format("two voices are named '{}', one of them {}", id, file.string()),
                      "rename both files of one of them, or take them away");
  }
  if (voices_.empty() || options_.load_all) {
    VH_CHECK(voice->load());
    VH_CHECK(voice->warm_up());
  }
  voices_.push_back(std::move(voice));
  return done();
}

std::vector<Voice> PiperSynthesizer::voices() const {
  std::vector<Voice> voices;
  voices.reserve(voices_.size());
  for (const auto& voice : voices_) {
    voices.push_back(voice->listed());
  }
  return voices;
}

Result<PiperVoice*> PiperSynthesizer::find(const std::string& id) const {
  std::vector<std::string> ids;
  for (const auto& voice : voices_) {
    if (id.empty() || voice->listed().id == id) {
      return voice.get();
    }
    ids.push_back(voice->listed().id);
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("no voice '{}' of Piper", id),
                    did_you_mean(id, ids, "voices"));
}

void PiperSynthesizer::warn_once(const PiperVoice& voice, const std::vector<std::string>& unknown) {
  const std::scoped_lock lock{warned_->mutex};
  if (options_.warn && warned_->voices.insert(voice.listed().id).second) {
    options_.warn(fmt::format("the voice '{}' has not learnt the phonemes {}, which are left out",
                              voice.listed().id,
                              join(unknown, " ")));
  }
}

Result<std::vector<float>> PiperSynthesizer::say_sentence(PiperVoice& voice,
                                                          const std::string& phonemes,
                                                          const piper::Manner& manner,
                                                          const std::stop_token& stop) {
  const piper::VoiceConfig& config = voice.config();
  const piper::Symbols symbols = piper::symbols_of(phonemes, config);
  if (!symbols.unknown.empty()) {
    warn_once(voice, symbols.unknown);
  }
  std::vector<float> samples;
  for (const piper::Run& run : piper::runs_of(symbols.known, config)) {
    if (stop.stop_requested()) {
      return stopped_speaking();
    }
    const std::vector<std::int64_t> ids = piper::ids_of(run.symbols, config);
    VH_TRY(const std::vector<float> more, voice.compute(ids, manner, stop));
    samples.insert(samples.end(), more.begin(), more.end());
    append_silence(samples, run.silence_after, config.sample_rate);
  }
  if (options_.normalize) {
    normalize_peak(samples);
  } else {
    limit(samples);
  }
  return samples;
}

Result<Audio> PiperSynthesizer::say(const Utterance& utterance, std::stop_token stop) {
  VH_CHECK(check(utterance));
  VH_TRY(PiperVoice* const voice, find(utterance.voice));
  VH_TRY(const std::int64_t speaker, voice->speaker(utterance.speaker));
  const piper::VoiceConfig& config = voice->config();
  const piper::Manner manner{
      .noise_scale = utterance.noise_scale.value_or(config.noise_scale),
      .length_scale = utterance.length_scale.value_or(config.length_scale / utterance.speed),
      .noise_w = utterance.noise_w_scale.value_or(config.noise_w),
      .speaker = speaker};
  VH_TRY(const std::vector<std::string> sentences,
         piper::phoneme_sentences(utterance.text, config, stop));
  Audio audio{.rate = config.sample_rate, .samples = {}};
  for (const std::string& sentence : sentences) {
    VH_TRY(const std::vector<float> samples, say_sentence(*voice, sentence, manner, stop));
    audio.samples.insert(audio.samples.end(), samples.begin(), samples.end());
    append_silence(audio.samples, options_.sentence_silence, audio.rate);
    if (audio.duration() > kMostSound) {
      return sounds_too_long();
    }
  }
  return audio;
}

}  // namespace voicehub::engines
