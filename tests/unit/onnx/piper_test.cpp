#include <chrono>
#include <limits>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/level.hpp"
#include "engines/espeak/phonemizer.hpp"
#include "engines/piper/phoneme_ids.hpp"
#include "engines/piper/sentences.hpp"
#include "tests/support/work_after_stop.hpp"
#include "tests/unit/onnx/piper_voices.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;

constexpr const char* kSentence = "The quick brown fox jumps over the lazy dog.";

PiperSynthesizer& piper_voices() {
  static const auto voices = loaded({.paths = {hum()}});
  return *voices;
}

Result<Audio> say(const Utterance& utterance) {
  return piper_voices().say(utterance, {});
}

Audio sound(const Utterance& utterance, PiperSynthesizer& voices = piper_voices()) {
  auto audio = voices.say(utterance, {});
  return audio ? *std::move(audio) : throw std::runtime_error{audio.error().message};
}

double seconds(const Result<Audio>& audio) {
  return audio ? audio->duration().count() : -1;
}

ErrorCode code_of(const Result<Audio>& audio) {
  return audio ? throw std::runtime_error{"there is sound"} : audio.error().code;
}

// The ids of Piper's own program, from its tests.
TEST(Piper, GivesTheNetworkWhatPipersProgramGives) {
  piper::VoiceConfig config;
  config.espeak_voice = "en-us";
  config.phoneme_id_map = {{"_", {0}},
                           {"^", {1}},
                           {"$", {2}},
                           {" ", {3}},
                           {".", {10}},
                           {"n", {26}},
                           {"s", {31}},
                           {"t", {32}},
                           {"u", {33}},
                           {"w", {35}},
                           {"ɛ", {61}},
                           {"ʌ", {102}},
                           {"ˈ", {120}},
                           {"ː", {122}}};
  const auto sentences = piper::phoneme_sentences("Test 1. Test 2.", config, {});
  ASSERT_TRUE(sentences);
  ASSERT_THAT(*sentences, ElementsAre("tˈɛst wˈʌn.", "tˈɛst tˈuː."));
  const auto ids = [&](const std::string& phonemes) {
    return piper::ids_of(piper::symbols_of(phonemes, config).known, config);
  };
  EXPECT_THAT(
      ids(sentences->at(0)),
      ElementsAre(
          1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 35, 0, 120, 0, 102, 0, 26, 0, 10, 0, 2));
  EXPECT_THAT(
      ids(sentences->at(1)),
      ElementsAre(
          1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 32, 0, 120, 0, 33, 0, 122, 0, 10, 0, 2));
}

TEST(Piper, SaysPhonemesThatTheTextGives) {
  piper::VoiceConfig config;
  config.espeak_voice = "en-us";
  const auto phonemes = [&](const char* text) {
    return piper::phoneme_sentences(text, config, {}).value();
  };
  EXPECT_THAT(phonemes("One [[ tˈuː ]]. Three."), ElementsAre("wˌʌn tˈuː.", "θɹˈiː."));
  EXPECT_THAT(phonemes("[[ a ]], [[ b ]]"), ElementsAre("a, b"));
  EXPECT_THAT(phonemes(""), IsEmpty());
  config.phoneme_type = piper::PhonemeType::text;
  EXPECT_THAT(phonemes("Ein Wort."), ElementsAre("Ein Wort."));
}

// A phoneme and each pad are 6 steps of 256 samples, at 16 kHz.
TEST(Piper, MakesAudibleSoundOfTheRightLength) {
  const auto audio = say({.text = "Test 1.", .voice = "hum"});
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_EQ(audio->rate, 16'000);
  EXPECT_EQ(audio->samples.size(), 25U * 6 * 256);
  EXPECT_NEAR(peak(audio->samples), kPeakLevel, 0.001);
}

TEST(Piper, SpeaksWithTheFirstVoiceWhenNoneIsNamed) {
  EXPECT_EQ(sound({.text = kSentence}).samples, sound({.text = kSentence, .voice = "hum"}).samples);
}

TEST(Piper, ListsItsVoicesByTheirFiles) {
  const std::vector<Voice> voices = piper_voices().voices();
  ASSERT_EQ(voices.size(), 2U);
  EXPECT_EQ(voices[0].id, "hum");
  EXPECT_EQ(voices[0].name, "hum, English (x_low)");
  EXPECT_EQ(voices[0].language, "en-US");
  EXPECT_THAT(voices[0].speakers, IsEmpty());
  EXPECT_EQ(voices[1].id, "hum-duo");
  EXPECT_THAT(voices[1].speakers, ElementsAre("low", "high"));
}

TEST(Piper, SpeaksAsFastAsItIsAskedTo) {
  const double usual = seconds(say({.text = kSentence}));
  EXPECT_DOUBLE_EQ(seconds(say({.text = kSentence, .speed = 0.5})), 2 * usual);
  EXPECT_DOUBLE_EQ(seconds(say({.text = kSentence, .speed = 2.0})), usual / 2);
}

TEST(Piper, MultipliesTheLengthScaleOfTheVoice) {
  VoiceFolder folder;
  folder.add("slow", "\"length_scale\": 1.0", "\"length_scale\": 2.0");
  const auto slow = loaded({.paths = {folder.path()}});
  EXPECT_DOUBLE_EQ(sound({.text = kSentence}, *slow).duration().count(),
                   2 * seconds(say({.text = kSentence})));
  EXPECT_DOUBLE_EQ(sound({.text = kSentence, .length_scale = 1.0}, *slow).duration().count(),
                   seconds(say({.text = kSentence})))
      << "in its place, as Piper's own server has it";
}

TEST(Piper, SpeaksWithTheNoiseThatItIsAskedFor) {
  const auto voices = loaded({.paths = {hum("hum.onnx")}, .normalize = false});
  EXPECT_NEAR(peak(sound({.text = kSentence, .noise_scale = 0.0}, *voices).samples), 0.2, 0.001);
  EXPECT_NEAR(peak(sound({.text = kSentence}, *voices).samples), 0.3, 0.001);
  EXPECT_NEAR(peak(sound({.text = kSentence, .noise_scale = 1.0}, *voices).samples), 0.4, 0.001);
  EXPECT_DOUBLE_EQ(seconds(say({.text = kSentence, .noise_w_scale = 0.0})),
                   seconds(say({.text = kSentence})) * 5 / 6);
}

TEST(Piper, SpeaksWithTheSpeakerOfANameOrNumber) {
  const Utterance low{.text = kSentence, .voice = "hum-duo", .speaker = "low"};
  const Utterance high{.text = kSentence, .voice = "hum-duo", .speaker = "high"};
  const Utterance second{.text = kSentence, .voice = "hum-duo", .speaker = "1"};
  EXPECT_NEAR(pitch(sound(high)), 2 * pitch(sound(low)), 0.1 * pitch(sound(low)));
  EXPECT_EQ(sound(second).samples, sound(high).samples);
  EXPECT_EQ(sound({.text = kSentence, .voice = "hum-duo"}).samples, sound(low).samples);
}

TEST(Piper, HasTheDefaultSpeakerOfTheVoice) {
  VoiceFolder folder;
  folder.add("two",
             "\"num_speakers\": 1,",
             "\"num_speakers\": 2, \"default_speaker_id\": 1,",
             "hum-duo.onnx");
  const auto two = loaded({.paths = {folder.path()}});
  EXPECT_THAT(two->voices().front().speakers, ElementsAre("1", "0"));
  EXPECT_EQ(sound({.text = kSentence}, *two).samples,
            sound({.text = kSentence, .voice = "hum-duo", .speaker = "high"}).samples);
}

TEST(Piper, DoesNotFindOtherVoicesAndSpeakers) {
  const auto voice = say({.text = kSentence, .voice = "hum-dua"});
  EXPECT_EQ(code_of(voice), ErrorCode::not_found);
  EXPECT_EQ(voice.error().message, "no voice 'hum-dua' of Piper");
  EXPECT_EQ(voice.error().hint, "did you mean 'hum-duo'?");

  for (const char* const speaker : {"2", "-1", "1x", "middle", "99999999999999999999"}) {
    const auto audio = say({.text = kSentence, .voice = "hum-duo", .speaker = speaker});
    EXPECT_EQ(code_of(audio), ErrorCode::not_found) << speaker;
    EXPECT_EQ(audio.error().hint, "known speakers: low, high; or a number from 0 to 1");
  }
  EXPECT_EQ(code_of(say({.text = kSentence, .voice = "hum", .speaker = "low"})),
            ErrorCode::not_found);
  EXPECT_GT(seconds(say({.text = kSentence, .voice = "hum", .speaker = "0"})), 0);
}

TEST(Piper, RefusesScalesThatNobodyUnderstands) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const double speed : {0.0, -1.0, 0.2, 4.1, kNan}) {
    EXPECT_EQ(code_of(say({.text = kSentence, .speed = speed})), ErrorCode::unsupported) << speed;
  }
  for (const double scale : {-0.1, 2.1, kNan}) {
    const auto noise = say({.text = kSentence, .noise_scale = scale});
    EXPECT_EQ(code_of(noise), ErrorCode::unsupported) << scale;
    EXPECT_THAT(noise.error().message, HasSubstr("noise_scale"));
    const auto lengths = say({.text = kSentence, .noise_w_scale = scale});
    EXPECT_EQ(code_of(lengths), ErrorCode::unsupported) << scale;
    EXPECT_THAT(lengths.error().message, HasSubstr("noise_w_scale"));
  }
  EXPECT_EQ(code_of(say({.text = std::string(20'001, 'a')})), ErrorCode::unsupported);
}

TEST(Piper, SaysNothingOfTextWithoutWords) {
  for (const char* const text : {"", " ", "\n\t", "?!", "..."}) {
    EXPECT_THAT(sound({.text = text}).samples, IsEmpty()) << text;
  }
}

TEST(Piper, SaysEverySentenceWithTheSilenceThatItIsSetTo) {
  const double plain = seconds(say({.text = "Test 1. Test 2."}));
  const auto slow = loaded({.paths = {hum("hum.onnx")}, .sentence_silence = 0.25});
  EXPECT_NEAR(sound({.text = "Test 1. Test 2."}, *slow).duration().count(), plain + 0.5, 0.001);
}

TEST(Piper, SaysALongSentenceInPiecesOfWhichNoneIsLost) {
  std::string text = "one";
  for (int i = 0; i < 100; ++i) {
    text += i % 10 == 0 ? ", one" : " one";
  }
  const auto audio = say({.text = text});
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_THAT(seconds(audio), AllOf(Ge(100 * 2 * 3 * 6 * 256 / 16'000.0), Le(110.0)));
}

TEST(Piper, WarnsOnceOfWhatAVoiceHasNotLearnt) {
  VoiceFolder folder;
  folder.add("deaf", "\"θ\": [", "\"ʘ\": [");
  std::vector<std::string> warnings;
  const auto deaf = loaded({.paths = {folder.path()},
                            .warn = [&](const std::string& text) { warnings.push_back(text); }});
  EXPECT_GT(sound({.text = "Three."}, *deaf).samples.size(), 1'000U);
  EXPECT_GT(sound({.text = "Thousand."}, *deaf).samples.size(), 1'000U);
  EXPECT_THAT(warnings,
              ElementsAre("the voice 'deaf' has not learnt the phonemes θ, which are left out"));
}

TEST(Piper, SpeaksOnEightThreadsAsOnOne) {
  const auto fresh = loaded({.paths = {hum()}});
  const std::vector<float> low = sound({.text = kSentence, .voice = "hum"}).samples;
  const std::vector<float> high =
      sound({.text = kSentence, .voice = "hum-duo", .speaker = "high"}).samples;
  std::vector<Audio> together(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < together.size(); ++i) {
      threads.emplace_back([&, i] {
        together[i] =
            i % 2 == 0 ? sound({.text = kSentence, .voice = "hum"}, *fresh)
                       : sound({.text = kSentence, .voice = "hum-duo", .speaker = "high"}, *fresh);
      });
    }
  }
  for (std::size_t i = 0; i < together.size(); ++i) {
    EXPECT_EQ(together[i].samples, i % 2 == 0 ? low : high) << i;
  }
}

TEST(Piper, StopsAfter100MillisecondsOfWork) {
  std::string text;
  while (text.size() < 19'000) {
    text += "One sentence follows the other, and none of them is the last. ";
  }
  for (const std::chrono::milliseconds before : {0ms, 20ms, 100ms}) {
    Result<Audio> audio;
    const auto work = work_after_stop(before, [&](std::stop_token stop) {
      audio = piper_voices().say({.text = text, .speed = 0.25}, std::move(stop));
    });
    EXPECT_LT(work, 100ms);
    EXPECT_EQ(code_of(audio), ErrorCode::cancelled);
  }
}

TEST(Piper, SpeaksWithTheVoicesOfTheTestData) {
  VH_NEEDS_TESTDATA("voice/synthetic/beep-voice.onnx");
  const auto beeps = loaded({.paths = {whisper::testdata("voice/synthetic/beep-voice.onnx")}});
  const Audio audio = sound({.text = kSentence}, *beeps);
  EXPECT_EQ(audio.rate, 22'050);
  EXPECT_THAT(audio.duration().count(), AllOf(Ge(1.0), Le(8.0)));
  EXPECT_NEAR(peak(audio.samples), kPeakLevel, 0.001);
  const Audio slow = sound({.text = kSentence, .speed = 0.5}, *beeps);
  EXPECT_DOUBLE_EQ(slow.duration().count(), 2 * audio.duration().count());
}

TEST(Piper, SpeaksWithBothSpeakersOfTheTestData) {
  VH_NEEDS_TESTDATA("voice/synthetic/beep-voice-2spk.onnx");
  const auto beeps = loaded({.paths = {whisper::testdata("voice/synthetic/beep-voice-2spk.onnx")}});
  const double low = pitch(sound({.text = kSentence, .speaker = "low"}, *beeps));
  EXPECT_NEAR(pitch(sound({.text = kSentence, .speaker = "high"}, *beeps)), 1.5 * low, 0.1 * low);
}

}  // namespace
}  // namespace voicehub::engines
