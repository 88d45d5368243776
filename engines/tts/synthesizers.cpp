#include "engines/tts/synthesizers.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/speech/composite_synthesizer.hpp"
#include "engines/tts/piper_voices.hpp"

namespace voicehub::engines::tts {
namespace {

constexpr std::string_view kPiper = "piper";

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds(), name, &Kind::name);
  return found == kinds().end() ? nullptr : &*found;
}

std::string names_of_kinds() {
  std::string names;
  for (const Kind& kind : kinds()) {
    names += (names.empty() ? "" : ", ") + std::string{kind.name};
  }
  return names;
}

std::unexpected<Error> no_such_model(const std::string& model) {
  return make_error(
      ErrorCode::usage,
      fmt::format("TTS_MODEL: '{}' is not here; there are {}", model, names_of_kinds()),
      find_kind(kPiper) == nullptr
          ? "leave it empty for all of them"
          : "leave it empty for all of them, or put NAME.onnx and NAME.onnx.json of a Piper voice "
            "into models/");
}

// The kinds that speak, the default voice's first.
Result<std::vector<const Kind*>> chosen(const TtsSettings& settings) {
  if (!settings.model_path.empty() && find_kind(kPiper) == nullptr) {
    return make_error(ErrorCode::usage,
                      fmt::format("MODEL_PATH: this program cannot use a model; it speaks with {}",
                                  names_of_kinds()));
  }
  const bool is_piper = settings.model.empty() || settings.model == kPiper ||
                        settings.model_path.stem() == settings.model;
  if (!settings.model_path.empty() && !is_piper) {
    return make_error(ErrorCode::usage,
                      fmt::format("TTS_MODEL is '{}', but MODEL_PATH is for voices of Piper: {}",
                                  settings.model,
                                  settings.model_path.string()),
                      "set one of them");
  }
  if (!settings.model.empty()) {
    VH_TRY(const bool names_a_voice, is_piper_voice(settings));
    const bool is_piper_named = names_a_voice || !settings.model_path.empty();
    const Kind* kind = find_kind(is_piper_named ? kPiper : settings.model);
    if (kind == nullptr) {
      return no_such_model(settings.model);
    }
    return std::vector{kind};
  }
  std::vector<const Kind*> all;
  for (const Kind& kind : kinds()) {
    if (kind.name == kPiper) {
      VH_TRY(const std::vector<std::filesystem::path> voices, piper_voices(settings));
      if (voices.empty()) {
        continue;
      }
    }
    all.push_back(&kind);
  }
  if (!settings.model_path.empty()) {
    std::ranges::rotate(all, std::ranges::find(all, kPiper, &Kind::name));
  }
  return all;
}

// The first sentence is slower than those after it: it is said before anybody waits for one. Piper
// does so by itself, in its voices' own languages.
Result<void> warm_up(const Kind& kind, Synthesizer& synthesizer) {
  if (kind.name == kPiper) {
    return done();
  }
  VH_TRY(const Audio audio,
         synthesizer.say({.text = "Ready.", .voice = synthesizer.voices().front().id}, {}));
  static_cast<void>(audio);
  return done();
}

}  // namespace

Result<Speakers> make_synthesizer(const TtsSettings& settings, const Warn& warn) {
  VH_TRY(const std::vector<const Kind*> kinds, chosen(settings));
  const bool is_named = !settings.model.empty() || !settings.model_path.empty();
  Speakers made;
  std::vector<std::unique_ptr<Synthesizer>> parts;
  for (const Kind* kind : kinds) {
    auto part = kind->make(settings, warn);
    // Its reason has been told, voice by voice.
    if (!part && kind->name == kPiper && !is_named) {
      continue;
    }
    if (!part) {
      return std::unexpected(part.error());
    }
    VH_CHECK(warm_up(*kind, **part));
    parts.push_back(std::move(*part));
    made.kinds.push_back(kind->name);
  }
  if (parts.size() == 1) {
    made.synthesizer = std::move(parts.front());
    return made;
  }
  VH_TRY(made.synthesizer, CompositeSynthesizer::create(std::move(parts)));
  return made;
}

}  // namespace voicehub::engines::tts
