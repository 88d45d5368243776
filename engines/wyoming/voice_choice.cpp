#include "engines/wyoming/voice_choice.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "engines/wyoming/info.hpp"

namespace voicehub::engines::wyoming {
namespace {

// "en_US" as "en-us".
std::string plain(std::string language) {
  for (char& letter : language) {
    letter =
        letter == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return language;
}

bool has_speaker(const Voice& voice, const std::string& speaker) {
  return std::ranges::find(voice.speakers, speaker) != voice.speakers.end();
}

Result<Voice> of_language(const VoiceTable& table, const std::string& language) {
  const std::string wanted = plain(language);
  const auto primary = [](const std::string& text) { return text.substr(0, text.find('-')); };
  for (const bool exactly : {true, false}) {
    for (const Voice& voice : table.voices()) {
      const std::string spoken = plain(voice.language);
      if (exactly ? spoken == wanted : primary(spoken) == primary(wanted)) {
        return voice;
      }
    }
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("no voice of this engine speaks '{}'", language),
                    "`describe` tells which there are");
}

Result<Voice> of_speaker(const VoiceTable& table, const std::string& speaker) {
  const auto found = std::ranges::find_if(
      table.voices(), [&](const Voice& voice) { return has_speaker(voice, speaker); });
  if (found != table.voices().end()) {
    return *found;
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("no voice of this engine has a speaker '{}'", speaker),
                    "`describe` tells which there are");
}

Result<Voice> find(const VoiceTable& table, const EventData& wanted) {
  const std::string name = wanted.text("name");
  const std::string speaker = wanted.text("speaker");
  const std::string language = wanted.text("language");
  if (!name.empty()) {
    auto named = table.find(name);
    return !named && name == kDefaultVoice ? table.find("") : named;
  }
  if (!speaker.empty()) {
    return of_speaker(table, speaker);
  }
  return language.empty() ? table.find("") : of_language(table, language);
}

}  // namespace

Result<ChosenVoice> choose_voice(const VoiceTable& voices, const EventData& wanted) {
  VH_TRY(const Voice voice, find(voices, wanted));
  std::string speaker = wanted.text("speaker");
  if (!speaker.empty() && !has_speaker(voice, speaker)) {
    return make_error(ErrorCode::not_found,
                      fmt::format("voice '{}' has no speaker '{}'", voice.id, speaker),
                      "`describe` tells which there are");
  }
  return ChosenVoice{.voice = voice.id, .speaker = std::move(speaker)};
}

}  // namespace voicehub::engines::wyoming
