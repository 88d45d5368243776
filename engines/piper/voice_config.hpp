#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engines::piper {

enum class PhonemeType {
  espeak,  // IPA by espeak-ng
  text,    // the letters of the text themselves
};

// What stands beside a voice, in <voice>.onnx.json. Fields that are absent have Piper's defaults.
struct VoiceConfig {
  int sample_rate = 22'050;
  std::string quality;       // "medium"
  std::string espeak_voice;  // "en-us"; empty when the phonemes are letters
  PhonemeType phoneme_type = PhonemeType::espeak;

  double noise_scale = 0.667;
  double length_scale = 1.0;
  double noise_w = 0.8;
  std::map<std::string, double> phoneme_silence;  // seconds of it after a phoneme

  std::map<std::string, std::vector<std::string>> phoneme_map;      // what is said for a phoneme
  std::map<std::string, std::vector<std::int64_t>> phoneme_id_map;  // with "_", "^" and "$"
  std::vector<std::vector<std::string>> vowel_clusters;             // vowels that are one phoneme
  std::optional<std::int64_t> num_symbols;

  std::int64_t num_speakers = 1;
  std::map<std::string, std::int64_t> speaker_id_map;
  std::int64_t default_speaker_id = 0;

  int hop_length = 256;       // samples of the network's step
  std::string language_code;  // "en_US"
  std::string language_name;  // "English", in the language itself
  std::string dataset;
  std::string piper_version;
};

// `invalid_project` names `file` and the place of what is no JSON in `text`, or the field that is
// wrong; `unsupported` names a kind of phonemes that only Piper's own program makes: pinyin,
// hebrew, japanese.
[[nodiscard]] Result<VoiceConfig> parse_voice_config(std::string_view text,
                                                     const std::string& file);

}  // namespace voicehub::engines::piper
