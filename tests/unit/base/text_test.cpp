#include "core/base/text.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

using namespace std::chrono_literals;

TEST(Nearest, FindsTheNameBehindATypo) {
  const std::vector<std::string> services{"chatterbox-tts", "whisper-asr"};
  EXPECT_EQ(nearest("chaterbox-tts", services), "chatterbox-tts");
  EXPECT_EQ(nearest("wihsper-asr", services), "whisper-asr");
  EXPECT_EQ(nearest("chatterbox", services), "chatterbox-tts");
}

TEST(Nearest, PrefersATypoToAPartOfTheName) {
  const std::vector<std::string> services{"tts", "chatterbox-tts"};
  EXPECT_EQ(nearest("chaterbox-tts", services), "chatterbox-tts");
}

TEST(Nearest, FindsNothingWhenNothingIsNear) {
  const std::vector<std::string> services{"chatterbox-tts"};
  EXPECT_EQ(nearest("database", services), std::nullopt);
}

TEST(DidYouMean, ListsWhatThereIsWhenNothingIsNear) {
  const std::vector<std::string> services{"asr", "tts"};
  EXPECT_EQ(did_you_mean("database", services, "services"), "known services: asr, tts");
  EXPECT_EQ(did_you_mean("x", {}, "services"), "there are no services");
}

TEST(HumanDuration, UsesTheUnitThatAPersonWould) {
  EXPECT_EQ(human_duration(41ms), "41 ms");
  EXPECT_EQ(human_duration(1312ms), "1.3 s");
  EXPECT_EQ(human_duration(125s), "2 min 5 s");
  EXPECT_EQ(human_duration(3h + 12min), "3 h 12 min");
  EXPECT_EQ(human_duration(96h), "4 days");
}

TEST(HumanBytes, UsesDecimalUnits) {
  EXPECT_EQ(human_bytes(512), "512 B");
  EXPECT_EQ(human_bytes(4'000'000), "4.0 MB");
  EXPECT_EQ(human_bytes(999'960), "1.0 MB");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace voicehub
