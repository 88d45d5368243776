#include "engines/piper/voice_config.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engines/piper/config_fields.hpp"

namespace voicehub::engines::piper {
namespace {

using nlohmann::json;

constexpr double kMostScale = 10.0;

Result<json> parse_json(std::string_view text, const std::string& file) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    const std::string_view before = text.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    return make_error(ErrorCode::invalid_project,
                      fmt::format("{}:{}:{}: this is no JSON", file, line, column),
                      "download the file again: it may be cut, or be a web page",
                      error.what());
  } catch (const json::exception& error) {
    return make_error(ErrorCode::invalid_project,
                      fmt::format("{}: a number is too large", file),
                      "download the file again",
                      error.what());
  }
}

Result<PhonemeType> phoneme_type_of(const ConfigFields& fields, const std::string& file) {
  VH_TRY(const std::string name, fields.text("phoneme_type", "espeak"));
  if (name == "espeak") {
    return PhonemeType::espeak;
  }
  if (name == "text") {
    return PhonemeType::text;
  }
  return make_error(ErrorCode::unsupported,
                    fmt::format("{}: phonemes of the type '{}' cannot be made here", file, name),
                    "use a voice whose 'phoneme_type' is espeak or text");
}

Result<void> read_sound(const ConfigFields& fields, VoiceConfig& config) {
  VH_TRY(const ConfigFields audio, fields.object("audio"));
  VH_TRY(const std::int64_t rate, audio.integer("sample_rate", 22'050, 8'000, 48'000));
  config.sample_rate = static_cast<int>(rate);
  VH_TRY(config.quality, audio.text("quality", {}));
  VH_TRY(const std::int64_t hop, fields.integer("hop_length", 256, 1, 65'536));
  config.hop_length = static_cast<int>(hop);
  VH_TRY(const ConfigFields inference, fields.object("inference"));
  VH_TRY(config.noise_scale, inference.number("noise_scale", 0.667, 0, kMostScale));
  VH_TRY(config.length_scale, inference.number("length_scale", 1.0, 0.01, kMostScale));
  VH_TRY(config.noise_w, inference.number("noise_w", 0.8, 0, kMostScale));
  VH_TRY(config.phoneme_silence, inference.numbers("phoneme_silence"));
  for (const auto& [phoneme, seconds] : config.phoneme_silence) {
    if (seconds < 0 || seconds > kMostScale) {
      return inference.refuse("phoneme_silence." + phoneme, "a number from 0 to 10");
    }
  }
  return done();
}

Result<void> read_phonemes(const ConfigFields& fields, VoiceConfig& config) {
  VH_TRY(config.phoneme_map, fields.text_lists("phoneme_map"));
  VH_TRY(config.phoneme_id_map, fields.integer_lists("phoneme_id_map"));
  VH_TRY(config.vowel_clusters, fields.lists_of_texts("vowel_clusters"));
  constexpr std::int64_t kMostSymbols = std::numeric_limits<std::int32_t>::max();
  std::int64_t most = kMostSymbols;
  if (fields.has("num_symbols")) {
    VH_TRY(most, fields.integer("num_symbols", 0, 1, kMostSymbols));
    config.num_symbols = most;
  }
  for (const char* const needed : {"_", "^", "$"}) {
    if (!config.phoneme_id_map.contains(needed)) {
      return fields.refuse("phoneme_id_map", fmt::format("an object with a member '{}'", needed));
    }
  }
  for (const auto& [phoneme, ids] : config.phoneme_id_map) {
    const bool fit =
        std::ranges::all_of(ids, [&](std::int64_t id) { return id >= 0 && id < most; });
    if (phoneme.empty() || ids.empty() || !fit) {
      return fields.refuse("phoneme_id_map." + phoneme,
                           fmt::format("one or more whole numbers from 0 to {}", most - 1));
    }
  }
  return done();
}

Result<void> read_speakers(const ConfigFields& fields, VoiceConfig& config) {
  constexpr std::int64_t kMostSpeakers = 100'000;
  VH_TRY(config.speaker_id_map, fields.integers("speaker_id_map"));
  const auto named = static_cast<std::int64_t>(config.speaker_id_map.size());
  VH_TRY(config.num_speakers,
         fields.integer("num_speakers", std::max<std::int64_t>(named, 1), 0, kMostSpeakers));
  config.num_speakers = std::max<std::int64_t>(config.num_speakers, 1);
  for (const auto& [name, id] : config.speaker_id_map) {
    if (id < 0 || id >= config.num_speakers) {
      return fields.refuse("speaker_id_map." + name,
                           fmt::format("a whole number from 0 to {}", config.num_speakers - 1));
    }
  }
  VH_TRY(config.default_speaker_id,
         fields.integer("default_speaker_id", 0, 0, config.num_speakers - 1));
  return done();
}

Result<void> read_origin(const ConfigFields& fields, VoiceConfig& config) {
  VH_TRY(const ConfigFields language, fields.object("language"));
  VH_TRY(config.language_code, language.text("code", {}));
  VH_TRY(config.language_name, language.text("name_native", {}));
  if (config.language_name.empty()) {
    VH_TRY(config.language_name, language.text("name_english", {}));
  }
  VH_TRY(config.dataset, fields.text("dataset", {}));
  VH_TRY(config.piper_version, fields.text("piper_version", {}));
  return done();
}

}  // namespace

Result<VoiceConfig> parse_voice_config(std::string_view text, const std::string& file) {
  VH_TRY(const json tree, parse_json(text, file));
  if (!tree.is_object()) {
    return make_error(ErrorCode::invalid_project,
                      fmt::format("{} is not an object of JSON", file),
                      "download the file again");
  }
  const ConfigFields fields{tree, file};
  VoiceConfig config;
  VH_TRY(config.phoneme_type, phoneme_type_of(fields, file));
  VH_TRY(const ConfigFields espeak, fields.object("espeak"));
  VH_TRY(config.espeak_voice, espeak.text("voice", {}));
  if (config.phoneme_type == PhonemeType::espeak && config.espeak_voice.empty()) {
    return espeak.refuse("voice", "the name of a voice of espeak-ng, as \"en-us\"");
  }
  VH_CHECK(read_sound(fields, config));
  VH_CHECK(read_phonemes(fields, config));
  VH_CHECK(read_speakers(fields, config));
  VH_CHECK(read_origin(fields, config));
  return config;
}

}  // namespace voicehub::engines::piper
