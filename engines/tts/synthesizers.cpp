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
    const bool names_a_voice = !settings.model_path.empty() || is_piper_voice(settings);
    const Kind* kind = find_kind(names_a_voice ? kPiper : settings.model);
    if (kind == nullptr) {
      return no_such_model(settings.model);
    }
    return std::vector{kind};
  }
  std::vector<const Kind*> all;
  for (const Kind& kind : kinds()) {
    if (kind.name != kPiper || !piper_voices(settings).empty()) {
      all.push_back(&kind);
    }
  }
  if (!settings.model_path.empty()) {
    std::ranges::rotate(all, std::ranges::find(all, kPiper, &Kind::name));
  }
  return all;
}

}  // namespace

Result<std::unique_ptr<Synthesizer>> make_synthesizer(const TtsSettings& settings) {
  VH_TRY(const std::vector<const Kind*> kinds, chosen(settings));
  std::vector<std::unique_ptr<Synthesizer>> parts;
  for (const Kind* kind : kinds) {
    VH_TRY(std::unique_ptr<Synthesizer> part, kind->make(settings));
    parts.push_back(std::move(part));
  }
  if (parts.size() == 1) {
    return std::move(parts.front());
  }
  VH_TRY(std::unique_ptr<Synthesizer> all, CompositeSynthesizer::create(std::move(parts)));
  return all;
}

}  // namespace voicehub::engines::tts
