#include "engines/asr/recognizers.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::engines::asr {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class RecognizersTest : public testing::Test {
 protected:
  RecognizersTest() { settings_.base = folder_.path(); }

  test::TemporaryFolder folder_;
  AsrSettings settings_;
};

TEST_F(RecognizersTest, ListenWithoutAnyFileOfTheUsers) {
  const auto choice = choose(settings_);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->name, "pocketsphinx");
  EXPECT_THAT(choice->about, HasSubstr("commands and short phrases"));
}

TEST_F(RecognizersTest, AModelIsTheFolderOfItsName) {
  folder_.write("external_models/base/encoder.onnx", "");
  folder_.write("models/tiny/encoder.onnx", "");
  settings_.model = "base";
  EXPECT_EQ(choose(settings_)->folder, settings_.base / "external_models" / "base");
  settings_.model = "tiny";
  EXPECT_EQ(choose(settings_)->folder, settings_.base / "models" / "tiny");
}

TEST_F(RecognizersTest, AModelThatIsNotHereIsRefusedWithWhatThereIs) {
  folder_.write("models/tiny/encoder.onnx", "");
  settings_.model = "base";
  EXPECT_EQ(choose(settings_).error().message,
            "ASR_MODEL: 'base' is not here; there is pocketsphinx, tiny");
  settings_.model = "../models/tiny";
  EXPECT_THAT(choose(settings_).error().message, HasSubstr("is not here"));
}

TEST_F(RecognizersTest, WhatTheModelHasNoUseForIsRefusedByName) {
  settings_.vad_model = "/models/silero_vad.onnx";
  EXPECT_THAT(choose(settings_).error().message, StartsWith("VAD_MODEL: "));
  settings_.model_path = "/data/whisper-small";
  EXPECT_TRUE(choose(settings_));
  settings_.keywords = "/data/phrases";
  EXPECT_THAT(choose(settings_).error().message, StartsWith("KEYWORDS: "));
  settings_.keywords.clear();
  settings_.grammar = "/data/lights.jsgf";
  EXPECT_THAT(choose(settings_).error().message, StartsWith("GRAMMAR: "));
}

TEST_F(RecognizersTest, TwoNamesOfDifferentModelsAreRefused) {
  settings_.model_path = "/data/whisper-small";
  settings_.model = "whisper-small";
  EXPECT_TRUE(choose(settings_));
  settings_.model = "pocketsphinx";
  EXPECT_EQ(choose(settings_).error().message,
            "ASR_MODEL is 'pocketsphinx', but MODEL_PATH names another model: /data/whisper-small");
}

TEST_F(RecognizersTest, AFolderOfSomebodyElsesIsToldWithItsOwnerAndWhatToDo) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can become somebody else";
  }
  folder_.write("models/tiny/encoder.onnx", "");
  fs::permissions(settings_.base, fs::perms{0755});
  fs::permissions(settings_.base / "models", fs::perms{0700});
  settings_.model = "tiny";
  ASSERT_EQ(::seteuid(65532), 0);
  const auto choice = choose(settings_);
  settings_.model_path = settings_.base / "models" / "tiny";
  const auto by_path = choose(settings_);
  ASSERT_EQ(::seteuid(0), 0);
  const std::string owner = "models belongs to user 0:0 with the mode 0700, and this is user 65532";
  ASSERT_FALSE(choice);
  EXPECT_THAT(choice.error().message, HasSubstr(owner));
  EXPECT_THAT(choice.error().hint, HasSubstr("chown -R 65532"));
  ASSERT_FALSE(by_path);
  EXPECT_THAT(by_path.error().message, HasSubstr(owner));
}

TEST_F(RecognizersTest, APathNamesAModelAnywhere) {
  settings_.model_path = "/data/whisper-small";
  const auto choice = choose(settings_);
  EXPECT_EQ(choice->name, "whisper-small");
  EXPECT_EQ(choice->folder, "/data/whisper-small");
  EXPECT_THAT(choice->about, HasSubstr("found by loudness"));
  settings_.vad_model = "/data/silero_vad.onnx";
  EXPECT_THAT(choose(settings_)->about, HasSubstr("found by Silero (silero_vad.onnx)"));
  EXPECT_FALSE(make_recognizer(settings_, *choice)) << "there is none";
}

}  // namespace
}  // namespace voicehub::engines::asr
