#include "engines/speech/composite_synthesizer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voicehub::engines {

CompositeSynthesizer::CompositeSynthesizer(std::vector<std::unique_ptr<Synthesizer>> parts)
    : parts_{std::move(parts)} {
  for (const auto& part : parts_) {
    for (Voice& voice : part->voices()) {
      const bool is_taken = std::ranges::any_of(
          voices_, [&](const Owned& other) { return other.voice.id == voice.id; });
      if (!is_taken) {
        voices_.push_back({.voice = std::move(voice), .part = part.get()});
      }
    }
  }
}

std::vector<Voice> CompositeSynthesizer::voices() const {
  std::vector<Voice> voices;
  for (const Owned& owned : voices_) {
    voices.push_back(owned.voice);
  }
  return voices;
}

Result<Audio> CompositeSynthesizer::say(const Utterance& utterance, std::stop_token stop) {
  const auto owned = std::ranges::find_if(voices_, [&](const Owned& candidate) {
    return utterance.voice.empty() || candidate.voice.id == utterance.voice;
  });
  if (owned == voices_.end()) {
    return make_error(ErrorCode::not_found, fmt::format("there is no voice '{}'", utterance.voice));
  }
  return owned->part->say(utterance, std::move(stop));
}

}  // namespace voicehub::engines
