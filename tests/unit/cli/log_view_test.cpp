#include "cli/display/log_view.hpp"

#include <gtest/gtest.h>

namespace voicehub::cli {
namespace {

ops::LogLine line(std::string service, std::string text) {
  return {.service = service,
          .container = service + "-1",
          .stream = docker::OutputStream::standard_error,
          .stamp = "2025-01-02T03:04:05.6Z",
          .text = std::move(text)};
}

TEST(LogView, AlignsThePrefixesFromTheFirstLineOn) {
  LogView view{{.services = {"tts", "whisper-asr"}}, Terminal{}};
  EXPECT_EQ(view.text(std::vector{line("tts", "ready"), line("whisper-asr", ""), line("new", "x")}),
            "tts          │ ready\n"
            "whisper-asr  │ \n"
            "new          │ x\n");
}

TEST(LogView, GivesEveryServiceAColourOfItsOwn) {
  LogView view{{}, Terminal{.colour = true}};
  EXPECT_EQ(view.text(std::vector{line("a", "1"), line("b", "2"), line("a", "3")}),
            "\x1b[36ma  │\x1b[0m 1\n"
            "\x1b[33mb  │\x1b[0m 2\n"
            "\x1b[36ma  │\x1b[0m 3\n");
}

TEST(LogView, ShowsTimesAndLeavesPrefixesOut) {
  LogView view{{.timestamps = true, .prefix = false}, Terminal{}};
  EXPECT_EQ(view.text(std::vector{line("tts", "ready")}), "2025-01-02T03:04:05.6Z ready\n");
}

TEST(LogView, WritesOneJsonObjectALine) {
  LogView view{{.format = OutputFormat::json}, Terminal{.colour = true}};
  EXPECT_EQ(view.text(std::vector{line("tts", "a \"b\" \xFF")}),
            R"({"service":"tts","container":"tts-1","stream":"stderr",)"
            R"("time":"2025-01-02T03:04:05.6Z","line":"a \"b\" )"
            "\xEF\xBF\xBD\"}\n");
}

}  // namespace
}  // namespace voicehub::cli
