#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/piper/voice_config.hpp"

namespace voicehub::engines::piper {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

constexpr const char* kIds = R"("phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3, 4]})";

std::string config_with(const std::string& more) {
  return "{\"espeak\": {\"voice\": \"en-us\"}, " + std::string{kIds} +
         (more.empty() ? "" : ", " + more) + "}";
}

// The message of the error.
std::string refusal(const std::string& json) {
  const auto config = parse_voice_config(json, "v.onnx.json");
  return config ? "accepted" : config.error().message;
}

TEST(PiperVoiceConfig, TakesEveryField) {
  const auto config = parse_voice_config(
      R"({"audio": {"sample_rate": 16000, "quality": "low"},
          "espeak": {"voice": "pt-br"}, "phoneme_type": "espeak",
          "inference": {"noise_scale": 0.1, "length_scale": 1.5, "noise_w": 0.2,
                        "phoneme_silence": {",": 0.25}},
          "phoneme_map": {"c": ["k"]},
          "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "aɪ": [14, 161]},
          "vowel_clusters": [["a", "ɪ"]], "num_symbols": 256, "num_speakers": 3,
          "speaker_id_map": {"ana": 0, "rui": 2}, "default_speaker_id": 2, "hop_length": 300,
          "language": {"code": "pt_BR", "name_native": "Português", "name_english": "Portuguese"},
          "dataset": "faber", "piper_version": "1.2.0", "what_comes_next": 1})",
      "v.onnx.json");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->sample_rate, 16'000);
  EXPECT_EQ(config->quality, "low");
  EXPECT_EQ(config->espeak_voice, "pt-br");
  EXPECT_EQ(config->noise_scale, 0.1);
  EXPECT_EQ(config->length_scale, 1.5);
  EXPECT_EQ(config->noise_w, 0.2);
  EXPECT_THAT(config->phoneme_silence, ElementsAre(Pair(",", 0.25)));
  EXPECT_THAT(config->phoneme_map, ElementsAre(Pair("c", ElementsAre("k"))));
  EXPECT_THAT(config->phoneme_id_map.at("aɪ"), ElementsAre(14, 161));
  EXPECT_THAT(config->vowel_clusters, ElementsAre(ElementsAre("a", "ɪ")));
  EXPECT_EQ(config->num_symbols, 256);
  EXPECT_EQ(config->num_speakers, 3);
  EXPECT_THAT(config->speaker_id_map, ElementsAre(Pair("ana", 0), Pair("rui", 2)));
  EXPECT_EQ(config->default_speaker_id, 2);
  EXPECT_EQ(config->hop_length, 300);
  EXPECT_EQ(config->language_code, "pt_BR");
  EXPECT_EQ(config->language_name, "Português");
  EXPECT_EQ(config->dataset, "faber");
  EXPECT_EQ(config->piper_version, "1.2.0");
}

TEST(PiperVoiceConfig, HasPipersDefaults) {
  const auto config = parse_voice_config(config_with(""), "v.onnx.json");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->sample_rate, 22'050);
  EXPECT_EQ(config->phoneme_type, PhonemeType::espeak);
  EXPECT_EQ(config->noise_scale, 0.667);
  EXPECT_EQ(config->length_scale, 1.0);
  EXPECT_EQ(config->noise_w, 0.8);
  EXPECT_EQ(config->num_speakers, 1);
  EXPECT_EQ(config->default_speaker_id, 0);
  EXPECT_EQ(config->hop_length, 256);
}

TEST(PiperVoiceConfig, NeedsNoEspeakForVoicesOfLetters) {
  const auto config = parse_voice_config(
      R"({"phoneme_type": "text", "phoneme_id_map": {"_": [0], "^": [1], "$": [2]}})", "v");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->phoneme_type, PhonemeType::text);
}

TEST(PiperVoiceConfig, NamesThePhonemesThatOnlyPiperMakes) {
  for (const char* const type : {"pinyin", "hebrew", "japanese"}) {
    const auto config = parse_voice_config(
        config_with("\"phoneme_type\": \"" + std::string{type} + "\""), "v.json");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code, ErrorCode::unsupported);
    EXPECT_EQ(config.error().message,
              "v.json: phonemes of the type '" + std::string{type} + "' cannot be made here");
  }
}

TEST(PiperVoiceConfig, NamesThePlaceOfWhatIsNoJson) {
  EXPECT_EQ(refusal("{\"audio\":\n  {\"sample_rate\": }}"), "v.onnx.json:2:19: this is no JSON");
  EXPECT_EQ(refusal("<html>"), "v.onnx.json:1:1: this is no JSON");
  EXPECT_THAT(refusal(""), StartsWith("v.onnx.json:1:"));
  EXPECT_THAT(refusal("{\"a\": 1"), StartsWith("v.onnx.json:1:"));
  EXPECT_EQ(refusal("[1]"), "v.onnx.json is not an object of JSON");
}

TEST(PiperVoiceConfig, IsRefusedByTheNameOfItsField) {
  const auto refused = [](const std::string& more) { return refusal(config_with(more)); };
  EXPECT_EQ(refused(R"("audio": {"sample_rate": "fast"})"),
            "v.onnx.json: 'audio.sample_rate' must be a whole number from 8000 to 48000");
  EXPECT_EQ(refused(R"("audio": {"sample_rate": 100})"),
            "v.onnx.json: 'audio.sample_rate' must be a whole number from 8000 to 48000");
  EXPECT_EQ(refused(R"("audio": 16000)"), "v.onnx.json: 'audio' must be an object");
  EXPECT_EQ(refused(R"("inference": {"length_scale": 0})"),
            "v.onnx.json: 'inference.length_scale' must be a number from 0.01 to 10");
  EXPECT_EQ(refused(R"("inference": {"noise_w": 1e999})"), "v.onnx.json: a number is too large");
  EXPECT_EQ(refused(R"("inference": {"phoneme_silence": {",": -1}})"),
            "v.onnx.json: 'inference.phoneme_silence.,' must be a number from 0 to 10");
  EXPECT_EQ(refused(R"("phoneme_map": {"c": "k"})"),
            "v.onnx.json: 'phoneme_map.c' must be an array of strings");
  EXPECT_EQ(refused(R"("vowel_clusters": ["ai"])"),
            "v.onnx.json: 'vowel_clusters' must be an array of arrays of strings");
  EXPECT_EQ(refused(R"("num_symbols": 4)"),
            "v.onnx.json: 'phoneme_id_map.a' must be one or more whole numbers from 0 to 3");
  EXPECT_EQ(refused(R"("speaker_id_map": {"ana": 1}, "num_speakers": 1)"),
            "v.onnx.json: 'speaker_id_map.ana' must be a whole number from 0 to 0");
  EXPECT_EQ(refused(R"("default_speaker_id": 1)"),
            "v.onnx.json: 'default_speaker_id' must be a whole number from 0 to 0");
  EXPECT_EQ(refused(R"("hop_length": 1.5)"),
            "v.onnx.json: 'hop_length' must be a whole number from 1 to 65536");
  EXPECT_EQ(refused(R"("language": {"code": 1})"), "v.onnx.json: 'language.code' must be a string");
  EXPECT_EQ(refusal(R"({"phoneme_id_map": {}})"),
            "v.onnx.json: 'espeak.voice' must be the name of a voice of espeak-ng, as \"en-us\"");
  EXPECT_EQ(refusal(R"({"espeak": {"voice": "de"}, "phoneme_id_map": {"_": [0], "^": [1]}})"),
            "v.onnx.json: 'phoneme_id_map' must be an object with a member '$'");
  EXPECT_EQ(refusal(R"({"espeak": {"voice": "de"}, "phoneme_id_map": {"_": 0}})"),
            "v.onnx.json: 'phoneme_id_map._' must be an array of whole numbers");
}

}  // namespace
}  // namespace voicehub::engines::piper
