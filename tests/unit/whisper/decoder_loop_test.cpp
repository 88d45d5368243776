#include "engines/whisper/decoder_loop.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/whisper/small_model.hpp"

namespace voicehub::engines::whisper {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const SpecialTokens kTokens = special_tokens_behind_letters();

std::vector<int> joined(const std::vector<std::vector<int>>& parts) {
  std::vector<int> all;
  for (const std::vector<int>& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

LogMel silence(double seconds) {
  const auto samples = static_cast<std::size_t>(seconds * kSampleRate);
  return LogMel::of({.rate = kSampleRate, .samples = std::vector<float>(samples)}, 80).value();
}

// The windows of a recording one after the other, and the sequences that each began with.
class Recording {
 public:
  explicit Recording(std::vector<ScriptedModel::Script> windows) : windows_{std::move(windows)} {}

  [[nodiscard]] WindowEncoder encoder() {
    return [this](std::span<const float>) -> Result<std::unique_ptr<TokenModel>> {
      const ScriptedModel::Script script = windows_.at(encoded_++);
      asked_.emplace_back();
      return std::make_unique<ScriptedModel>([=, this](std::span<const int> tokens) {
        asked_.back().emplace_back(tokens.begin(), tokens.end());
        return script(tokens);
      });
    };
  }

  [[nodiscard]] std::size_t encoded() const { return encoded_; }

  // Every sequence that the window was asked to continue.
  [[nodiscard]] const std::vector<std::vector<int>>& asked(std::size_t window) const {
    return asked_.at(window);
  }

 private:
  std::vector<ScriptedModel::Script> windows_;
  std::vector<std::vector<std::vector<int>>> asked_;
  std::size_t encoded_ = 0;
};

struct Loop {
  Vocabulary vocabulary = letters();
  DecodingOptions options;
  RecognitionOptions asked;
  std::vector<std::string> sunk;

  Result<Transcript> run(Recording& recording, double seconds, std::stop_token stop = {}) {
    return DecoderLoop{vocabulary, kTokens, options}.run(
        silence(seconds),
        recording.encoder(),
        asked,
        [this](const Segment& segment) { sunk.push_back(segment.text); },
        stop);
  }
};

std::string shown(const Result<Transcript>& transcript) {
  if (!transcript) {
    return transcript.error().message;
  }
  std::string text = transcript->language;
  for (const Segment& segment : transcript->segments) {
    text += fmt::format(" [{:.2f}-{:.2f} {}]", segment.start, segment.end, segment.text);
  }
  return text;
}

TEST(DecoderLoop, WritesDownWhatAShortRecordingSays) {
  Recording recording{{says(joined({{timestamp(0)}, spelled("ask not"), {timestamp(3)}}), "de")}};
  Loop loop;
  const auto transcript = loop.run(recording, 11);
  EXPECT_EQ(shown(transcript), "de [0.00-3.00 ask not]");
  EXPECT_DOUBLE_EQ(transcript->duration, 11);
  EXPECT_THAT(loop.sunk, ElementsAre("ask not"));
  const Segment& segment = transcript->segments.front();
  EXPECT_EQ(segment.tokens, joined({{timestamp(0)}, spelled("ask not"), {timestamp(3)}}));
  EXPECT_EQ(segment.temperature, 0);
  EXPECT_NEAR(segment.average_log_probability, 0, 1e-6);
  EXPECT_GT(segment.compression_ratio, 0.1);
  EXPECT_LT(segment.no_speech_probability, 1e-6);
}

TEST(DecoderLoop, DetectsTheLanguageOnlyWhenItIsNotTold) {
  Recording recording{{says({timestamp(0), 0, timestamp(1)}, "de")}};
  Loop loop;
  loop.asked.language = "Welsh";
  EXPECT_EQ(shown(loop.run(recording, 5)), "cy [0.00-1.00 a]");
  EXPECT_THAT(
      recording.asked(0).at(1),
      ElementsAre(kTokens.start_of_transcript, *language_token(kTokens, "cy"), kTokens.transcribe));
}

TEST(DecoderLoop, RefusesALanguageThatTheModelDoesNotKnow) {
  Recording recording{{}};
  Loop loop;
  loop.asked.language = "klingon";
  EXPECT_EQ(shown(loop.run(recording, 5)), "this model does not know the language 'klingon'");
  loop.asked.language = "yue";  // which only large-v3 knows
  EXPECT_EQ(loop.run(recording, 5).error().code, ErrorCode::unsupported);
  EXPECT_EQ(recording.encoded(), 0U);
}

TEST(DecoderLoop, TellsTheModelToTranslateAndToLeaveOutTimes) {
  Recording recording{{[](std::span<const int> tokens) {
    return logits_of({{tokens.size() < 5 ? spelled("a").front() : kTokens.end_of_text, 10.0F}});
  }}};
  Loop loop;
  loop.asked = {.language = "de", .translate = true};
  loop.options.timestamps = false;
  EXPECT_EQ(shown(loop.run(recording, 5)), "de [0.00-5.00 a]");
  EXPECT_THAT(recording.asked(0).at(1),
              ElementsAre(kTokens.start_of_transcript,
                          *language_token(kTokens, "de"),
                          kTokens.translate,
                          kTokens.no_timestamps));
}

TEST(DecoderLoop, TellsEnglishModelsNeitherLanguageNorTask) {
  SpecialTokens english = kTokens;
  english.multilingual = false;
  const Vocabulary vocabulary = letters();
  const DecoderLoop loop{vocabulary, english};
  std::vector<std::size_t> sizes;
  ScriptedModel model{[&](std::span<const int> tokens) {
    sizes.push_back(tokens.size());
    const std::vector<int> said{timestamp(0), 0, timestamp(1), kTokens.end_of_text};
    return logits_of({{said[std::min(tokens.size(), said.size()) - 1], 10.0F}});
  }};
  EXPECT_EQ(loop.detect_language(model).value(), "en");
  EXPECT_TRUE(loop.decode(model, {}, 0, {}));
  EXPECT_THAT(sizes, ElementsAre(1, 1, 2, 3, 4));
  const WindowEncoder none = [](std::span<const float>) -> Result<std::unique_ptr<TokenModel>> {
    return make_error(ErrorCode::failed, "nobody encodes");
  };
  EXPECT_EQ(shown(loop.run(silence(1), none, {.language = "de"}, {}, {})),
            "this model does not know the language 'de'");
  EXPECT_EQ(shown(loop.run(silence(1), none, {.language = "en"}, {}, {})), "nobody encodes");
}

TEST(DecoderLoop, GoesOnWhereTheLastWholeSegmentEnded) {
  Recording recording{{says({timestamp(0), 0, timestamp(20), timestamp(20), 1}),
                       says({timestamp(0), 1, timestamp(5)})}};
  Loop loop;
  const auto transcript = loop.run(recording, 45);
  EXPECT_EQ(shown(transcript), "de [0.00-20.00 a] [20.00-25.00 b]");
  EXPECT_EQ(recording.encoded(), 2U);
  EXPECT_EQ(transcript->segments.front().window, 0.0);
  EXPECT_EQ(transcript->segments.back().window, 20.0);
}

TEST(DecoderLoop, CarriesTheTextOfAWindowIntoTheNext) {
  const std::vector<int> first{timestamp(0), 0, 1, timestamp(20)};
  for (const bool carried : {true, false}) {
    Recording recording{{says(first), says({timestamp(0), 2, timestamp(5)})}};
    Loop loop;
    loop.asked.prompt = "  xy ";
    loop.options.carry_text = carried;
    EXPECT_EQ(shown(loop.run(recording, 45)), "de [0.00-20.00 ab] [30.00-35.00 c]");
    const std::vector<int> prompt =
        joined({{kTokens.start_of_previous}, spelled(" xy"), {kTokens.start_of_transcript}});
    EXPECT_EQ(recording.asked(0).at(1), prompt);
    const std::vector<int> next = carried ? joined({{kTokens.start_of_previous},
                                                    spelled(" xy"),
                                                    first,
                                                    {kTokens.start_of_transcript}})
                                          : std::vector<int>{kTokens.start_of_transcript};
    EXPECT_EQ(recording.asked(1).at(0), next);
  }
}

TEST(DecoderLoop, CarriesNoMoreThanTheModelHasRoomFor) {
  Recording recording{{says({timestamp(0), 0, timestamp(1)})}};
  Loop loop;
  loop.asked.prompt = std::string(5000, 'q');
  ASSERT_TRUE(loop.run(recording, 5));
  EXPECT_EQ(recording.asked(0).at(1).size(), 1U + 223 + 1);
}

TEST(DecoderLoop, NeverAsksForMoreThanTheModelHasRoomFor) {
  std::size_t longest = 0;
  Recording recording{{[&](std::span<const int> tokens) {
    longest = std::max(longest, tokens.size());
    return logits_of({{tokens.size() % 26 == 0 ? 1 : 0, 1.0F}, {timestamp(0), 9.0F}});
  }}};
  Loop loop;
  loop.asked = {.language = "de", .prompt = std::string(5000, 'q')};
  loop.options.candidates = 1;
  loop.options.limits.most_compression = 1000;
  ASSERT_TRUE(loop.run(recording, 5));
  EXPECT_EQ(longest, 448U);
}

TEST(DecoderLoop, SkipsAWindowInWhichNobodySpeaks) {
  // Sure that nobody speaks, and of no token sure.
  const ScriptedModel::Script nobody = [](std::span<const int> tokens) {
    return tokens.back() == kTokens.start_of_transcript
               ? logits_of({{kTokens.no_speech, 20.0F}, {*language_token(kTokens, "de"), 1.0F}})
               : std::vector<float>(static_cast<std::size_t>(kTokens.vocabulary_size), 0.0F);
  };
  Recording recording{{nobody, says({timestamp(0), 1, timestamp(5)})}};
  Loop loop;
  EXPECT_EQ(shown(loop.run(recording, 40)), "de [30.00-35.00 b]");
}

// Repeats itself unless tokens are drawn: the repetition is a little likelier, each time.
std::vector<float> tempted(std::span<const int> tokens) {
  if (tokens.back() == kTokens.transcribe) {
    return logits_of({{timestamp(0), 10.0F}});
  }
  return logits_of({{0, 2.0F}, {1, 1.8F}, {2, 1.8F}, {kTokens.end_of_text, 0.8F}});
}

TEST(DecoderLoop, DrawsAtHigherTemperaturesWhenTheTextRepeatsItself) {
  const Vocabulary vocabulary = letters();
  ScriptedModel model{tempted};
  const DecoderLoop strict{vocabulary, kTokens, {.limits = {.least_log_probability = -10}}};
  const auto window = strict.decode(model, {.language = "de"}, 0, {});
  ASSERT_TRUE(window);
  EXPECT_GT(window->temperature, 0);
  EXPECT_LE(window->quality.compression_ratio, 2.4);
  const DecoderLoop lenient{
      vocabulary, kTokens, {.limits = {.most_compression = 99, .least_log_probability = -10}}};
  EXPECT_EQ(lenient.decode(model, {.language = "de"}, 0, {})->temperature, 0);
}

TEST(DecoderLoop, DrawsTheSameForTheSameSeed) {
  const Vocabulary vocabulary = letters();
  ScriptedModel model{tempted};
  const auto decoded = [&](std::uint64_t seed) {
    return DecoderLoop{vocabulary, kTokens, {.seed = seed}}
        .decode(model, {.language = "de"}, 1, {})
        ->tokens;
  };
  EXPECT_EQ(decoded(3), decoded(3));
  EXPECT_NE(decoded(3), decoded(4));
}

TEST(DecoderLoop, TakesTheBestWhenNothingIsGoodEnough) {
  const Vocabulary vocabulary = letters();
  ScriptedModel model{tempted};
  const DecoderLoop loop{vocabulary, kTokens, {.limits = {.least_log_probability = 0.5}}};
  const auto window = loop.decode(model, {.language = "de"}, 0, {});
  ASSERT_TRUE(window);
  EXPECT_LE(window->quality.compression_ratio, 2.4);
}

TEST(DecoderLoop, DoesNotCarryTextThatWasDrawnAtAHighTemperature) {
  Recording recording{
      {says({timestamp(0), 0, timestamp(20)}), says({timestamp(0), 1, timestamp(5)})}};
  Loop loop;
  loop.asked.temperature = 0.8;
  EXPECT_EQ(shown(loop.run(recording, 45)), "de [0.00-20.00 a] [30.00-35.00 b]");
  EXPECT_THAT(recording.asked(1).at(0), ElementsAre(kTokens.start_of_transcript));
}

TEST(DecoderLoop, KeepsTimesInsideTheRecordingAndDropsSegmentsWithoutText) {
  Recording recording{{says(joined({{timestamp(0), 0, timestamp(4), timestamp(4)},
                                    spelled(" "),
                                    {timestamp(5), timestamp(5), 1, timestamp(30)}}))}};
  Loop loop;
  EXPECT_EQ(shown(loop.run(recording, 8)), "de [0.00-4.00 a] [5.00-8.00 b]");
  EXPECT_THAT(loop.sunk, ElementsAre("a", "b"));
}

TEST(DecoderLoop, HasNothingToSayOfARecordingWithoutAFrame) {
  Recording recording{{}};
  EXPECT_EQ(shown(Loop{}.run(recording, 0)), "");
}

TEST(DecoderLoop, StopsBeforeTheNextTokenWhenItIsAskedTo) {
  std::stop_source source;
  std::size_t asked = 0;
  Recording recording{{[&](std::span<const int> tokens) {
    if (++asked == 4) {
      source.request_stop();
    }
    return says({timestamp(0), 0, 0, 0, 0, 0, 0, 0, timestamp(2)})(tokens);
  }}};
  Loop loop;
  EXPECT_EQ(loop.run(recording, 5, source.get_token()).error().code, ErrorCode::cancelled);
  EXPECT_EQ(asked, 4U);
  EXPECT_THAT(loop.sunk, IsEmpty());
}

TEST(DecoderLoop, FailsWithAModelThatAnswersNonsense) {
  Loop loop;
  Recording short_answer{{[](std::span<const int>) { return std::vector<float>(7); }}};
  EXPECT_EQ(shown(loop.run(short_answer, 5)),
            fmt::format("the model gave 7 logits for {} tokens", kTokens.vocabulary_size));
  Recording no_answer{{[](std::span<const int>) { return std::vector<float>{}; }}};
  EXPECT_EQ(loop.run(no_answer, 5).error().code, ErrorCode::failed);
  const ScriptedModel::Script nans = [](std::span<const int>) {
    return std::vector<float>(static_cast<std::size_t>(kTokens.vocabulary_size),
                              std::numeric_limits<float>::quiet_NaN());
  };
  Recording no_language{{nans}};
  EXPECT_EQ(shown(loop.run(no_language, 5)), "the model gives no language a finite logit");
  Recording no_token{{nans}};
  loop.asked.language = "de";
  EXPECT_EQ(shown(loop.run(no_token, 5)),
            fmt::format("the model allows no token after {}", kTokens.transcribe));
}

}  // namespace
}  // namespace voicehub::engines::whisper
