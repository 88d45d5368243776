#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/resampler.hpp"
#include "engines/pocketsphinx/pocketsphinx_recognizer.hpp"
#include "tests/support/testdata.hpp"
#include "tests/support/work_after_stop.hpp"
#include "tests/unit/voices/speech.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using speech::joined;
using speech::silence;
using speech::spoken;
using testing::HasSubstr;
using testing::IsEmpty;

using Options = PocketsphinxRecognizer::Options;
using Recognizers = Result<std::unique_ptr<PocketsphinxRecognizer>>;

constexpr const char* kCommand = "go forward ten meters";
constexpr const char* kRecording = "voice/speech/goforward.raw";

std::unique_ptr<PocketsphinxRecognizer> recognizer(Options options = {}) {
  Recognizers made = PocketsphinxRecognizer::create(std::move(options));
  return made ? std::move(*made) : throw std::runtime_error{made.error().message};
}

Result<Transcript> recognize(PocketsphinxRecognizer& recognizer,
                             const Audio& audio,
                             const RecognitionOptions& options = {},
                             std::stop_token stop = {}) {
  return recognizer.recognize(audio, options, {}, std::move(stop));
}

std::string heard(PocketsphinxRecognizer& recognizer, const Audio& audio) {
  const auto transcript = recognize(recognizer, audio);
  return transcript ? transcript->text() : throw std::runtime_error{transcript.error().message};
}

ErrorCode code_of(const Recognizers& made) {
  return made ? throw std::runtime_error{"it was made"} : made.error().code;
}

ErrorCode code_of(const Result<Transcript>& transcript) {
  return transcript ? throw std::runtime_error{"it was recognised"} : transcript.error().code;
}

// A file for as long as the test runs.
class File {
 public:
  File(const std::string& name, const std::string& text)
      : path_{std::filesystem::path{testing::TempDir()} /
              (std::to_string(std::random_device{}()) + name)} {
    std::ofstream{path_} << text;
  }

  ~File() { std::filesystem::remove(path_); }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string grammar_of(const std::string& rule) {
  return "#JSGF V1.0;\ngrammar test;\npublic <command> = " + rule + ";\n";
}

// --- what it hears

class EverySpeaker : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Pocketsphinx,
                         EverySpeaker,
                         testing::Values("kal16", "rms"),
                         [](const auto& test) { return std::string{test.param}; });

TEST_P(EverySpeaker, IsUnderstoodWordForWord) {
  const auto sphinx = recognizer();
  for (const char* const command : {kCommand, "turn on the living room light"}) {
    EXPECT_EQ(heard(*sphinx, spoken(command, GetParam())), command);
  }
}

// slt is the voice that it understands least.
TEST(PocketsphinxRecognizer, UnderstandsTwoWordsOfThreeOfTheWorstVoice) {
  constexpr std::array kCommands{kCommand,
                                 "turn on the living room light",
                                 "what time is it",
                                 "open the window in the kitchen",
                                 "please play some music",
                                 "set the temperature to twenty degrees"};
  const auto sphinx = recognizer();
  double errors = 0;
  for (const char* const command : kCommands) {
    errors += speech::word_error_rate(command, heard(*sphinx, spoken(command, "slt")));
  }
  EXPECT_LE(errors / kCommands.size(), 0.33);
}

TEST(PocketsphinxRecognizer, UnderstandsARealVoice) {
  VH_NEEDS_TESTDATA(kRecording);
  EXPECT_EQ(heard(*recognizer(), speech::read_raw(test::testdata(kRecording))), kCommand);
}

// A novel, read aloud: dictation, which it is not made for.
TEST(PocketsphinxRecognizer, UnderstandsMostWordsOfABook) {
  const std::string name = "voice/speech/librivox/sense_and_sensibility_01_austen_64kb-0920.wav";
  VH_NEEDS_TESTDATA(name);
  Audio audio = speech::read_raw(test::testdata(name));
  audio.samples.erase(audio.samples.begin(), audio.samples.begin() + 22);  // its WAV header
  EXPECT_LE(speech::word_error_rate("had he married a more amiable woman he might have been made "
                                    "still more respectable than he was",
                                    heard(*recognizer(), audio)),
            0.3);
}

TEST(PocketsphinxRecognizer, HearsNothingInSilence) {
  const auto sphinx = recognizer();
  Audio noise = silence(3);
  std::mt19937 random{1};
  for (float& sample : noise.samples) {
    sample = std::uniform_real_distribution{-0.002F, 0.002F}(random);
  }
  for (const Audio& audio : {silence(3), silence(0.001), noise, Audio{}, silence(1, 8'000)}) {
    const auto transcript = recognize(*sphinx, audio);
    ASSERT_TRUE(transcript) << transcript.error().message;
    EXPECT_THAT(transcript->segments, IsEmpty());
    EXPECT_EQ(transcript->language, "en");
    EXPECT_DOUBLE_EQ(transcript->duration, audio.duration().count());
  }
}

TEST(PocketsphinxRecognizer, HearsSoundOfEveryRate) {
  const auto sphinx = recognizer();
  for (const int rate : {22'050, 44'100, 48'000}) {
    EXPECT_EQ(heard(*sphinx, resampled(spoken(kCommand), rate)), kCommand) << rate;
  }
}

TEST(PocketsphinxRecognizer, TellsWhenEachWordWasSaid) {
  const auto sphinx = recognizer();
  const Audio command = spoken(kCommand);
  const auto early = recognize(*sphinx, command, {.words = true});
  const auto late = recognize(*sphinx, joined(silence(2.5), command), {.words = true});
  ASSERT_TRUE(early && late);
  ASSERT_EQ(early->text(), kCommand);
  ASSERT_EQ(late->text(), kCommand);
  const std::vector<Word>& words = early->segments.at(0).words;
  ASSERT_EQ(words.size(), 4U);
  double before = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_GE(words[i].start, before);
    EXPECT_GT(words[i].end, words[i].start);
    EXPECT_NEAR(late->segments.at(0).words.at(i).start, words[i].start + 2.5, 0.1);
    before = words[i].end;
  }
  EXPECT_LE(before, early->duration);
  EXPECT_GE(before, early->duration * 0.7);
  EXPECT_EQ(early->segments[0].start, words.front().start);
  EXPECT_EQ(early->segments[0].end, words.back().end);
}

TEST(PocketsphinxRecognizer, LeavesTheWordsOutUnlessTheyAreAskedFor) {
  const auto transcript = recognize(*recognizer(), spoken(kCommand));
  ASSERT_TRUE(transcript);
  EXPECT_THAT(transcript->segments.at(0).words, IsEmpty());
}

TEST(PocketsphinxRecognizer, GivesASegmentForWhatLiesBetweenPauses) {
  const Audio command = joined(spoken(kCommand), silence(1.5));
  const auto sphinx = recognizer();
  std::vector<std::string> segments;
  const auto transcript =
      sphinx->recognize(joined(command, command),
                        {},
                        [&](const Segment& segment) { segments.push_back(segment.text); },
                        {});
  ASSERT_TRUE(transcript);
  EXPECT_THAT(segments, testing::ElementsAre(kCommand, kCommand));
  ASSERT_EQ(transcript->segments.size(), 2U);
  EXPECT_NEAR(transcript->segments[1].start - transcript->segments[0].start,
              command.duration().count(),
              0.1);
}

TEST(PocketsphinxRecognizer, HearsTheSameEachTime) {
  const auto sphinx = recognizer({.most_decoders = 1});
  const Audio command = spoken("turn on the living room light");
  const auto first = recognize(*sphinx, command, {.words = true});
  ASSERT_TRUE(recognize(*sphinx, spoken("Something else, said by somebody else.", "awb")));
  const auto again = recognize(*sphinx, command, {.words = true});
  ASSERT_TRUE(first && again);
  EXPECT_EQ(again->text(), first->text());
  for (std::size_t i = 0; i < first->segments.at(0).words.size(); ++i) {
    EXPECT_EQ(again->segments.at(0).words.at(i).start, first->segments[0].words[i].start);
  }
}

TEST(PocketsphinxRecognizer, HearsSeveralRecordingsAtOnce) {
  const auto sphinx = recognizer({.most_decoders = 2});
  const Audio command = spoken(kCommand);
  std::vector<std::string> texts(3);
  {
    std::vector<std::jthread> threads;
    for (std::string& text : texts) {
      threads.emplace_back([&] { text = heard(*sphinx, command); });
    }
  }
  EXPECT_THAT(texts, testing::Each(kCommand));
}

// --- grammars and keywords

TEST(PocketsphinxRecognizer, HearsSentencesOfItsGrammarOnly) {
  const File grammar{"commands.gram", grammar_of("(go | run) (forward | backward) [ten meters]")};
  const auto sphinx = recognizer({.grammar = grammar.path()});
  EXPECT_EQ(heard(*sphinx, spoken(kCommand)), kCommand);
  EXPECT_EQ(heard(*sphinx, spoken("go backward")), "go backward");
}

TEST(PocketsphinxRecognizer, HearsItsKeywordsAmongOtherWords) {
  const File keywords{"keywords", "living room /1e-20/\n# a remark\n\nkitchen window\n"};
  const auto sphinx = recognizer({.keywords = keywords.path()});
  EXPECT_EQ(heard(*sphinx, spoken("turn on the living room light")), "living room");
  EXPECT_EQ(heard(*sphinx, spoken(kCommand)), "");
}

TEST(PocketsphinxRecognizer, RefusesAGrammarThatIsNone) {
  for (const std::string& text : {std::string{},
                                  std::string{"go forward"},
                                  std::string(10'000, '('),
                                  std::string{"\0\xFF", 2},
                                  grammar_of("<undefined>"),
                                  grammar_of("go xyzzyplugh")}) {
    const File grammar{"bad.gram", text};
    const auto made = PocketsphinxRecognizer::create({.grammar = grammar.path()});
    EXPECT_EQ(code_of(made), ErrorCode::failed) << text.substr(0, 80);
  }
}

TEST(PocketsphinxRecognizer, SaysWhichWordItDoesNotKnow) {
  const File grammar{"bad.gram", grammar_of("go xyzzyplugh")};
  const auto made = PocketsphinxRecognizer::create({.grammar = grammar.path()});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().cause, HasSubstr("xyzzyplugh"));
}

TEST(PocketsphinxRecognizer, RefusesKeywordsThatAreNone) {
  for (const char* const text :
       {"", "\n\n", "/", "//", "/1e-20/", "turn on /", "turn on /often/", "xyzzyplugh\n"}) {
    const File keywords{"bad", text};
    const auto made = PocketsphinxRecognizer::create({.keywords = keywords.path()});
    EXPECT_FALSE(made) << text;
  }
}

// --- what it refuses

TEST(PocketsphinxRecognizer, NeedsItsModel) {
  const auto made = PocketsphinxRecognizer::create({.model = "/nowhere"});
  EXPECT_EQ(code_of(made), ErrorCode::not_found);
  EXPECT_THAT(made.error().message, HasSubstr("/nowhere"));
  EXPECT_THAT(made.error().hint, HasSubstr("pocketsphinx-en-us"));
  EXPECT_EQ(code_of(PocketsphinxRecognizer::create({.grammar = "/nowhere"})), ErrorCode::not_found);
  EXPECT_EQ(code_of(PocketsphinxRecognizer::create({.keywords = "/nowhere"})),
            ErrorCode::not_found);
}

TEST(PocketsphinxRecognizer, RefusesOptionsThatExcludeEachOther) {
  EXPECT_EQ(code_of(PocketsphinxRecognizer::create({.grammar = "/a", .keywords = "/b"})),
            ErrorCode::usage);
  EXPECT_EQ(code_of(PocketsphinxRecognizer::create({.most_decoders = 0})), ErrorCode::usage);
}

TEST(PocketsphinxRecognizer, KnowsEnglishOnly) {
  const auto sphinx = recognizer();
  const Audio audio = silence(0.1);
  EXPECT_TRUE(recognize(*sphinx, audio, {.language = "en"}));
  EXPECT_TRUE(recognize(*sphinx, audio, {.language = "en-GB"}));
  for (const char* const language : {"de", "e", "eng", "EN\n", "zh"}) {
    const auto transcript = recognize(*sphinx, audio, {.language = language});
    EXPECT_EQ(code_of(transcript), ErrorCode::unsupported) << language;
    EXPECT_THAT(transcript.error().hint, HasSubstr("en"));
  }
  EXPECT_EQ(code_of(recognize(*sphinx, audio, {.translate = true})), ErrorCode::unsupported);
}

TEST(PocketsphinxRecognizer, RefusesRatesThatAreNone) {
  const auto sphinx = recognizer();
  for (const int rate : {-1, 0, 1, 999, 384'001, std::numeric_limits<int>::max()}) {
    const Audio audio{.rate = rate, .samples = std::vector<float>(1'000, 0.1F)};
    EXPECT_EQ(code_of(recognize(*sphinx, audio)), ErrorCode::unsupported) << rate;
  }
  EXPECT_EQ(heard(*sphinx, spoken(kCommand)), kCommand);  // the decoder is as new
}

TEST(PocketsphinxRecognizer, SurvivesSamplesThatAreNoNumbers) {
  const auto sphinx = recognizer();
  Audio audio = spoken(kCommand);
  for (std::size_t i = 0; i < audio.samples.size(); i += 1'000) {
    audio.samples[i] = i % 2'000 == 0 ? std::numeric_limits<float>::quiet_NaN() : 1e30F;
  }
  EXPECT_TRUE(recognize(*sphinx, audio));
  EXPECT_EQ(heard(*sphinx, spoken(kCommand)), kCommand);
}

// --- stopping

TEST(PocketsphinxRecognizer, StopsWithinABlock) {
  Audio audio = spoken(kCommand);
  for (int i = 0; i < 5; ++i) {
    audio = joined(audio, audio);
  }
  const auto sphinx = recognizer({.most_decoders = 1});
  for (const std::chrono::milliseconds before : {0ms, 100ms, 300ms}) {
    Result<Transcript> transcript;
    const auto work = work_after_stop(before, [&](std::stop_token stop) {
      transcript = recognize(*sphinx, audio, {}, std::move(stop));
    });
    EXPECT_EQ(code_of(transcript), ErrorCode::cancelled);
    EXPECT_LT(work, 250ms) << before.count();
  }
  EXPECT_EQ(heard(*sphinx, spoken(kCommand)), kCommand);
}

TEST(PocketsphinxRecognizer, StopsWaitingForADecoder) {
  const auto sphinx = recognizer({.most_decoders = 1});
  const Audio command = joined(spoken(kCommand), silence(1.5));
  Result<Transcript> waiting;
  std::stop_source stop;
  stop.request_stop();
  const auto transcript = sphinx->recognize(
      command,
      {},
      [&](const Segment&) { waiting = recognize(*sphinx, command, {}, stop.get_token()); },
      {});
  EXPECT_TRUE(transcript);
  EXPECT_EQ(code_of(waiting), ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines
