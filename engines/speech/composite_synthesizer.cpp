#include "engines/speech/composite_synthesizer.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::engines {

Result<std::unique_ptr<CompositeSynthesizer>> CompositeSynthesizer::create(
    std::vector<std::unique_ptr<Synthesizer>> parts) {
  std::unique_ptr<CompositeSynthesizer> all{new CompositeSynthesizer{std::move(parts)}};
  for (const auto& part : all->parts_) {
    for (Voice& voice : part->voices()) {
      if (!all->by_voice_.emplace(voice.id, part.get()).second) {
        return make_error(ErrorCode::conflict,
                          fmt::format("two voices are named '{}'", voice.id),
                          "rename one of them, or leave out what brings it");
      }
      all->voices_.push_back(std::move(voice));
    }
  }
  if (all->voices_.empty()) {
    return make_error(ErrorCode::usage,
                      "there is no voice to speak with",
                      "name at least one engine or model that has voices");
  }
  return all;
}

Result<Audio> CompositeSynthesizer::say(const Utterance& utterance, std::stop_token stop) {
  VH_TRY(const auto part, part_for(utterance));
  return part.synthesizer->say(part.utterance, std::move(stop));
}

Result<void> CompositeSynthesizer::say_to(const Listener& listener,
                                          const Utterance& utterance,
                                          std::stop_token stop) {
  VH_TRY(const auto part, part_for(utterance));
  return part.synthesizer->say_to(listener, part.utterance, std::move(stop));
}

Result<CompositeSynthesizer::Part> CompositeSynthesizer::part_for(
    const Utterance& utterance) const {
  const std::string& id = utterance.voice.empty() ? voices_.front().id : utterance.voice;
  const auto found = by_voice_.find(id);
  if (found == by_voice_.end()) {
    std::vector<std::string> ids;
    ids.reserve(voices_.size());
    for (const Voice& voice : voices_) {
      ids.push_back(voice.id);
    }
    return make_error(ErrorCode::not_found,
                      fmt::format("there is no voice '{}'", id),
                      did_you_mean(id, ids, "voices"));
  }
  Part part{.synthesizer = found->second, .utterance = utterance};
  part.utterance.voice = id;
  return part;
}

}  // namespace voicehub::engines
