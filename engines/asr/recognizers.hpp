#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/asr/asr_settings.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines::asr {

// What ASR_MODEL and MODEL_PATH ask for.
struct Choice {
  std::string name;              // of the model, for clients: "pocketsphinx", "base"
  std::string about;             // what it is good for, in a sentence
  std::filesystem::path folder;  // of a Whisper model; empty: pocketsphinx
};

// `usage` for a model that is not here, never another one instead; and for a setting that the model
// has no use for.
[[nodiscard]] Result<Choice> choose(const AsrSettings& settings);

// What it may understand, by its name alone, ISO 639-1: until it is loaded.
[[nodiscard]] std::vector<std::string> languages_of(const Choice& choice);

// Has listened already.
[[nodiscard]] Result<std::unique_ptr<Recognizer>> make_recognizer(const AsrSettings& settings,
                                                                  const Choice& choice);

}  // namespace voicehub::engines::asr
