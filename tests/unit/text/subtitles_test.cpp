#include "engines/text/subtitles.hpp"

#include <limits>
#include <regex>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Segment segment(double start, double end, std::string text) {
  return {.start = start, .end = end, .text = std::move(text)};
}

struct Cue {
  long start = 0;  // milliseconds
  long end = 0;
  std::string text;

  friend bool operator==(const Cue&, const Cue&) = default;
};

std::string take_line(std::string_view& file) {
  const std::size_t end = file.find('\n');
  if (end == std::string_view::npos) {
    throw std::runtime_error{"a line without an end: " + std::string{file}};
  }
  const std::string line{file.substr(0, end)};
  file.remove_prefix(end + 1);
  return line;
}

void expect_line(std::string_view& file, std::string_view wanted) {
  if (const std::string line = take_line(file); line != wanted) {
    throw std::runtime_error{"'" + line + "' is not '" + std::string{wanted} + "'"};
  }
}

// Of the parts hours (may be missing), minutes, seconds and milliseconds that begin at `first`.
long milliseconds(const std::smatch& match, std::size_t first) {
  const auto part = [&](std::size_t index) {
    return match[first + index].matched ? std::stol(match[first + index]) : 0;
  };
  return ((part(0) * 60 + part(1)) * 60 + part(2)) * 1000 + part(3);
}

Cue take_cue(std::string_view& file, const std::regex& times) {
  const std::string line = take_line(file);
  std::smatch match;
  if (!std::regex_match(line, match, times)) {
    throw std::runtime_error{"'" + line + "' has no times"};
  }
  Cue cue{.start = milliseconds(match, 1), .end = milliseconds(match, 5), .text = take_line(file)};
  if (cue.end <= cue.start || cue.text.empty() || cue.text.contains("-->")) {
    throw std::runtime_error{"the cue '" + line + "' is none"};
  }
  expect_line(file, "");
  return cue;
}

// Strict: the numbers from 1 on, hours of two digits, nothing between or after the cues.
std::vector<Cue> parse_srt(std::string_view file) {
  static const std::regex times{
      R"((\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3}))"};
  std::vector<Cue> cues;
  while (!file.empty()) {
    expect_line(file, std::to_string(cues.size() + 1));
    cues.push_back(take_cue(file, times));
  }
  return cues;
}

// Strict: hours only when needed, and no markup in the text but references to characters.
std::vector<Cue> parse_vtt(std::string_view file) {
  static const std::regex times{
      R"((?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3}) --> (?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3}))"};
  static const std::regex allowed{R"((?:[^<&]|&amp;|&lt;)*)"};
  expect_line(file, "WEBVTT");
  expect_line(file, "");
  std::vector<Cue> cues;
  while (!file.empty()) {
    cues.push_back(take_cue(file, times));
    if (!std::regex_match(cues.back().text, allowed)) {
      throw std::runtime_error{"markup in " + cues.back().text};
    }
  }
  return cues;
}

const std::vector<Segment>& kennedy() {
  static const std::vector<Segment> segments{
      segment(0, 7.6, " And so my fellow Americans, ask not what your country can do for you,"),
      segment(7.6, 3661.0456, " ask what you can do for your country.")};
  return segments;
}

TEST(Subtitles, AreWrittenAsSubRip) {
  EXPECT_EQ(srt(kennedy()),
            "1\n00:00:00,000 --> 00:00:07,600\n"
            "And so my fellow Americans, ask not what your country can do for you,\n\n"
            "2\n00:00:07,600 --> 01:01:01,046\n"
            "ask what you can do for your country.\n\n");
}

TEST(Subtitles, AreWrittenAsWebVtt) {
  EXPECT_EQ(vtt(kennedy()),
            "WEBVTT\n\n00:00.000 --> 00:07.600\n"
            "And so my fellow Americans, ask not what your country can do for you,\n\n"
            "00:07.600 --> 01:01:01.046\n"
            "ask what you can do for your country.\n\n");
}

TEST(Subtitles, OfNothingHaveNoCues) {
  EXPECT_EQ(srt({}), "");
  EXPECT_EQ(vtt({}), "WEBVTT\n\n");
  EXPECT_EQ(plain_text({}), "\n");
  const std::vector<Segment> silence{segment(0, 1, ""), segment(1, 2, " \n ")};
  EXPECT_THAT(parse_srt(srt(silence)), IsEmpty());
  EXPECT_THAT(parse_vtt(vtt(silence)), IsEmpty());
}

TEST(Subtitles, CanBeReadWhateverTheTextIs) {
  const std::vector<Segment> segments{segment(0, 1, "a --> b ----> c"),
                                      segment(1, 2, "one\n\n2\n00:00:00,000 --> x\r\rtwo"),
                                      segment(2, 3, ""),
                                      segment(3, 4, "<b>R&D</b>")};
  const std::string inner = "one 2 00:00:00,000 -> x two";
  EXPECT_THAT(
      parse_srt(srt(segments)),
      ElementsAre(
          Cue{0, 1000, "a -> b -> c"}, Cue{1000, 2000, inner}, Cue{3000, 4000, "<b>R&D</b>"}));
  EXPECT_THAT(parse_vtt(vtt(segments)),
              ElementsAre(Cue{0, 1000, "a -> b -> c"},
                          Cue{1000, 2000, inner},
                          Cue{3000, 4000, "&lt;b>R&amp;D&lt;/b>"}));
}

TEST(Subtitles, CanBeReadWhateverTheTimesAre) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<Segment> segments{segment(-3, 0.9996, "a"),
                                      segment(59.9996, 60, "b"),
                                      segment(5, 2, "c"),
                                      segment(nan, infinity, "d"),
                                      segment(360000, 1e300, "e")};
  const auto expected = ElementsAre(Cue{0, 1000, "a"},
                                    Cue{60000, 60001, "b"},
                                    Cue{5000, 5001, "c"},
                                    Cue{0, 1, "d"},
                                    Cue{360000000, 366L * 24 * 3600 * 1000, "e"});
  EXPECT_THAT(parse_srt(srt(segments)), expected);
  EXPECT_THAT(parse_vtt(vtt(segments)), expected);
}

TEST(Subtitles, AreReadStrictlyByTheseTests) {
  for (const char* wrong : {"2\n00:00:00,000 --> 00:00:01,000\na\n\n",
                            "1\n00:00.000 --> 00:01.000\na\n\n",
                            "1\n00:00:00,000 --> 00:00:01,000\na\n",
                            "1\n00:00:00,000 --> 00:00:00,000\na\n\n",
                            "1\n00:00:60,000 --> 00:01:01,000\na\n\n"}) {
    EXPECT_THROW((void)parse_srt(wrong), std::runtime_error) << wrong;
  }
  for (const char* wrong : {"WEBVTT\n",
                            "WEBVTT\n\n00:00,000 --> 00:01,000\na\n\n",
                            "WEBVTT\n\n00:00.000 --> 00:01.000\n<b>a\n\n"}) {
    EXPECT_THROW((void)parse_vtt(wrong), std::runtime_error) << wrong;
  }
}

TEST(PlainText, IsTheSegmentsOnOneLine) {
  EXPECT_EQ(plain_text(kennedy()),
            "And so my fellow Americans, ask not what your country can do for you, "
            "ask what you can do for your country.\n");
}

TEST(Transcript, JoinsItsSegmentsWithSpaces) {
  const Transcript transcript{.segments = {segment(0, 1, " one "),
                                           segment(1, 2, "two"),
                                           segment(2, 3, " "),
                                           segment(3, 4, "  three\nfour")}};
  EXPECT_EQ(transcript.text(), "one two three four");
  EXPECT_EQ(Transcript{}.text(), "");
}

TEST(Transcript, JoinsChineseAndJapaneseWithoutThem) {
  const Transcript transcript{
      .segments = {segment(0, 1, "今天，"), segment(1, 2, "天气很好"), segment(2, 3, "OK 吗")}};
  EXPECT_EQ(transcript.text(), "今天，天气很好 OK 吗");
}

}  // namespace
}  // namespace voicehub::engines
