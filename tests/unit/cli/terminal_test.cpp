#include "cli/display/terminal.hpp"

#include <gtest/gtest.h>

namespace voicehub::cli {
namespace {

constexpr Terminal kColours{.is_tty = true, .columns = 80, .colour = true};

TEST(TerminalFor, ShowsColoursOnATerminalOnly) {
  EXPECT_TRUE(terminal_for(true, 100, {}).colour);
  EXPECT_FALSE(terminal_for(false, 0, {}).colour);
  EXPECT_FALSE(terminal_for(true, 100, {{"TERM", "dumb"}}).colour);
}

TEST(TerminalFor, ObeysNoColorBeforeClicolorForce) {
  EXPECT_TRUE(terminal_for(false, 0, {{"CLICOLOR_FORCE", "1"}}).colour);
  EXPECT_FALSE(terminal_for(false, 0, {{"CLICOLOR_FORCE", "0"}}).colour);
  EXPECT_FALSE(terminal_for(true, 100, {{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}).colour);
  EXPECT_TRUE(terminal_for(true, 100, {{"NO_COLOR", ""}}).colour);
}

TEST(TerminalFor, LimitsTheWidthOfTerminalsOnly) {
  EXPECT_EQ(terminal_for(true, 132, {{"COLUMNS", "40"}}).columns, 132);
  EXPECT_EQ(terminal_for(true, 0, {{"COLUMNS", "40"}}).columns, 40);
  EXPECT_EQ(terminal_for(true, 0, {{"COLUMNS", "wide"}}).columns, 80);
  EXPECT_EQ(terminal_for(false, 0, {{"COLUMNS", "40"}}).columns, 0);
}

TEST(Paint, LeavesTextAloneWithoutColours) {
  EXPECT_EQ(paint(kColours, Colour::red, "failed"), "\x1b[31mfailed\x1b[0m");
  EXPECT_EQ(paint(Terminal{}, Colour::red, "failed"), "failed");
  EXPECT_EQ(paint(kColours, Colour::red, ""), "");
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("voice"), 5U);
  EXPECT_EQ(display_width("Größe"), 5U);
  EXPECT_EQ(display_width("音声"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("🎤"), 2U);
  EXPECT_EQ(display_width("\x1b[31mred\x1b[0m"), 3U);
}

TEST(DisplayWidth, CountsBrokenUtf8AsOneColumnAByte) {
  EXPECT_EQ(display_width("a\xC3"), 2U);
  EXPECT_EQ(display_width("\xE9t\xE9"), 3U);
}

TEST(Fit, CutsBetweenCharacters) {
  EXPECT_EQ(fit("chatterbox", 10), "chatterbox");
  EXPECT_EQ(fit("chatterbox", 9), "chatterb…");
  EXPECT_EQ(fit("音声合成", 5), "音声…");
  EXPECT_EQ(fit("音声合成", 4), "音…");
  EXPECT_EQ(fit("x", 0), "");
}

TEST(Printable, TakesTheControlOverTheTerminalOut) {
  EXPECT_EQ(printable("\x1b[2Jgone\x1b[31m red\ttab\r\x07"), "gone red tab");
  EXPECT_EQ(printable("Größe 音声"), "Größe 音声");
}

}  // namespace
}  // namespace voicehub::cli
