#include "core/docker/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::docker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string frame(char stream, std::string_view payload) {
  std::string bytes{stream, 0, 0, 0};
  for (const int shift : {24, 16, 8, 0}) {
    bytes += static_cast<char>(payload.size() >> shift & 0xFFU);
  }
  return bytes.append(payload);
}

struct Collected {
  std::string output;
  std::string error_output;

  LogSink sink() {
    return [this](OutputStream stream, std::string_view bytes) {
      (stream == OutputStream::standard_error ? error_output : output) += bytes;
      return done();
    };
  }
};

TEST(FrameReader, PutsFramesTogetherWhereverTheyAreCut) {
  const std::string large(70'000, 'x');
  const std::string bytes = frame(1, "one ") + frame(2, "oops") + frame(1, "") + frame(1, large);
  for (const std::size_t step :
       {std::size_t{1}, std::size_t{7}, std::size_t{16384}, bytes.size()}) {
    Collected collected;
    FrameReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      ASSERT_TRUE(reader.feed(std::string_view{bytes}.substr(at, step), collected.sink()));
    }
    EXPECT_EQ(collected.output, "one " + large);
    EXPECT_EQ(collected.error_output, "oops");
  }
}

TEST(FrameReader, RefusesWhatIsNotInFrames) {
  Collected collected;
  const auto fed = FrameReader{}.feed("plain text", collected.sink());
  ASSERT_FALSE(fed);
  EXPECT_THAT(fed.error().message, HasSubstr("not in frames: \"plain te\""));
}

TEST(FrameReader, ReturnsTheErrorOfTheSink) {
  const auto fed = FrameReader{}.feed(frame(1, "x"), [](OutputStream, std::string_view) {
    return Result<void>{make_error(ErrorCode::cancelled, "enough")};
  });
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().message, "enough");
}

TEST(LineReader, MakesLinesOfPieces) {
  std::vector<std::string> lines;
  LineReader reader{[&lines](std::string_view line) {
    lines.emplace_back(line);
    return done();
  }};
  for (const char* const piece : {"first\r\nsec", "ond\n", "\nla", "st"}) {
    ASSERT_TRUE(reader.feed(piece));
  }
  EXPECT_THAT(lines, ElementsAre("first", "second", ""));
  ASSERT_TRUE(reader.finish());
  ASSERT_TRUE(reader.finish());
  EXPECT_THAT(lines, ElementsAre("first", "second", "", "last"));
}

}  // namespace
}  // namespace voicehub::docker
