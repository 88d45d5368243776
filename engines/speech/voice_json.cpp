#include "engines/speech/voice_json.hpp"

#include <cctype>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engines/text/languages.hpp"

namespace voicehub::engines {
namespace {

using json = nlohmann::ordered_json;

json voice_json(const Voice& voice) {
  json described{{"id", voice.id}, {"name", voice.name}, {"language", voice.language}};
  if (!voice.speakers.empty()) {
    described["speakers"] = voice.speakers;
  }
  return described;
}

std::string capitalized(std::string_view name) {
  std::string words{name};
  bool begins = true;
  for (char& letter : words) {
    if (begins) {
      letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    begins = letter == ' ';
  }
  return words;
}

// "English (US)"; where only the voice knows its language, as it is named by it.
std::string language_of(const Voice& voice) {
  const std::string_view code = voice.language;
  const std::string_view primary = code.substr(0, code.find('-'));
  const auto name = language_name(primary);
  if (!name) {
    return voice.name;
  }
  const std::string plain = capitalized(*name);
  return primary == code ? plain : fmt::format("{} ({})", plain, code.substr(primary.size() + 1));
}

}  // namespace

std::string voices_json(const VoiceTable& table) {
  json voices = json::array();
  for (const Voice& voice : table.voices()) {
    voices.push_back(voice_json(voice));
  }
  for (const std::string& alias : table.aliases()) {
    voices.push_back({{"id", alias}, {"name", alias}, {"stands_for", table.find(alias)->id}});
  }
  return json{{"voices", voices}}.dump();
}

std::string piper_voices_json(const VoiceTable& table) {
  json voices = json::object();
  for (const Voice& voice : table.voices()) {
    voices[voice.id] = voice.piper_config ? json::parse(*voice.piper_config) : voice_json(voice);
  }
  return voices.dump();
}

std::string languages_json(const VoiceTable& table) {
  std::map<std::string, json> languages;
  for (const Voice& voice : table.voices()) {
    languages.try_emplace(voice.language,
                          json{{"code", voice.language}, {"name", language_of(voice)}});
  }
  json list = json::array();
  for (auto& [code, language] : languages) {
    list.push_back(std::move(language));
  }
  return json{{"languages", list}, {"count", list.size()}}.dump();
}

}  // namespace voicehub::engines
