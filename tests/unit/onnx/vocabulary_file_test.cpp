#include "engines/whisper_onnx/vocabulary_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines::whisper {
namespace {

using testing::HasSubstr;

constexpr int kEnd = 4;

TEST(VocabularyFile, SpellsBytesAsVisibleCharacters) {
  const auto vocabulary =
      parse_json_vocabulary(R"({"!": 0, "Ġask": 1, "Ã¤": 2, "Ċ": 3, "<|x|>": 4})", kEnd, "v.json");
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->size(), 4);
  EXPECT_EQ(vocabulary->bytes(1), " ask");
  EXPECT_EQ(vocabulary->bytes(2), "ä");
  EXPECT_EQ(vocabulary->bytes(3), "\n");
}

TEST(VocabularyFile, KnowsEveryByte) {
  // 0, the last control character, 0xA0 and the soft hyphen: those that are not visible.
  const auto vocabulary =
      parse_json_vocabulary(R"({"Ā": 0, "ġ": 1, "ł": 2, "Ń": 3})", kEnd, "v.json");
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->bytes(0), std::string_view("\0", 1));
  EXPECT_EQ(vocabulary->bytes(1), "\x7F");
  EXPECT_EQ(vocabulary->bytes(2), "\xA0");
  EXPECT_EQ(vocabulary->bytes(3), "\xAD");
}

TEST(VocabularyFile, MayBeATokenizer) {
  const auto vocabulary =
      parse_json_vocabulary(R"({"version": "1", "model": {"vocab": {"a": 0}}})", kEnd, "t.json");
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->bytes(0), "a");
}

TEST(VocabularyFile, MayHaveATokenWithoutBytes) {
  const auto vocabulary = parse_json_vocabulary(R"({"a": 0, "": 1})", kEnd, "v.json");
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->size(), 2);
}

TEST(VocabularyFile, ThatIsNoneIsNamed) {
  for (const char* const text : {"",
                                 "{",
                                 "[]",
                                 "7",
                                 R"({"a": "b"})",
                                 R"({"a": -1})",
                                 "{}",
                                 R"({"model": 1})",
                                 R"({"model": {"vocab": []}})",
                                 R"({"語": 0})"}) {
    const auto vocabulary = parse_json_vocabulary(text, kEnd, "v.json");
    ASSERT_FALSE(vocabulary) << text;
    EXPECT_EQ(vocabulary.error().code, ErrorCode::failed) << text;
    EXPECT_THAT(vocabulary.error().message, HasSubstr("v.json")) << text;
  }
}

TEST(VocabularyFile, ThatIsMissingIsNamed) {
  const auto vocabulary = read_vocabulary("/nowhere/vocab.json", special_tokens(51865).value());
  ASSERT_FALSE(vocabulary);
  EXPECT_EQ(vocabulary.error().code, ErrorCode::not_found);
}

TEST(GenerationConfig, MustNumberTheSpecialTokensAsOpenAiDoes) {
  const SpecialTokens tokens = special_tokens(51865).value();
  EXPECT_TRUE(check_generation(R"({"no_timestamps_token_id": 50363})", tokens, "g.json"));
  EXPECT_TRUE(check_generation("{}", tokens, "g.json"));
  EXPECT_TRUE(check_generation("not JSON", tokens, "g.json"));
  const auto other = check_generation(R"({"no_timestamps_token_id": 50364})", tokens, "g.json");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::unsupported);
  EXPECT_THAT(other.error().message, HasSubstr("no_timestamps_token_id is 50364"));
}

}  // namespace
}  // namespace voicehub::engines::whisper
