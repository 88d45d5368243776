#include "engines/whisper_onnx/whisper_recognizer.hpp"

#include <chrono>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/resampler.hpp"
#include "tests/unit/onnx/fixtures.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using whisper::read_wav;
using whisper::testdata;

constexpr const char* kSpeech = "voice/speech/jfk.wav";
constexpr const char* kModel = "voice/synthetic/synth-whisper-encoder.onnx";
constexpr const char* kSherpa = "whisper-sherpa";
constexpr const char* kGo = "Go forward ten meters";
constexpr const char* kGreeting = "Guten Morgen, liebe Sonne!";
constexpr const char* kSilero = "voice/silero-vad/silero_vad.onnx";
constexpr const char* kSentence =
    "And so my fellow Americans ask not what your country can do for you ask what you can do for "
    "your country";

std::unique_ptr<WhisperRecognizer> load(WhisperRecognizer::Options options) {
  options.threads = 1;
  Result<std::unique_ptr<WhisperRecognizer>> loaded = WhisperRecognizer::load(options);
  if (!loaded) {
    throw std::runtime_error{loaded.error().message + ": " + loaded.error().cause};
  }
  return std::move(*loaded);
}

std::unique_ptr<WhisperRecognizer> load_fixture(const char* name) {
  return load({.model = onnx_fixture(name), .vad = {}});
}

Audio utterance(double loudness = 1) {
  Audio audio = silence(10);
  add_syllables(audio, 5, 7);
  for (float& sample : audio.samples) {
    sample *= static_cast<float>(loudness);
  }
  return audio;
}

Result<Transcript> hear(WhisperRecognizer& recognizer,
                        const Audio& audio,
                        const RecognitionOptions& options = {}) {
  return recognizer.recognize(audio, options, {}, {});
}

TEST(WhisperRecognizer, HearsARealRecording) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kModel);
  const auto recognizer = load({.model = testdata("voice/synthetic/synth-whisper"), .vad = {}});
  std::string delivered;
  const auto heard =
      recognizer->recognize(read_wav(testdata(kSpeech)),
                            {},
                            [&](const Segment& segment) { delivered += segment.text; },
                            {});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), kSentence);
  EXPECT_EQ(heard->language, "en");
  EXPECT_NEAR(heard->duration, 11, 1e-6);
  EXPECT_THAT(delivered, HasSubstr("fellow Americans"));
  EXPECT_FALSE(recognizer->is_english_only());
  EXPECT_EQ(recognizer->languages().size(), 99U);
}

TEST(WhisperRecognizer, HearsARecordingOfAnyRate) {
  const auto recognizer = load_fixture(kSherpa);
  const auto heard = hear(*recognizer, resampled(utterance(), 44100));
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), kGo);
}

TEST(WhisperRecognizer, HearsNothingInSilence) {
  const auto recognizer = load_fixture(kSherpa);
  const auto heard = hear(*recognizer, silence(31), {.language = "fr", .prompt = {}});
  ASSERT_TRUE(heard);
  EXPECT_THAT(heard->segments, IsEmpty());
  EXPECT_EQ(heard->language, "fr");
  EXPECT_NEAR(heard->duration, 31, 1e-6);
  EXPECT_TRUE(hear(*recognizer, silence(0)));
}

TEST(WhisperRecognizer, HearsNothingInSilenceBehindSilero) {
  VH_NEEDS_TESTDATA(kSilero);
  const auto recognizer = load({.model = onnx_fixture(kSherpa), .vad = testdata(kSilero)});
  const auto heard = hear(*recognizer, silence(31));
  ASSERT_TRUE(heard);
  EXPECT_THAT(heard->segments, IsEmpty());
}

TEST(WhisperRecognizer, SaysNothingWhereTheNetworkHearsThatNobodySpeaks) {
  const auto recognizer = load_fixture(kSherpa);
  EXPECT_EQ(hear(*recognizer, utterance())->text(), kGo);
  const auto heard = hear(*recognizer, utterance(0.002));
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_THAT(heard->segments, IsEmpty());
}

TEST(WhisperRecognizer, HearsNothingInTheRecordingOfAQuietRoom) {
  constexpr const char* kRoom = "voice/speech/wyoming/pysilero_silence.wav";
  VH_NEEDS_TESTDATA(kRoom);
  const auto heard = hear(*load_fixture(kSherpa), read_wav(testdata(kRoom)));
  ASSERT_TRUE(heard);
  EXPECT_THAT(heard->segments, IsEmpty());
}

TEST(WhisperRecognizer, HearsASentenceInTheNoiseOfAStreet) {
  const auto recognizer = load_fixture("whisper-merged");
  Audio audio = silence(10);
  add_syllables(audio, 5, 7);
  add_noise(audio, 0.08);  // 8 dB below
  EXPECT_EQ(hear(*recognizer, audio)->text(), kGreeting);
}

TEST(WhisperRecognizer, StopsBeforeItHearsALongRecording) {
  const auto recognizer = load_fixture("whisper-merged");
  std::stop_source source;
  source.request_stop();
  const auto heard = recognizer->recognize(silence(600), {}, {}, source.get_token());
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::cancelled);
}

TEST(WhisperRecognizer, HearsBehindSilero) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kSilero);
  const auto recognizer = load({.model = onnx_fixture(kSherpa), .vad = testdata(kSilero)});
  const auto heard = hear(*recognizer, read_wav(testdata(kSpeech)));
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), kGo);
}

TEST(WhisperRecognizer, HearsTwoRecordingsAtOnce) {
  const auto recognizer = load_fixture(kSherpa);
  const Audio audio = utterance();
  const auto listen = [&] { return hear(*recognizer, audio)->text(); };
  auto first = std::async(std::launch::async, listen);
  auto second = std::async(std::launch::async, listen);
  EXPECT_EQ(first.get(), kGo);
  EXPECT_EQ(second.get(), kGo);
}

TEST(WhisperRecognizer, RefusesALanguageEvenOfSilence) {
  const auto heard = hear(*load_fixture(kSherpa), silence(1), {.language = "tlh", .prompt = {}});
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::unsupported);
}

TEST(WhisperRecognizer, SaysWhatItLookedFor) {
  const ScratchFolder folder;
  const auto loaded = WhisperRecognizer::load({.model = folder.path(), .vad = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::not_found);
  EXPECT_THAT(loaded.error().message, HasSubstr(folder.path().string()));
  EXPECT_THAT(loaded.error().hint, HasSubstr("sherpa-onnx"));
}

TEST(WhisperRecognizer, RefusesAModelOfAnotherKind) {
  const ScratchFolder folder;
  for (const char* const name : {"encoder.onnx", "decoder.onnx"}) {
    static_cast<void>(folder.write(name, whisper::read_bytes(onnx_fixture("hum.onnx"))));
  }
  static_cast<void>(folder.write("tokens.txt", "IQ== 0\n"));
  const auto loaded = WhisperRecognizer::load({.model = folder.path(), .vad = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::unsupported);
  EXPECT_THAT(loaded.error().message, HasSubstr("its inputs are input, input_lengths, scales"));
}

TEST(WhisperRecognizer, RefusesADecoderOfAnotherExport) {
  const ScratchFolder folder;
  for (const char* const name : {"encoder.onnx", "decoder.onnx"}) {
    static_cast<void>(
        folder.write(name, whisper::read_bytes(onnx_fixture("whisper-sherpa/go-encoder.onnx"))));
  }
  static_cast<void>(folder.write("tokens.txt", "IQ== 0\n"));
  const auto loaded = WhisperRecognizer::load({.model = folder.path(), .vad = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::failed);
  EXPECT_THAT(loaded.error().message, HasSubstr("decoder.onnx has no input"));
}

struct Export {
  const char* folder;
  const char* text;
  const char* language;
  const char* german;
  const char* translation;
};

void PrintTo(const Export& kind, std::ostream* stream) {
  *stream << kind.folder;
}

class WhisperExport : public testing::TestWithParam<Export> {
 protected:
  std::unique_ptr<WhisperRecognizer> recognizer_ = load_fixture(GetParam().folder);
};

TEST_P(WhisperExport, HearsASentenceAndWhereItLies) {
  const auto heard = hear(*recognizer_, utterance());
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), GetParam().text);
  EXPECT_EQ(heard->language, GetParam().language);
  ASSERT_THAT(heard->segments, SizeIs(1));
  EXPECT_THAT(heard->segments.front().words, IsEmpty());
  // It is cut out with less than half a second before it, and said to last two seconds.
  EXPECT_NEAR(heard->segments.front().start, 4.6, 0.1);
  EXPECT_NEAR(heard->segments.front().end, 6.6, 0.1);
}

TEST_P(WhisperExport, Translates) {
  const auto heard =
      hear(*recognizer_, utterance(), {.language = {}, .prompt = {}, .translate = true});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), GetParam().translation);
}

TEST_P(WhisperExport, HearsBehindAPromptOfAnyLength) {
  for (const std::size_t size : {5U, 40U, 400U}) {
    const auto heard =
        hear(*recognizer_, utterance(), {.language = "de", .prompt = std::string(size, 'x')});
    ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
    EXPECT_EQ(heard->text(), GetParam().german) << size;
  }
}

TEST_P(WhisperExport, HearsTheSameInEveryAttempt) {
  const auto heard =
      hear(*recognizer_, utterance(), {.language = {}, .prompt = {}, .temperature = 0.6});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), GetParam().text);
  ASSERT_THAT(heard->segments, SizeIs(1));
  EXPECT_DOUBLE_EQ(heard->segments.front().temperature, 0.6);
}

TEST_P(WhisperExport, HearsEveryWindowOfALongRecording) {
  Audio audio = silence(70);
  add_syllables(audio, 1, 69);
  const auto heard = hear(*recognizer_, audio, {.language = {}, .prompt = {}, .words = true});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  ASSERT_THAT(heard->segments, SizeIs(3));
  EXPECT_NEAR(heard->segments[2].start, 60.6, 0.1);
  EXPECT_TRUE(heard->segments[2].words_are_estimated);
  ASSERT_THAT(heard->segments[2].words, SizeIs(4));
  EXPECT_THAT(GetParam().text, HasSubstr(" " + heard->segments[2].words[1].text + " "));
  EXPECT_GE(heard->segments[2].words[0].start, heard->segments[2].start);
}

INSTANTIATE_TEST_SUITE_P(OfKind,
                         WhisperExport,
                         testing::Values(Export{.folder = kSherpa,
                                                .text = kGo,
                                                .language = "en",
                                                .german = "Geh zehn Meter vor",
                                                .translation = "Walk ten metres ahead"},
                                         Export{.folder = "whisper-merged",
                                                .text = kGreeting,
                                                .language = "de",
                                                .german = kGreeting,
                                                .translation = "Good morning, dear sun!"},
                                         Export{.folder = "whisper-with-past",
                                                .text = kGreeting,
                                                .language = "de",
                                                .german = kGreeting,
                                                .translation = "Good morning, dear sun!"}));

TEST(WhisperRecognizer, SpellsAsThePromptDoes) {
  const auto heard = hear(*load_fixture(kSherpa),
                          utterance(),
                          {.language = {}, .prompt = "In Europe they walk metres and"});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), "Go forward ten metres");
}

TEST(WhisperRecognizer, EndsWithin100MillisecondsOfAStop) {
  const auto recognizer = load({.model = onnx_fixture("whisper-slow"), .vad = {}, .warm = false});
  std::stop_source source;
  auto running = std::async(std::launch::async, [&] {
    return recognizer->recognize(utterance(), {}, {}, source.get_token());
  });
  ASSERT_EQ(running.wait_for(300ms), std::future_status::timeout);
  source.request_stop();
  EXPECT_EQ(running.wait_for(100ms), std::future_status::ready);
  const auto heard = running.get();
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace voicehub::engines
