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

std::unique_ptr<WhisperRecognizer> load_synthetic() {
  return load({.model = testdata("voice/synthetic/synth-whisper"), .vad = {}});
}

Result<Transcript> hear(WhisperRecognizer& recognizer,
                        const Audio& audio,
                        const RecognitionOptions& options = {}) {
  return recognizer.recognize(audio, options, {}, {});
}

TEST(WhisperRecognizer, HearsARealRecording) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kModel);
  const auto recognizer = load_synthetic();
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
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kModel);
  const auto recognizer = load_synthetic();
  const auto heard = hear(*recognizer, resampled(read_wav(testdata(kSpeech)), 44100));
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), kSentence);
}

TEST(WhisperRecognizer, HearsNothingInSilence) {
  VH_NEEDS_TESTDATA(kModel);
  VH_NEEDS_TESTDATA(kSilero);
  for (const auto& vad : {std::filesystem::path{}, testdata(kSilero)}) {
    const auto recognizer = load({.model = testdata("voice/synthetic/synth-whisper"), .vad = vad});
    const auto heard = hear(*recognizer, silence(31), {.language = "fr", .prompt = {}});
    ASSERT_TRUE(heard);
    EXPECT_THAT(heard->segments, IsEmpty());
    EXPECT_EQ(heard->language, "fr");
    EXPECT_NEAR(heard->duration, 31, 1e-6);
    EXPECT_TRUE(hear(*recognizer, silence(0)));
  }
}

TEST(WhisperRecognizer, HearsNothingInTheRecordingOfAQuietRoom) {
  constexpr const char* kRoom = "voice/speech/wyoming/pysilero_silence.wav";
  VH_NEEDS_TESTDATA(kModel);
  VH_NEEDS_TESTDATA(kRoom);
  const auto heard = hear(*load_synthetic(), read_wav(testdata(kRoom)));
  ASSERT_TRUE(heard);
  EXPECT_THAT(heard->segments, IsEmpty());
}

TEST(WhisperRecognizer, HearsASentenceInTheNoiseOfAStreet) {
  VH_NEEDS_ONNX_FIXTURES();
  const auto recognizer = load({.model = onnx_fixture("merged"), .vad = {}});
  Audio audio = silence(10);
  add_syllables(audio, 5, 7);
  add_noise(audio, 0.08);  // 8 dB below
  EXPECT_EQ(hear(*recognizer, audio)->text(), "Guten Morgen, liebe Sonne!");
}

TEST(WhisperRecognizer, StopsBeforeItHearsALongRecording) {
  VH_NEEDS_ONNX_FIXTURES();
  const auto recognizer = load({.model = onnx_fixture("merged"), .vad = {}});
  std::stop_source source;
  source.request_stop();
  const auto heard = recognizer->recognize(silence(600), {}, {}, source.get_token());
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::cancelled);
}

TEST(WhisperRecognizer, HearsBehindSilero) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kModel);
  VH_NEEDS_TESTDATA(kSilero);
  const auto recognizer =
      load({.model = testdata("voice/synthetic/synth-whisper"), .vad = testdata(kSilero)});
  const auto heard = hear(*recognizer, read_wav(testdata(kSpeech)));
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), kSentence);
}

TEST(WhisperRecognizer, HearsTwoRecordingsAtOnce) {
  VH_NEEDS_TESTDATA(kSpeech);
  VH_NEEDS_TESTDATA(kModel);
  const auto recognizer = load_synthetic();
  const Audio audio = read_wav(testdata(kSpeech));
  const auto listen = [&] { return hear(*recognizer, audio)->text(); };
  auto first = std::async(std::launch::async, listen);
  auto second = std::async(std::launch::async, listen);
  EXPECT_EQ(first.get(), kSentence);
  EXPECT_EQ(second.get(), kSentence);
}

TEST(WhisperRecognizer, RefusesALanguageEvenOfSilence) {
  VH_NEEDS_TESTDATA(kModel);
  const auto heard = hear(*load_synthetic(), silence(1), {.language = "tlh", .prompt = {}});
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
  constexpr const char* kVoice = "voice/synthetic/beep-voice.onnx";
  VH_NEEDS_TESTDATA(kVoice);
  const ScratchFolder folder;
  for (const char* const name : {"encoder.onnx", "decoder.onnx"}) {
    static_cast<void>(folder.write(name, whisper::read_bytes(testdata(kVoice))));
  }
  static_cast<void>(folder.write("tokens.txt", "IQ== 0\n"));
  const auto loaded = WhisperRecognizer::load({.model = folder.path(), .vad = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::unsupported);
  EXPECT_THAT(loaded.error().message, HasSubstr("its inputs are input, input_lengths, scales"));
}

TEST(WhisperRecognizer, RefusesADecoderOfAnotherExport) {
  VH_NEEDS_TESTDATA(kModel);
  const ScratchFolder folder;
  for (const char* const name : {"encoder.onnx", "decoder.onnx"}) {
    static_cast<void>(folder.write(name, whisper::read_bytes(testdata(kModel))));
  }
  static_cast<void>(folder.write("tokens.txt", "IQ== 0\n"));
  const auto loaded = WhisperRecognizer::load({.model = folder.path(), .vad = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::failed);
  EXPECT_THAT(loaded.error().message, HasSubstr("decoder.onnx has no input"));
}

class OptimumExport : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    VH_NEEDS_ONNX_FIXTURES();
    recognizer_ = load({.model = onnx_fixture(GetParam()), .vad = {}});
  }

  std::unique_ptr<WhisperRecognizer> recognizer_;
};

Audio greeting() {
  Audio audio = silence(10);
  add_syllables(audio, 5, 7);
  return audio;
}

TEST_P(OptimumExport, HearsASentenceAndWhereItLies) {
  const auto heard = hear(*recognizer_, greeting());
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), "Guten Morgen, liebe Sonne!");
  EXPECT_EQ(heard->language, "de");
  ASSERT_THAT(heard->segments, SizeIs(1));
  EXPECT_THAT(heard->segments.front().words, IsEmpty());
  // It is cut out with less than half a second before it, and said to last two seconds.
  EXPECT_NEAR(heard->segments.front().start, 4.6, 0.1);
  EXPECT_NEAR(heard->segments.front().end, 6.6, 0.1);
}

TEST_P(OptimumExport, Translates) {
  const auto heard =
      hear(*recognizer_, greeting(), {.language = {}, .prompt = {}, .translate = true});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), "Good morning, dear sun!");
}

TEST_P(OptimumExport, HearsBehindAPromptOfAnyLength) {
  for (const std::size_t size : {5U, 40U, 400U}) {
    const auto heard =
        hear(*recognizer_, greeting(), {.language = "de", .prompt = std::string(size, 'x')});
    ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
    EXPECT_EQ(heard->text(), "Guten Morgen, liebe Sonne!") << size;
  }
}

TEST_P(OptimumExport, HearsTheSameInEveryAttempt) {
  const auto heard =
      hear(*recognizer_, greeting(), {.language = {}, .prompt = {}, .temperature = 0.6});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  EXPECT_EQ(heard->text(), "Guten Morgen, liebe Sonne!");
  ASSERT_THAT(heard->segments, SizeIs(1));
  EXPECT_DOUBLE_EQ(heard->segments.front().temperature, 0.6);
}

TEST_P(OptimumExport, HearsEveryWindowOfALongRecording) {
  Audio audio = silence(70);
  add_syllables(audio, 1, 69);
  const auto heard = hear(*recognizer_, audio, {.language = {}, .prompt = {}, .words = true});
  ASSERT_TRUE(heard) << heard.error().message << heard.error().cause;
  ASSERT_THAT(heard->segments, SizeIs(3));
  EXPECT_NEAR(heard->segments[2].start, 60.6, 0.1);
  EXPECT_TRUE(heard->segments[2].words_are_estimated);
  ASSERT_THAT(heard->segments[2].words, SizeIs(4));
  EXPECT_EQ(heard->segments[2].words[1].text, "Morgen,");
  EXPECT_GE(heard->segments[2].words[0].start, heard->segments[2].start);
}

INSTANTIATE_TEST_SUITE_P(OfKind, OptimumExport, testing::Values("merged", "with_past"));

TEST(WhisperRecognizer, EndsWithin100MillisecondsOfAStop) {
  VH_NEEDS_ONNX_FIXTURES();
  const auto recognizer = load({.model = onnx_fixture("slow"), .vad = {}});
  std::stop_source source;
  auto running = std::async(std::launch::async, [&] {
    return recognizer->recognize(greeting(), {}, {}, source.get_token());
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
