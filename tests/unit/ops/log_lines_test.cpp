#include "core/ops/log_lines.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using namespace std::chrono_literals;
using docker::OutputStream;

constexpr auto kOut = OutputStream::standard_output;
constexpr auto kErr = OutputStream::standard_error;

struct Joined {
  std::vector<LogLine> lines;
  LineJoiner joiner{[this](LogLine line) { lines.push_back(std::move(line)); }};

  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const LogLine& line : lines) {
      texts.push_back(line.text);
    }
    return texts;
  }
};

std::string stamped(int second, std::string_view text) {
  return "2025-01-02T03:04:0" + std::to_string(second) + ".000000000Z " + std::string{text};
}

TEST(LineJoiner, TakesTheTimestampOff) {
  Joined joined;
  joined.joiner.add(kErr, stamped(5, "ready\n"));
  ASSERT_EQ(joined.lines.size(), 1U);
  EXPECT_EQ(joined.lines[0].text, "ready");
  EXPECT_EQ(joined.lines[0].stamp, "2025-01-02T03:04:05.000000000Z");
  EXPECT_EQ(joined.lines[0].time, TimePoint{1735787045s});
  EXPECT_EQ(joined.lines[0].stream, kErr);
}

TEST(LineJoiner, DoesNotCareWhereThePiecesEnd) {
  const std::string all = stamped(1, "one\n") + stamped(2, "\n") + stamped(3, "three\r\n");
  for (std::size_t size = 1; size < all.size(); ++size) {
    Joined joined;
    for (std::size_t at = 0; at < all.size(); at += size) {
      joined.joiner.add(kOut, std::string_view{all}.substr(at, size));
    }
    EXPECT_EQ(joined.texts(), (std::vector<std::string>{"one", "", "three"})) << size;
  }
}

TEST(LineJoiner, KeepsTheStreamsApart) {
  Joined joined;
  joined.joiner.add(kOut, stamped(1, "half"));
  joined.joiner.add(kErr, stamped(2, "whole\n"));
  joined.joiner.add(kOut, " and half\n");
  EXPECT_EQ(joined.texts(), (std::vector<std::string>{"whole", "half and half"}));
}

TEST(LineJoiner, JoinsALineThatTheDaemonCutIntoPieces) {
  const std::string piece(16384, 'x');
  Joined joined;
  joined.joiner.add(kOut, stamped(1, piece));
  joined.joiner.add(kOut, stamped(2, piece));
  joined.joiner.add(kOut, stamped(3, "end\n"));
  ASSERT_EQ(joined.lines.size(), 1U);
  EXPECT_EQ(joined.lines[0].text, piece + piece + "end");
  EXPECT_EQ(joined.lines[0].stamp, "2025-01-02T03:04:01.000000000Z");
}

TEST(LineJoiner, LeavesALongLineOfADaemonThatDoesNotCutAlone) {
  const std::string text(40000, 'y');
  Joined joined;
  joined.joiner.add(kOut, stamped(1, text + "\n"));
  EXPECT_EQ(joined.texts(), (std::vector<std::string>{text}));
}

TEST(LineJoiner, GivesOutALineThatNeverEnds) {
  Joined joined;
  joined.joiner.add(kOut, std::string(2UL * 1024 * 1024, '.'));
  EXPECT_EQ(joined.lines.size(), 1U);
}

TEST(LineJoiner, GivesOutTheRestAtTheEnd) {
  Joined joined;
  joined.joiner.add(kOut, stamped(1, "no newline"));
  joined.joiner.end();
  joined.joiner.end();
  EXPECT_EQ(joined.texts(), (std::vector<std::string>{"no newline"}));
}

TEST(ResumePoint, SkipsWhatWasAlreadySeen) {
  ResumePoint point;
  EXPECT_TRUE(point.is_new(TimePoint{10s}));
  EXPECT_TRUE(point.is_new(TimePoint{20s}));
  EXPECT_TRUE(point.is_new(TimePoint{20s}));
  EXPECT_EQ(point.since(), TimePoint{20s});
  point.rewind();
  EXPECT_FALSE(point.is_new(TimePoint{20s}));
  EXPECT_FALSE(point.is_new(TimePoint{20s}));
  EXPECT_TRUE(point.is_new(TimePoint{20s}));  // a third line of the same second
  EXPECT_TRUE(point.is_new(TimePoint{30s}));
}

TEST(ResumePoint, SkipsTheSameLinesAgainAfterAnotherRestart) {
  ResumePoint point;
  EXPECT_TRUE(point.is_new(TimePoint{20s}));
  for (int restart = 0; restart < 2; ++restart) {
    point.rewind();
    EXPECT_FALSE(point.is_new(TimePoint{20s}));
  }
  EXPECT_TRUE(point.is_new(TimePoint{20s}));
}

TEST(ResumePoint, KeepsLinesThatArriveOutOfOrder) {
  ResumePoint point;
  EXPECT_TRUE(point.is_new(TimePoint{20s}));
  EXPECT_TRUE(point.is_new(TimePoint{19s}));
  EXPECT_EQ(point.since(), TimePoint{20s});
}

std::vector<std::string> errors_in(const std::vector<std::string>& lines) {
  ErrorFilter filter;
  std::vector<std::string> shown;
  for (const std::string& line : lines) {
    if (filter.shows(line)) {
      shown.push_back(line);
    }
  }
  return shown;
}

TEST(ErrorFilter, ShowsLinesThatNameAnError) {
  const std::vector<std::string> errors{"ERROR: CUDA out of memory",
                                        "[critical] model is corrupt",
                                        "java.lang.NullPointerException",
                                        "thread 'main' panicked at src/main.rs",
                                        "panic: runtime error: index out of range",
                                        "FATAL ENGINE EXCEPTION",
                                        "\"POST /tts HTTP/1.1\" 500 Internal Server Error",
                                        "ValueError: no voice"};
  EXPECT_EQ(errors_in(errors), errors);
}

TEST(ErrorFilter, HidesTheRest) {
  EXPECT_EQ(errors_in({"INFO: ready",
                       "loaded the terrorist corpus",
                       "finished with 0 errors",
                       "No error so far",
                       "    indented, and nothing before it",
                       ""}),
            std::vector<std::string>{});
}

TEST(ErrorFilter, ShowsAWholeTraceback) {
  const std::vector<std::string> traceback{"Traceback (most recent call last):",
                                           "  File \"/app/server.py\", line 12, in speak",
                                           "    model.generate(text)",
                                           "torch.cuda.OutOfMemory: tried to allocate 2 GiB"};
  std::vector<std::string> log = traceback;
  log.insert(log.begin(), "INFO: POST /tts");
  log.emplace_back("INFO: next request");
  EXPECT_EQ(errors_in(log), traceback);
}

TEST(ErrorFilter, ShowsTheStackBelowAnError) {
  EXPECT_EQ(errors_in({"Error: no such file", "    at open (fs.js:1)", "listening"}),
            (std::vector<std::string>{"Error: no such file", "    at open (fs.js:1)"}));
}

}  // namespace
}  // namespace voicehub::ops
