#include "engines/whisper/segments.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/whisper/small_model.hpp"

namespace voicehub::engines::whisper {
namespace {

// "0.00-2.00 ab, 2.00-4.00 c -> 400"
std::string shown(const std::vector<int>& tokens, int window_frames = 3000) {
  const Vocabulary vocabulary = letters();
  const WindowSegments window =
      split_window(tokens, special_tokens_behind_letters(), window_frames);
  std::string text;
  for (const TokenSegment& segment : window.segments) {
    text += fmt::format("{}{:.2f}-{:.2f} {}",
                        text.empty() ? "" : ", ",
                        segment.start,
                        segment.end,
                        vocabulary.text(segment.tokens));
  }
  return fmt::format("{} -> {}", text, window.next);
}

TEST(Segments, EndAtPairsOfTimestampsAndTheRestIsHeardAgain) {
  EXPECT_EQ(
      shown({timestamp(0), 0, 1, timestamp(2), timestamp(2.5), 2, timestamp(4), timestamp(4)}),
      "0.00-2.00 ab, 2.50-4.00 c -> 400");
  EXPECT_EQ(shown({timestamp(0), 0, timestamp(2), timestamp(2), 1, 2}), "0.00-2.00 a -> 200");
}

TEST(Segments, ReachToTheEndOfTheWindowAfterALoneTimestampAtTheEnd) {
  EXPECT_EQ(shown({timestamp(0), 0, timestamp(2), timestamp(2), 1, timestamp(5)}),
            "0.00-2.00 a, 2.00-5.00 b -> 3000");
  EXPECT_EQ(shown({timestamp(0.5), 0, timestamp(2)}, 1100), "0.50-2.00 a -> 1100");
}

TEST(Segments, AreOneAsLongAsTheWindowWithoutTimestamps) {
  EXPECT_EQ(shown({0, 1}, 1100), "0.00-11.00 ab -> 1100");
  EXPECT_EQ(shown({timestamp(0), 0, 1}, 1100), "0.00-11.00 ab -> 1100");
  EXPECT_EQ(shown({timestamp(0.5), 0}, 1100), "0.50-11.00 a -> 1100");
}

TEST(Segments, AlwaysMoveOn) {
  EXPECT_EQ(shown({}, 0), "0.00-0.00  -> 1");
  EXPECT_EQ(shown({timestamp(0), timestamp(0)}, 500), "0.00-0.00  -> 500");
  EXPECT_EQ(shown({timestamp(0), timestamp(0), 0, 1}, 500), "0.00-0.00  -> 500");
  EXPECT_EQ(shown({timestamp(0), 0, timestamp(30), timestamp(30)}, 500), "0.00-30.00 a -> 500");
}

}  // namespace
}  // namespace voicehub::engines::whisper
