// What somebody has at home: VOICEHUB_REAL_MODELS names a folder with Piper's voices in piper/ and
// below it, and a folder for each Whisper model in whisper/. Without it these are skipped.
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/audio/level.hpp"
#include "engines/piper/piper_synthesizer.hpp"
#include "engines/whisper_onnx/whisper_recognizer.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;

class RealModels : public testing::Test {
 protected:
  void SetUp() override {
    const char* named = std::getenv("VOICEHUB_REAL_MODELS");
    if (named == nullptr) {
      GTEST_SKIP() << "VOICEHUB_REAL_MODELS names no folder";
    }
    folder_ = named;
  }

  fs::path folder_;
};

TEST_F(RealModels, EveryVoiceOfPiperSpeaks) {
  const auto piper = PiperSynthesizer::load({.paths = {folder_ / "piper"}});
  ASSERT_TRUE(piper) << piper.error().message;
  for (const Voice& voice : (*piper)->voices()) {
    const auto sound = (*piper)->say({.text = "One, two, three.", .voice = voice.id}, {});
    ASSERT_TRUE(sound) << voice.id << ": " << sound.error().message;
    EXPECT_GT(sound->duration().count(), 0.5) << voice.id;
    EXPECT_FALSE(is_silent(sound->samples)) << voice.id;
  }
}

TEST_F(RealModels, EveryWhisperHearsWhatWasSaid) {
  VH_NEEDS_TESTDATA("voice/speech/jfk.wav");
  const Audio speech = whisper::read_wav(whisper::testdata("voice/speech/jfk.wav"));
  for (const auto& model : fs::directory_iterator{folder_ / "whisper"}) {
    const auto recognizer = WhisperRecognizer::load({.model = model.path(), .vad = {}});
    ASSERT_TRUE(recognizer) << model.path() << ": " << recognizer.error().message;
    const auto heard = (*recognizer)->recognize(speech, {}, {}, {});
    ASSERT_TRUE(heard) << model.path() << ": " << heard.error().message;
    EXPECT_THAT(heard->text(), ContainsRegex("what your country can do for you")) << model.path();
  }
}

}  // namespace
}  // namespace voicehub::engines
