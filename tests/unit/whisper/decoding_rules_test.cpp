#include "engines/whisper/decoding_rules.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/whisper/small_model.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines::whisper {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kMultilingual = "voice/whisper-assets/multilingual.tiktoken";
constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

const SpecialTokens kTokens = special_tokens_behind_letters();

LogitRules rules() {
  return logit_rules(letters(), kTokens);
}

// Which tokens may come after `sampled`, when all are as likely as `text` and `timestamps` say.
std::vector<int> allowed_after(const std::vector<int>& sampled,
                               const LogitRules& applied = rules(),
                               float text = 10,
                               float timestamps = -10) {
  std::vector<float> logits(static_cast<std::size_t>(kTokens.vocabulary_size), text);
  std::fill(logits.begin() + kTokens.first_timestamp, logits.end(), timestamps);
  apply(applied, sampled, logits);
  std::vector<int> allowed;
  for (int token = 0; token < kTokens.vocabulary_size; ++token) {
    if (std::isfinite(logits[static_cast<std::size_t>(token)])) {
      allowed.push_back(token);
    }
  }
  return allowed;
}

bool is_timestamp(int token) {
  return token >= kTokens.first_timestamp;
}

std::vector<int> timestamps_in(const std::vector<int>& tokens) {
  std::vector<int> found;
  std::ranges::copy_if(tokens, std::back_inserter(found), is_timestamp);
  return found;
}

TEST(LogitRules, BeginWithATimestampOfTheFirstSecond) {
  const std::vector<int> allowed = allowed_after({});
  EXPECT_EQ(allowed.size(), 51U);
  EXPECT_EQ(allowed.front(), timestamp(0));
  EXPECT_EQ(allowed.back(), timestamp(1));
}

TEST(LogitRules, DoNotBeginWithABlankOrTheEndWhereThereAreNoTimestamps) {
  LogitRules untimed = rules();
  untimed.timestamps = false;
  EXPECT_THAT(allowed_after({}, untimed), Not(Contains(spelled(" ").front())));
  EXPECT_THAT(allowed_after({}, untimed), Not(Contains(kTokens.end_of_text)));
  EXPECT_THAT(allowed_after({}, untimed), Contains(spelled("a").front()));
  EXPECT_THAT(allowed_after(spelled("a"), untimed), Contains(spelled(" ").front()));
  EXPECT_THAT(allowed_after(spelled("a"), untimed), Contains(kTokens.end_of_text));
}

TEST(LogitRules, NeverAllowSignsThatNobodySpeaksNorOtherTasks) {
  const std::vector<int> allowed = allowed_after({timestamp(0), 0});
  for (const int token : {spelled("♪").front(),
                          spelled("(").front(),
                          kTokens.start_of_transcript,
                          kTokens.translate,
                          kTokens.transcribe,
                          kTokens.start_of_model,
                          kTokens.start_of_previous,
                          kTokens.no_speech,
                          kTokens.no_timestamps}) {
    EXPECT_THAT(allowed, Not(Contains(token)));
  }
  EXPECT_THAT(allowed, Contains(spelled("z").front()));
}

TEST(LogitRules, WantTextAfterTheStartOfASegment) {
  EXPECT_THAT(timestamps_in(allowed_after({timestamp(0)})), IsEmpty());
  EXPECT_THAT(timestamps_in(allowed_after({timestamp(0), 0, timestamp(2), timestamp(2)})),
              IsEmpty());
}

TEST(LogitRules, WantTheStartOfTheNextSegmentOrTheEndAfterTheEndOfOne) {
  const std::vector<int> allowed = allowed_after({timestamp(0), 0, timestamp(2)});
  EXPECT_THAT(allowed, Contains(kTokens.end_of_text));
  EXPECT_THAT(allowed, Not(Contains(spelled("a").front())));
  EXPECT_EQ(timestamps_in(allowed).front(), timestamp(2));  // the same time is allowed
}

TEST(LogitRules, NeverGoBackInTimeNorMakeAnEmptySegment) {
  EXPECT_EQ(timestamps_in(allowed_after({timestamp(0.5), 0})).front(), timestamp(0.52));
  EXPECT_EQ(timestamps_in(allowed_after({timestamp(0), 0, timestamp(2), timestamp(3), 0})).front(),
            timestamp(3.02));
  EXPECT_THAT(timestamps_in(allowed_after({timestamp(30), 0})), IsEmpty());
}

TEST(LogitRules, ForceATimestampWhenAllTogetherAreLikelierThanAnyOtherToken) {
  // exp(-7) each, 1500 of them: more than exp(0); exp(-8) each: less.
  const std::vector<int> sampled{timestamp(0), 0};
  const std::vector<int> forced = allowed_after(sampled, rules(), 0, -7);
  EXPECT_EQ(timestamps_in(forced), forced);
  EXPECT_THAT(allowed_after(sampled, rules(), 0, -8), Contains(spelled("a").front()));
}

TEST(LogitRules, SurviveLogitsOfAnotherSize) {
  std::vector<float> none;
  apply(rules(), {}, none);
  std::vector<float> few(5, 1.0F);
  apply(rules(), {}, few);
  EXPECT_THAT(few, Each(kNever));
  std::vector<float> many(static_cast<std::size_t>(kTokens.vocabulary_size) + 7, kNan);
  apply(rules(), spelled("ab"), many);
}

TEST(NonSpeechTokens, AreThoseOfTheReference) {
  VH_NEEDS_TESTDATA(kMultilingual);
  const auto vocabulary = Vocabulary::read(testdata(kMultilingual));
  ASSERT_TRUE(vocabulary);
  // As the configuration files of multilingual models list them.
  EXPECT_THAT(
      non_speech_tokens(*vocabulary),
      ElementsAreArray({1,     2,     7,     8,     9,     10,    14,    25,    26,    27,    28,
                        29,    31,    58,    59,    60,    61,    62,    63,    90,    91,    92,
                        93,    359,   503,   522,   542,   873,   893,   902,   918,   922,   931,
                        1350,  1853,  1982,  2460,  2627,  3246,  3253,  3268,  3536,  3846,  3961,
                        4183,  4667,  6585,  6647,  7273,  9061,  9383,  10428, 10929, 11938, 12033,
                        12331, 12562, 13793, 14157, 14635, 15265, 15618, 16553, 16604, 18362, 18956,
                        20075, 21675, 22520, 26130, 26161, 26435, 28279, 29464, 31650, 32302, 32470,
                        36865, 42863, 47425, 49870, 50254}));
  EXPECT_THAT(logit_rules(*vocabulary, *special_tokens(51865)).blank, ElementsAre(220, 50257));
}

TEST(Choice, IsTheLikeliestTokenAtTemperatureZero) {
  std::mt19937_64 random{1};
  const std::vector<float> logits{0, 2, kNan, 1, kNever, std::numeric_limits<float>::infinity()};
  const auto choice = choose(logits, 0, random);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->token, 1);
  EXPECT_NEAR(choice->log_probability, 2 - std::log(1 + std::exp(1) + std::exp(2)), 1e-6);
}

TEST(Choice, IsNoneWhenNoTokenMayCome) {
  std::mt19937_64 random{1};
  EXPECT_FALSE(choose(std::vector<float>{}, 0, random));
  EXPECT_FALSE(choose(std::vector<float>(9, kNever), 1, random));
  EXPECT_FALSE(choose(std::vector<float>(9, kNan), 0, random));
}

TEST(Choice, DrawsEachTokenAsOftenAsItsProbabilitySays) {
  std::mt19937_64 random{1};
  const std::vector<float> logits{std::log(1.0F), kNever, std::log(3.0F)};
  int threes = 0;
  for (int draw = 0; draw < 10000; ++draw) {
    const auto choice = choose(logits, 1, random);
    ASSERT_NE(choice->token, 1);
    threes += choice->token == 2 ? 1 : 0;
  }
  EXPECT_NEAR(threes, 7500, 200);
}

TEST(Choice, IsSurerAtLowerTemperatures) {
  std::mt19937_64 random{1};
  const std::vector<float> logits{0, 1};
  int likelier = 0;
  for (int draw = 0; draw < 2000; ++draw) {
    likelier += choose(logits, 0.2, random)->token;
  }
  EXPECT_NEAR(likelier, 2000 / (1 + std::exp(-5)), 30);
}

TEST(Choice, IsTheSameForTheSameSeed) {
  const std::vector<float> logits(1000, 0.0F);
  const auto draws = [&](std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::vector<int> tokens;
    for (int draw = 0; draw < 20; ++draw) {
      tokens.push_back(choose(logits, 1, random)->token);
    }
    return tokens;
  };
  EXPECT_EQ(draws(5), draws(5));
  EXPECT_NE(draws(5), draws(6));
}

TEST(Probability, IsOfOneTokenAmongAll) {
  const std::vector<float> logits{0, std::log(3.0F), kNever};
  EXPECT_NEAR(probability(logits, 1), 0.75, 1e-6);
  EXPECT_EQ(probability(logits, 2), 0);
  EXPECT_EQ(probability(logits, 3), 0);
  EXPECT_EQ(probability(logits, -1), 0);
  EXPECT_NEAR(probability(std::vector<float>{1000, 0}, 0), 1, 1e-6);
}

TEST(Likeliest, LooksAtItsTokensOnly) {
  const std::vector<float> logits{9, 1, 3, 2, 9};
  EXPECT_EQ(likeliest(logits, 1, 3), 2);
  EXPECT_EQ(likeliest(logits, 3, 100), 4);
  EXPECT_EQ(likeliest(logits, 5, 2), std::nullopt);
}

TEST(Quality, CountsTheEndAmongTheTokens) {
  EXPECT_DOUBLE_EQ(average_log_probability(-3, 2), -1);
  EXPECT_DOUBLE_EQ(average_log_probability(-3, 0), -3);
}

TEST(Quality, SeesRepetitionInTheCompressionRatio) {
  EXPECT_LT(compression_ratio("And so my fellow Americans, ask not what your country can do"), 1.5);
  std::string repeated;
  for (int n = 0; n < 30; ++n) {
    repeated += "thank you. ";
  }
  EXPECT_GT(compression_ratio(repeated), 2.4);
  EXPECT_EQ(compression_ratio(""), 0);
  EXPECT_DOUBLE_EQ(compression_ratio("aaaaaaaaaaaaaaaaaaaa"), 20.0 / 11);  // zlib makes it 11 bytes
}

TEST(Quality, IsSilenceOnlyWhenTheTextIsUnlikelyToo) {
  const QualityLimits limits;
  EXPECT_TRUE(is_silence({.average_log_probability = -1.1, .no_speech_probability = 0.7}, limits));
  EXPECT_FALSE(is_silence({.average_log_probability = -0.9, .no_speech_probability = 0.7}, limits));
  EXPECT_FALSE(is_silence({.average_log_probability = -1.1, .no_speech_probability = 0.5}, limits));
}

TEST(Quality, IsAcceptableWhenLikelyAndNotRepeatedOrWhenNobodySpeaks) {
  const QualityLimits limits;
  EXPECT_TRUE(is_acceptable({.average_log_probability = -1, .compression_ratio = 2.4}, limits));
  EXPECT_FALSE(is_acceptable({.average_log_probability = -1, .compression_ratio = 2.5}, limits));
  EXPECT_FALSE(is_acceptable({.average_log_probability = -1.1, .compression_ratio = 1}, limits));
  EXPECT_TRUE(is_acceptable(
      {.average_log_probability = -1.1, .compression_ratio = 1, .no_speech_probability = 0.9},
      limits));
}

TEST(TemperatureLadder, ClimbsToOneInFifths) {
  const auto near = [](double value) { return testing::DoubleNear(value, 1e-9); };
  EXPECT_THAT(temperature_ladder(0),
              ElementsAre(near(0), near(0.2), near(0.4), near(0.6), near(0.8), near(1)));
  EXPECT_THAT(temperature_ladder(0.7), ElementsAre(near(0.7), near(0.9)));
  EXPECT_THAT(temperature_ladder(1), ElementsAre(near(1)));
  EXPECT_THAT(temperature_ladder(2), ElementsAre(near(2)));
  EXPECT_EQ(temperature_ladder(-3).front(), 0);
  EXPECT_EQ(temperature_ladder(std::numeric_limits<double>::quiet_NaN()).front(), 0);
}

}  // namespace
}  // namespace voicehub::engines::whisper
