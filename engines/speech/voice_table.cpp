#include "engines/speech/voice_table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::engines {
namespace {

constexpr std::string_view kLanguage = "lang:";

// The names that OpenAI's clients send say nothing of a language.
constexpr const char* kOpenAiVoices[] = {"alloy",
                                         "ash",
                                         "ballad",
                                         "coral",
                                         "echo",
                                         "fable",
                                         "marin",
                                         "onyx",
                                         "nova",
                                         "sage",
                                         "shimmer",
                                         "verse",
                                         "cedar"};

// Those of the services that people move away from: by a voice that sounds alike, else by language.
struct NeuralVoice {
  const char* name;
  const char* alike;
  const char* language;
};

constexpr NeuralVoice kNeuralVoices[] = {
    {.name = "en-US-JennyNeural", .alike = "slt", .language = "lang:en"},
    {.name = "en-US-GuyNeural", .alike = "rms", .language = "lang:en"},
    {.name = "ar-SA-HamedNeural", .alike = "", .language = "lang:ar"},
    {.name = "es-ES-ElviraNeural", .alike = "", .language = "lang:es"},
    {.name = "fr-FR-DeniseNeural", .alike = "", .language = "lang:fr"},
};

// "en" is the language of "en-US" too.
bool speaks(const Voice& voice, std::string_view language) {
  return voice.language == language || (voice.language.starts_with(language) &&
                                        voice.language.substr(language.size()).starts_with('-'));
}

std::string names_of(const std::vector<Voice>& voices) {
  constexpr std::size_t kShown = 12;
  std::string names;
  for (std::size_t i = 0; i < std::min(voices.size(), kShown); ++i) {
    names += (i == 0 ? "" : ", ") + voices[i].id;
  }
  return voices.size() > kShown ? fmt::format("{} and {} more", names, voices.size() - kShown)
                                : names;
}

}  // namespace

VoiceTable::VoiceTable(std::vector<Voice> voices) : voices_{std::move(voices)} {
  for (const char* name : kOpenAiVoices) {
    targets_[name] = voices_.front().id;
  }
  for (const NeuralVoice& neural : kNeuralVoices) {
    targets_[neural.name] = voice_for(neural.alike) != nullptr ? neural.alike : neural.language;
  }
}

Result<void> VoiceTable::add(std::string_view text, const std::string& file) {
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, std::min(end, text.find('#'))));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      continue;
    }
    const auto equals = line.find('=');
    const std::string_view name = trim(line.substr(0, equals));
    const std::string_view target =
        equals == std::string_view::npos ? "" : trim(line.substr(equals + 1));
    if (name.empty() || target.empty()) {
      return make_error(ErrorCode::usage,
                        fmt::format("{}:{}: '{}' is not 'name = voice'", file, number, line));
    }
    targets_[std::string{name}] = target;
  }
  return done();
}

const Voice* VoiceTable::voice_for(std::string_view target) const {
  const auto found = std::ranges::find_if(voices_, [&](const Voice& voice) {
    return target.starts_with(kLanguage) ? speaks(voice, target.substr(kLanguage.size()))
                                         : voice.id == target;
  });
  return found == voices_.end() ? nullptr : &*found;
}

Result<Voice> VoiceTable::find(const std::string& name) const {
  if (name.empty()) {
    return voices_.front();
  }
  if (const Voice* voice = voice_for(name)) {
    return *voice;
  }
  const auto target = targets_.find(name);
  if (target == targets_.end()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("there is no voice '{}'; there are {}", name, names_of(voices_)));
  }
  if (const Voice* voice = voice_for(target->second)) {
    return *voice;
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("the voice '{}' stands for {}, which this engine does not have; "
                                "there are {}",
                                name,
                                target->second,
                                names_of(voices_)));
}

std::vector<std::string> VoiceTable::aliases() const {
  std::vector<std::string> names;
  for (const auto& [name, target] : targets_) {
    if (voice_for(target) != nullptr) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace voicehub::engines
