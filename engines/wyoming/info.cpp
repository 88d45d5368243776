#include "engines/wyoming/info.hpp"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace voicehub::engines::wyoming {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array kKinds{"asr", "tts", "handle", "intent", "wake", "mic", "snd"};

// What every program, voice and model has. All of it but the version is required.
json artifact(const std::string& name, const std::string& about) {
  return {{"name", name},
          {"attribution", {{"name", "voicehub"}, {"url", ""}}},
          {"installed", true},
          {"description", about},
          {"version", nullptr}};
}

json voice_json(const Voice& voice) {
  json described = artifact(voice.id, voice.name);
  described["languages"] = json::array({voice.language});
  described["speakers"] = nullptr;
  if (!voice.speakers.empty()) {
    described["speakers"] = json::array();
    for (const std::string& speaker : voice.speakers) {
      described["speakers"].push_back({{"name", speaker}});
    }
  }
  return described;
}

Event info(const char* kind, json program) {
  json data;
  for (const char* each : kKinds) {
    data[each] = json::array();
  }
  data[kind].push_back(std::move(program));
  return {.type = "info", .data = EventData{std::move(data)}};
}

}  // namespace

Event speech_info(const Program& program, const VoiceTable* voices) {
  json described = artifact(program.name, program.about);
  described["voices"] = json::array();
  if (voices == nullptr) {
    described["voices"].push_back(
        voice_json({.id = kDefaultVoice, .name = "the engine's first voice", .language = "en-US"}));
  } else {
    for (const Voice& voice : voices->voices()) {
      described["voices"].push_back(voice_json(voice));
    }
  }
  described["supports_synthesize_streaming"] = true;
  return info("tts", std::move(described));
}

Event transcription_info(const Program& program,
                         const std::string& model,
                         const std::vector<std::string>& languages) {
  json described = artifact(program.name, program.about);
  json one = artifact(model, program.about);
  one["languages"] = languages;
  described["models"] = json::array({std::move(one)});
  described["supports_transcript_streaming"] = true;
  return info("asr", std::move(described));
}

}  // namespace voicehub::engines::wyoming
