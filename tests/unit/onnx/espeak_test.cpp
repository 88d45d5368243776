#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/level.hpp"
#include "engines/espeak/espeak_synthesizer.hpp"
#include "engines/espeak/library.hpp"
#include "tests/support/work_after_stop.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

constexpr const char* kSentence = "The quick brown fox jumps over the lazy dog.";

EspeakSynthesizer& espeak() {
  static const auto made = EspeakSynthesizer::create();
  return *made.value();
}

Result<Audio> say(std::string text,
                  std::string voice = "en-us",
                  double speed = 1.0,
                  std::string speaker = {}) {
  return espeak().say({.text = std::move(text),
                       .voice = std::move(voice),
                       .speaker = std::move(speaker),
                       .speed = speed},
                      {});
}

double seconds(const Result<Audio>& audio) {
  return audio ? audio->duration().count() : -1;
}

ErrorCode code_of(const Result<Audio>& audio) {
  return audio ? throw std::runtime_error{"there is sound"} : audio.error().code;
}

class EveryLanguage : public testing::TestWithParam<std::pair<const char*, const char*>> {};

INSTANTIATE_TEST_SUITE_P(Espeak,
                         EveryLanguage,
                         testing::Values(std::pair{"en-us", "Good morning, dear friends."},
                                         std::pair{"ar", "صباح الخير يا أصدقائي."},
                                         std::pair{"es", "Buenos días, queridos amigos."},
                                         std::pair{"fr", "Bonjour, chers amis."},
                                         std::pair{"de", "Guten Morgen, liebe Freunde."}),
                         [](const auto& test) {
                           std::string name = test.param.first;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(EveryLanguage, MakesAudibleSoundOfAPlausibleLength) {
  const auto audio = say(GetParam().second, GetParam().first);
  ASSERT_TRUE(audio) << audio.error().message;
  EXPECT_EQ(audio->rate, 22'050);
  EXPECT_THAT(seconds(audio), AllOf(Ge(1.0), Le(4.0)));
  EXPECT_THAT(peak(audio->samples), AllOf(Ge(0.1F), Le(1.0F)));
}

TEST(EspeakSynthesizer, SaysTheSameLettersInEachLanguageInItsOwnWay) {
  std::set<long> lengths;  // in hundredths of a second
  for (const char* const voice : {"en-us", "es", "fr", "de"}) {
    lengths.insert(
        std::lround(100 * seconds(say("Original information, instrument 1995.", voice))));
  }
  EXPECT_EQ(lengths.size(), 4U);
}

TEST(EspeakSynthesizer, ListsTheVoicesOfAHundredLanguagesOnce) {
  std::set<std::string> ids;
  std::set<std::string> languages;
  for (const Voice& voice : espeak().voices()) {
    EXPECT_TRUE(ids.insert(voice.id).second) << voice.id;
    EXPECT_FALSE(voice.name.empty()) << voice.id;
    languages.insert(voice.language);
  }
  EXPECT_GT(ids.size(), 100U);
  EXPECT_EQ(espeak().voices().front().id, "en-us");
  for (const char* const id : {"ar", "de", "en", "en-us", "es", "es-419", "fr", "pt-br", "cmn"}) {
    EXPECT_TRUE(ids.contains(id)) << id;
  }
  for (const char* const language : {"ar", "de", "en-US", "en-GB", "fr-FR", "pt-BR"}) {
    EXPECT_TRUE(languages.contains(language)) << language;
  }
}

TEST(EspeakSynthesizer, SpeaksWithEachOfItsVoices) {
  for (const Voice& voice : espeak().voices()) {
    EXPECT_GT(seconds(say("tapa 1 2", voice.id)), 0.1) << voice.id;
  }
}

TEST(EspeakSynthesizer, DoesNotFindOtherVoicesAndSpeakers) {
  const auto audio = say(kSentence, "en-uss");
  EXPECT_EQ(code_of(audio), ErrorCode::not_found);
  EXPECT_THAT(audio.error().message, HasSubstr("en-uss"));
  EXPECT_EQ(audio.error().hint, "did you mean 'en-us'?");
  EXPECT_EQ(code_of(say(kSentence, "mb-en1")), ErrorCode::not_found);

  const auto other = say(kSentence, "en-us", 1.0, "f33");
  EXPECT_EQ(code_of(other), ErrorCode::not_found);
  EXPECT_THAT(other.error().hint, HasSubstr("f3"));
}

TEST(EspeakSynthesizer, SpeaksWithTheTimbreOfASpeakerUntilTheNextCall) {
  const double usual = seconds(say(kSentence));
  const auto whispered = say(kSentence, "en-us", 1.0, "whisper");
  ASSERT_TRUE(whispered) << whispered.error().message;
  EXPECT_GT(peak(whispered->samples), 0.05F);
  EXPECT_NEAR(seconds(say(kSentence)), usual, 0.05);
}

TEST(EspeakSynthesizer, SpeaksAsFastAsItIsAskedTo) {
  const std::string text = std::string{kSentence} + " And then it sleeps, for hours and hours.";
  const double usual = seconds(say(text));
  for (const double speed : {0.5, 0.75, 1.5, 2.0, 2.5, 3.0, 4.0}) {
    EXPECT_NEAR(seconds(say(text, "en-us", speed)), usual / speed, usual / speed * 0.12) << speed;
  }
  EXPECT_NEAR(seconds(say(text)), usual, usual * 0.02) << "a call changed the voice of the next";
}

TEST(EspeakSynthesizer, RefusesASpeedThatItHasNot) {
  for (const double speed : {0.0,
                             -1.0,
                             0.45,
                             4.1,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(code_of(say(kSentence, "en-us", speed)), ErrorCode::unsupported) << speed;
  }
  EXPECT_GT(seconds(say(kSentence, "en-us", 0.46)), 1.0);
}

TEST(EspeakSynthesizer, SaysNothingOfTextWithoutWords) {
  for (const char* const text : {"", " ", "\n\t", "?!", "...", "- - -", "\x01\x02"}) {
    const auto audio = say(text);
    ASSERT_TRUE(audio) << text;
    EXPECT_EQ(audio->rate, 22'050);
    EXPECT_TRUE(audio->samples.empty()) << text;
  }
}

TEST(EspeakSynthesizer, ReadsMarkupAndCommandsAsTheyStand) {
  using namespace std::string_literals;
  const double plain = seconds(say("go home"));
  EXPECT_GT(seconds(say("<break time=\"9s\"/> go home")), plain + 0.5);
  EXPECT_LT(seconds(say("<break time=\"9s\"/> go home")), 9.0);
  EXPECT_NEAR(seconds(say("go\0home"s)), plain, 0.1);
  EXPECT_GT(seconds(say("\x01"
                        "20S go home")),
            plain + 0.2)
      << "the speed became 20";
}

TEST(EspeakSynthesizer, RefusesMoreTextThanItCanSayAtOnce) {
  EXPECT_EQ(code_of(say(std::string(20'001, 'a'))), ErrorCode::unsupported);
}

TEST(EspeakSynthesizer, SurvivesWordsThatNobodyCanSay) {
  for (const std::string& text : {std::string(3'000, 'x'),
                                  std::string(3'000, '1'),
                                  std::string(3'000, '-') + "a",
                                  "a" + std::string(3'000, '!'),
                                  std::string(3'000, '\xFF') + "a",
                                  std::string{"%s%n%d ' '' &amp; [[ tEst ]] </speak>"},
                                  std::string{"1e5 -1.5e-3 1/0 00 22-23 XXVIII 3.14.15"}}) {
    EXPECT_GT(seconds(say(text)), 0.1) << text.substr(0, 40);
  }
}

TEST(EspeakSynthesizer, SpeaksOnEightThreadsAsOnOne) {
  const double alone = seconds(say(kSentence, "de"));
  std::vector<Result<Audio>> together(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < together.size(); ++i) {
      threads.emplace_back([&, i] { together[i] = say(kSentence, i % 2 == 0 ? "de" : "fr"); });
    }
  }
  const double other = seconds(say(kSentence, "fr"));
  for (std::size_t i = 0; i < together.size(); ++i) {
    ASSERT_TRUE(together[i]);
    EXPECT_NEAR(seconds(together[i]), i % 2 == 0 ? alone : other, 0.05);
    EXPECT_GT(peak(together[i]->samples), 0.1F);
  }
}

// What the library has from a cut must not be in the next text.
TEST(EspeakSynthesizer, StopsAfter100MillisecondsOfWorkAndSpeaksOnAsBefore) {
  const double usual = seconds(say(kSentence));
  std::string text;
  while (text.size() < 19'000) {
    text += "words go on and on without any stop or comma in between ";
  }
  for (const std::chrono::milliseconds before : {0ms, 5ms, 30ms}) {
    Result<Audio> audio;
    const auto work = work_after_stop(before, [&](std::stop_token stop) {
      audio = espeak().say({.text = text, .voice = "en-us"}, std::move(stop));
    });
    EXPECT_LT(work, 100ms);
    EXPECT_EQ(code_of(audio), ErrorCode::cancelled);
    EXPECT_NEAR(seconds(say(kSentence)), usual, 0.05);
  }
}

TEST(EspeakSynthesizer, StopsWhileItWaitsForItsTurn) {
  auto turn = espeak::LibraryLock::take({});
  ASSERT_TRUE(turn);
  Result<Audio> audio;
  const auto work = work_after_stop(0ms, [&](std::stop_token stop) {
    audio = espeak().say({.text = kSentence, .voice = "en-us"}, std::move(stop));
  });
  EXPECT_LT(work, 100ms);
  EXPECT_EQ(code_of(audio), ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines
