#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/espeak/phonemizer.hpp"

namespace voicehub::engines::espeak {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Each sentence as it would be written; one with the error's text where there is none.
std::vector<std::string> phonemes(std::string_view text, const std::string& voice = "en-us") {
  const auto sentences = phonemes_of(text, voice);
  if (!sentences) {
    return {sentences.error().message};
  }
  std::vector<std::string> texts;
  for (const Sentence& sentence : *sentences) {
    texts.push_back(to_text(sentence));
  }
  return texts;
}

// The same as in the tests of Piper's own program.
TEST(EspeakPhonemizer, IsThatOfPiper) {
  EXPECT_THAT(phonemes("Test 1. Test 2."), ElementsAre("tˈɛst wˈʌn.", "tˈɛst tˈuː."));
}

TEST(EspeakPhonemizer, KeepsTheMarksBetweenClauses) {
  EXPECT_THAT(phonemes("Is it? One, two; three: four!"),
              ElementsAre("ɪz ɪt?", "wˌʌn, tˈuː; θɹˈiː: fˈɔːɹ!"));
}

TEST(EspeakPhonemizer, GivesClausesOneByOne) {
  const auto sentences = phonemes_of("One, two.", "en-us");
  ASSERT_TRUE(sentences);
  EXPECT_THAT(*sentences,
              ElementsAre(ElementsAre(Clause{.phonemes = "wˌʌn", .mark = ", "},
                                      Clause{.phonemes = "tˈuː", .mark = "."})));
}

TEST(EspeakPhonemizer, DoesNotJoinTheWordsAroundAnEllipsis) {
  EXPECT_THAT(phonemes("Really…yes"), ElementsAre("ɹˈiəli jˈɛs"));
}

TEST(EspeakPhonemizer, HasNoSentencesOfTextWithoutWords) {
  for (const char* const text : {"", " ", "\n", "...", "?!"}) {
    EXPECT_THAT(phonemes(text), IsEmpty()) << text;
  }
}

TEST(EspeakPhonemizer, SpeaksEachLanguageInItsOwnWay) {
  EXPECT_THAT(phonemes("un", "fr"), ElementsAre("ˈœ̃"));
  EXPECT_THAT(phonemes("und", "de"), ElementsAre("ˈʊnt"));
  EXPECT_EQ(phonemes("un bon vin", "fr-fr"), phonemes("un bon vin", "fr"));
}

TEST(EspeakPhonemizer, DoesNotFindOtherVoices) {
  const auto sentences = phonemes_of("One.", "english-klingon");
  ASSERT_FALSE(sentences);
  EXPECT_EQ(sentences.error().code, ErrorCode::not_found);
  EXPECT_EQ(sentences.error().message, "no voice 'english-klingon' in espeak-ng");
}

TEST(EspeakPhonemizer, WorksOnEightThreadsAsOnOne) {
  const std::string text = "The quick brown fox jumps over the lazy dog, and then it sleeps.";
  const auto english = phonemes(text, "en-us");
  const auto german = phonemes(text, "de");
  ASSERT_NE(english, german);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        EXPECT_EQ(phonemes(text, i % 2 == 0 ? "en-us" : "de"), i % 2 == 0 ? english : german);
      }
    });
  }
}

TEST(EspeakPhonemizer, StopsWhenItIsAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  const auto sentences = phonemes_of("One.", "en-us", stop.get_token());
  ASSERT_FALSE(sentences);
  EXPECT_EQ(sentences.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines::espeak
