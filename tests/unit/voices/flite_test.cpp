#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/level.hpp"
#include "engines/flite/flite_synthesizer.hpp"
#include "tests/support/work_after_stop.hpp"
#include "tests/unit/voices/speech.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using speech::spoken;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

constexpr const char* kSentence = "The quick brown fox jumps over the lazy dog.";

Result<Audio> say(std::string text, std::string voice = "kal16", double speed = 1.0) {
  FliteSynthesizer flite;
  return flite.say(
      {.text = std::move(text), .voice = std::move(voice), .speaker = {}, .speed = speed}, {});
}

double seconds(const Result<Audio>& audio) {
  return audio ? audio->duration().count() : -1;
}

ErrorCode code_of(const Result<Audio>& audio) {
  return audio ? throw std::runtime_error{"there is sound"} : audio.error().code;
}

std::vector<std::string> voice_ids() {
  std::vector<std::string> ids;
  for (const Voice& voice : FliteSynthesizer{}.voices()) {
    ids.push_back(voice.id);
  }
  return ids;
}

class EveryFliteVoice : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Flite,
                         EveryFliteVoice,
                         testing::Values("slt", "rms", "kal16", "awb"),
                         [](const auto& test) { return std::string{test.param}; });

TEST_P(EveryFliteVoice, MakesAudibleSoundOfAPlausibleLength) {
  const auto audio = say(kSentence, GetParam());
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_EQ(audio->rate, 16'000);
  EXPECT_THAT(seconds(audio), AllOf(Ge(2.0), Le(4.0)));
  EXPECT_THAT(peak(audio->samples), AllOf(Ge(0.1F), Le(1.0F)));
}

TEST_P(EveryFliteVoice, SpeaksAsFastAsItIsAskedTo) {
  const double usual = seconds(say(kSentence, GetParam()));
  EXPECT_NEAR(seconds(say(kSentence, GetParam(), 2.0)), usual / 2, usual * 0.05);
  EXPECT_NEAR(seconds(say(kSentence, GetParam(), 0.5)), usual * 2, usual * 0.1);
  EXPECT_EQ(seconds(say(kSentence, GetParam())), usual) << "a call changed the voice of the next";
}

TEST_P(EveryFliteVoice, SpeaksOnSeveralThreadsAsOnOne) {
  const Audio alone = spoken(kSentence, GetParam());
  std::vector<Audio> together(4);
  {
    std::vector<std::jthread> threads;
    for (Audio& audio : together) {
      threads.emplace_back([&] { audio = spoken(kSentence, GetParam()); });
    }
  }
  for (const Audio& audio : together) {
    ASSERT_EQ(audio.samples.size(), alone.samples.size());
    // All but kal16 put noise into their sound, from one source for all threads.
    if (std::string{GetParam()} == "kal16") {
      EXPECT_EQ(audio.samples, alone.samples);
    } else {
      EXPECT_NEAR(peak(audio.samples), peak(alone.samples), 0.1F);
    }
  }
}

TEST(FliteSynthesizer, HasVoicesOfUsEnglish) {
  EXPECT_THAT(voice_ids(), ElementsAre("slt", "rms", "kal16", "awb"));
  for (const Voice& voice : FliteSynthesizer{}.voices()) {
    EXPECT_EQ(voice.language, "en-US");
    EXPECT_FALSE(voice.name.empty());
    EXPECT_TRUE(voice.speakers.empty());
  }
}

TEST(FliteSynthesizer, SpeaksWithSltWhenNoVoiceIsNamed) {
  EXPECT_EQ(seconds(say(kSentence, "")), seconds(say(kSentence, "slt")));
  EXPECT_NE(seconds(say(kSentence, "")), seconds(say(kSentence, "rms")));
}

TEST(FliteSynthesizer, DoesNotFindOtherVoicesAndSpeakers) {
  const auto audio = say(kSentence, "jenny");
  EXPECT_EQ(code_of(audio), ErrorCode::not_found);
  EXPECT_THAT(audio.error().message, HasSubstr("jenny"));
  EXPECT_THAT(audio.error().hint, HasSubstr("slt, rms, kal16, awb"));

  FliteSynthesizer flite;
  const auto other = flite.say({.text = kSentence, .voice = "slt", .speaker = "two"}, {});
  EXPECT_EQ(code_of(other), ErrorCode::not_found);
}

TEST(FliteSynthesizer, RefusesASpeedThatNobodyUnderstands) {
  for (const double speed : {0.0,
                             -1.0,
                             0.2,
                             4.1,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(code_of(say(kSentence, "slt", speed)), ErrorCode::unsupported) << speed;
  }
  EXPECT_GT(seconds(say("Yes.", "slt", 0.25)), seconds(say("Yes.", "slt", 4.0)));
}

TEST(FliteSynthesizer, SaysNothingOfTextWithoutWords) {
  for (const char* const text : {"", " ", "\n\t", "?!", "...", "- - -", "😀", "\x01\x02"}) {
    const auto audio = say(text);
    ASSERT_TRUE(audio) << text;
    EXPECT_EQ(audio->rate, 16'000);
    EXPECT_TRUE(audio->samples.empty()) << text;
  }
}

TEST(FliteSynthesizer, RefusesOtherScriptsThanTheLatinOne) {
  for (const char* const text : {"你好", "Привет, мир!", "नमस्ते", "مرحبا", "こんにちは"}) {
    EXPECT_EQ(code_of(say(text)), ErrorCode::unsupported) << text;
  }
  EXPECT_GT(seconds(say("Hello 世界")), 0.3);
}

TEST(FliteSynthesizer, SaysWhatComesAfterANulByte) {
  using namespace std::string_literals;
  EXPECT_EQ(seconds(say("go\0forward ten meters"s)), seconds(say("go forward ten meters")));
}

TEST(FliteSynthesizer, SaysEverySentenceOfALongText) {
  const double one = seconds(say(kSentence));
  std::string text;
  for (int i = 0; i < 50; ++i) {
    text += std::string{kSentence} + " ";
  }
  EXPECT_NEAR(seconds(say(text)), 50 * one, one);
}

TEST(FliteSynthesizer, RefusesMoreTextThanItCanSayAtOnce) {
  EXPECT_EQ(code_of(say(std::string(100'000, 'a'))), ErrorCode::unsupported);
  EXPECT_EQ(code_of(say(std::string(20'001, ' '))), ErrorCode::unsupported);
}

TEST(FliteSynthesizer, SurvivesWordsThatNobodyCanSay) {
  for (const std::string& text : {std::string(3'000, 'x'),
                                  std::string(3'000, '1'),
                                  std::string(3'000, '-') + "a",
                                  "a" + std::string(3'000, '!'),
                                  std::string(3'000, '\xFF') + "a",
                                  std::string{"$1,000 million and $1,000.5000 of 0,0"},
                                  std::string{"1e5 -1.5e-3 1/0 00 22-23 999-999-9999 XXVIII"},
                                  std::string{"%s%n%d ' '' 's a' 'tve &amp; <b> </speak>"}}) {
    EXPECT_GT(seconds(say(text)), 0.1) << text.substr(0, 40);
  }
}

// Whole sentences that are made before any of it can be heard would be as slow as they are long.
TEST(FliteSynthesizer, GivesTheSoundAwayWhileItMakesIt) {
  for (const std::string& voice : voice_ids()) {
    std::vector<double> pieces;
    Audio heard{.rate = 16'000, .samples = {}};
    const auto said = FliteSynthesizer{}.say_to(
        [&](const Audio& piece) {
          pieces.push_back(piece.duration().count());
          heard.samples.insert(heard.samples.end(), piece.samples.begin(), piece.samples.end());
          return true;
        },
        {.text = kSentence, .voice = voice, .speaker = {}},
        {});
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_GT(pieces.size(), 10) << voice;
    EXPECT_LT(pieces.front(), 0.25) << voice;
    EXPECT_EQ(heard.samples.size(), spoken(kSentence, voice).samples.size()) << voice;
  }
  Audio heard{.rate = 16'000, .samples = {}};
  ASSERT_TRUE(FliteSynthesizer{}.say_to(
      [&](const Audio& piece) {
        heard.samples.insert(heard.samples.end(), piece.samples.begin(), piece.samples.end());
        return true;
      },
      {.text = kSentence, .voice = "kal16", .speaker = {}},
      {}));
  EXPECT_EQ(heard.samples, spoken(kSentence).samples) << "the one voice without noise";
}

TEST(FliteSynthesizer, StopsWhenNobodyWantsMore) {
  int pieces = 0;
  const auto said = FliteSynthesizer{}.say_to([&](const Audio&) { return ++pieces < 3; },
                                              {.text = kSentence, .voice = "slt", .speaker = {}},
                                              {});
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, ErrorCode::cancelled);
  EXPECT_EQ(pieces, 3);
}

TEST(FliteSynthesizer, StopsAfterAQuarterOfASecondOfWorkAtMost) {
  std::string text;
  while (text.size() < 15'000) {
    text += "Numbers 1234567 and words go on and on without any stop or comma in between ";
  }
  FliteSynthesizer flite;
  for (const std::chrono::milliseconds before : {0ms, 7ms, 20ms, 50ms}) {
    Result<Audio> audio;
    const auto work = work_after_stop(before, [&](std::stop_token stop) {
      audio = flite.say({.text = text, .voice = "slt", .speaker = {}}, std::move(stop));
    });
    EXPECT_EQ(code_of(audio), ErrorCode::cancelled);
    EXPECT_LT(work, 250ms);
  }
}

}  // namespace
}  // namespace voicehub::engines
