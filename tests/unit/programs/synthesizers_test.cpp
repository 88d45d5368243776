#include "engines/tts/synthesizers.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/tts/piper_voices.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::engines::tts {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class SynthesizersTest : public testing::Test {
 protected:
  SynthesizersTest() { settings_.base = folder_.path(); }

  std::string problem() {
    const auto made = make_synthesizer(settings_, [](const std::string&) {});
    return made ? "" : made.error().message;
  }

  test::TemporaryFolder folder_;
  TtsSettings settings_;
};

TEST_F(SynthesizersTest, SpeakWithoutAnyFile) {
  const auto made = make_synthesizer(settings_, [](const std::string&) {});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->synthesizer->voices().front().id, "slt");
  EXPECT_THAT(made->kinds, ElementsAre("flite"));
}

TEST_F(SynthesizersTest, AModelThatIsNotHereIsRefusedWithWhatThereIs) {
  settings_.model = "tts_models/multilingual/multi-dataset/xtts_v2";
  EXPECT_EQ(
      problem(),
      "TTS_MODEL: 'tts_models/multilingual/multi-dataset/xtts_v2' is not here; there are flite");
  settings_.model = "../flite";
  EXPECT_THAT(problem(), HasSubstr("is not here"));
}

TEST_F(SynthesizersTest, AModelFileThatThisProgramCannotUseIsRefused) {
  settings_.model_path = "/models/en_US-jenny-medium.onnx";
  EXPECT_THAT(problem(), HasSubstr("MODEL_PATH: this program cannot use a model"));
}

TEST_F(SynthesizersTest, PiperVoicesAreFoundWithTheirConfiguration) {
  folder_.write("voices/jenny.onnx", "");
  folder_.write("voices/jenny.onnx.json", "");
  folder_.write("models/alone.onnx", "");
  EXPECT_THAT(piper_voices(settings_).value(), ElementsAre(settings_.base / "voices"));
  settings_.model = "jenny";
  EXPECT_TRUE(is_piper_voice(settings_).value());
  EXPECT_THAT(piper_voices(settings_).value(),
              ElementsAre(settings_.base / "voices" / "jenny.onnx"));
  settings_.model = "alone";
  EXPECT_FALSE(is_piper_voice(settings_).value()) << "nothing says how it speaks";
  settings_.model = "../voices/jenny";
  EXPECT_FALSE(is_piper_voice(settings_).value()) << "a name is no path";
}

TEST_F(SynthesizersTest, AFolderOfSomebodyElsesIsNotTakenForAnEmptyOne) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can become somebody else";
  }
  folder_.write("voices/jenny.onnx", "");
  folder_.write("voices/jenny.onnx.json", "");
  fs::permissions(settings_.base, fs::perms{0755});
  fs::permissions(settings_.base / "voices", fs::perms{0700});
  ASSERT_EQ(::seteuid(65532), 0);
  const auto voices = piper_voices(settings_);
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(voices);
  EXPECT_THAT(voices.error().message,
              HasSubstr("voices belongs to user 0:0 with the mode 0700, and this is user 65532"));
}

TEST_F(SynthesizersTest, LinksThatLeadNowhereAreNoVoices) {
  folder_.write("voices/jenny.onnx.json", "");
  fs::create_symlink("gone.onnx", settings_.base / "voices" / "jenny.onnx");
  fs::create_symlink("itself.onnx", settings_.base / "voices" / "itself.onnx");
  EXPECT_THAT(piper_voices(settings_).value(), testing::IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines::tts
