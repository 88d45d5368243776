#include "engines/whisper_onnx/model_files.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/onnx/fixtures.hpp"

namespace voicehub::engines::whisper {
namespace {

using testing::HasSubstr;
using Names = std::vector<std::string>;

Result<ModelFiles> chosen(const Names& names,
                          const std::string& prefix = "",
                          bool prefer_int8 = false) {
  return choose_files(names, prefix, prefer_int8);
}

TEST(ModelFiles, OfSherpaShareTheBeginningOfTheirNames) {
  const auto files = chosen({"tiny-encoder.onnx", "tiny-decoder.onnx", "tiny-tokens.txt", "a.wav"});
  ASSERT_TRUE(files);
  EXPECT_EQ(*files,
            (ModelFiles{.encoder = "tiny-encoder.onnx",
                        .decoder = "tiny-decoder.onnx",
                        .decoder_with_past = {},
                        .tokens = "tiny-tokens.txt",
                        .generation = {}}));
}

TEST(ModelFiles, NeedNoNameBeforeThem) {
  EXPECT_TRUE(chosen({"encoder.onnx", "decoder.onnx", "tokens.txt"}));
}

TEST(ModelFiles, HaveInt8WeightsOnlyWhenAskedOrAlone) {
  const Names both{
      "encoder.onnx", "encoder.int8.onnx", "decoder.onnx", "decoder.int8.onnx", "tokens.txt"};
  EXPECT_EQ(chosen(both)->encoder, "encoder.onnx");
  EXPECT_EQ(chosen(both, "", true)->encoder, "encoder.int8.onnx");
  EXPECT_EQ(chosen(both, "", true)->decoder, "decoder.int8.onnx");
  const Names one{"encoder.int8.onnx", "decoder.int8.onnx", "tokens.txt"};
  EXPECT_EQ(chosen(one)->encoder, "encoder.int8.onnx");
}

TEST(ModelFiles, AreNotOfTwoPrecisions) {
  const auto files =
      chosen({"encoder.onnx", "encoder.int8.onnx", "decoder.int8.onnx", "tokens.txt"});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->encoder, "encoder.int8.onnx");
}

TEST(ModelFiles, OfOptimumHaveOneDecoderRatherThanTwo) {
  const Names all{"encoder_model.onnx",
                  "decoder_model_merged.onnx",
                  "decoder_model.onnx",
                  "decoder_with_past_model.onnx",
                  "vocab.json",
                  "generation_config.json"};
  EXPECT_EQ(*chosen(all),
            (ModelFiles{.encoder = "encoder_model.onnx",
                        .decoder = "decoder_model_merged.onnx",
                        .decoder_with_past = {},
                        .tokens = "vocab.json",
                        .generation = "generation_config.json"}));
}

TEST(ModelFiles, OfOptimumMayHaveTwoDecoders) {
  const auto files = chosen({"encoder_model.onnx",
                             "decoder_model.onnx",
                             "decoder_with_past_model.onnx",
                             "tokenizer.json"});
  EXPECT_EQ(files->decoder, "decoder_model.onnx");
  EXPECT_EQ(files->decoder_with_past, "decoder_with_past_model.onnx");
  EXPECT_EQ(files->tokens, "tokenizer.json");
}

TEST(ModelFiles, MayLieInAFolderBelowTheirTokens) {
  const auto files = chosen({"onnx/encoder_model_quantized.onnx",
                             "onnx/decoder_model_merged_quantized.onnx",
                             "vocab.json",
                             "generation_config.json"});
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->decoder, "onnx/decoder_model_merged_quantized.onnx");
  EXPECT_EQ(files->tokens, "vocab.json");
  EXPECT_EQ(files->generation, "generation_config.json");
}

TEST(ModelFiles, OfSeveralModelsAreChosenByTheBeginningOfTheName) {
  const Names two{"base-encoder.onnx",
                  "base-decoder.onnx",
                  "base-tokens.txt",
                  "tiny-encoder.onnx",
                  "tiny-decoder.onnx",
                  "tiny-tokens.txt"};
  EXPECT_EQ(chosen(two, "tiny")->encoder, "tiny-encoder.onnx");
  const auto any = chosen(two);
  ASSERT_FALSE(any);
  EXPECT_EQ(any.error().code, ErrorCode::usage);
  EXPECT_EQ(any.error().message, "several Whisper models: base-, tiny-");
}

TEST(ModelFiles, ThatAreMissingAreNamed) {
  const auto expect_missing = [](const Names& names, const std::string& name) {
    const auto files = chosen(names);
    ASSERT_FALSE(files) << name;
    EXPECT_EQ(files.error().code, ErrorCode::not_found);
    EXPECT_THAT(files.error().message, HasSubstr(name));
    EXPECT_THAT(files.error().hint, HasSubstr("sherpa-onnx"));
    EXPECT_THAT(files.error().hint, HasSubstr("Optimum"));
  };
  expect_missing({}, "*encoder.onnx");
  expect_missing({"encoder.onnx.part"}, "*encoder.onnx");
  expect_missing({"a-encoder.onnx", "b-decoder.onnx"}, "a-decoder.onnx");
  expect_missing({"a-encoder.onnx", "a-decoder.onnx", "tokens.txt"}, "a-tokens.txt");
  expect_missing({"encoder_model.onnx"}, "decoder_model_merged.onnx");
  expect_missing({"encoder_model.onnx", "decoder_model.onnx"}, "decoder_with_past_model.onnx");
}

TEST(ModelFiles, AreLookedForInAFolderThatErrorsName) {
  const ScratchFolder folder;
  const auto none = find_files(folder.path(), false);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr(folder.path().string()));
  for (const char* const name : {"m-encoder.onnx", "m-decoder.onnx", "m-tokens.txt"}) {
    static_cast<void>(folder.write(name, ""));
  }
  EXPECT_EQ(find_files(folder.path(), false)->encoder, folder.path() / "m-encoder.onnx");
  EXPECT_EQ(find_files(folder.path() / "m", false)->tokens, folder.path() / "m-tokens.txt");
  EXPECT_EQ(find_files(folder.path() / "x", false).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace voicehub::engines::whisper
