#include "cli/display/table.hpp"

#include <gtest/gtest.h>

namespace voicehub::cli {
namespace {

Table services() {
  Table table{{"SERVICE", "STATE", "PORTS", "IMAGE"}};
  table.add({{"tts"}, {"running", Colour::green}, {}, {"registry.local/voice/chatterbox-tts"}});
  table.add({{"音声"}, {"exited", Colour::red}});
  return table;
}

TEST(Table, AlignsColumnsAndLeavesEmptyOnesOut) {
  EXPECT_EQ(services().text(Terminal{}),
            "SERVICE  STATE    IMAGE\n"
            "tts      running  registry.local/voice/chatterbox-tts\n"
            "音声     exited\n");
}

TEST(Table, CutsTheWidestColumnOnANarrowTerminal) {
  EXPECT_EQ(services().text(Terminal{.is_tty = true, .columns = 36}),
            "SERVICE  STATE    IMAGE\n"
            "tts      running  registry.local/vo…\n"
            "音声     exited\n");
}

TEST(Table, KeepsColumnsReadableOnATerminalThatIsTooNarrow) {
  EXPECT_EQ(services().text(Terminal{.is_tty = true, .columns = 5}),
            "SERVICE  STATE    IMAGE\n"
            "tts      running  registr…\n"
            "音声     exited\n");
}

TEST(Table, AlignsPaintedCells) {
  Table table{{"A", "B"}};
  table.add({{"x", Colour::red}, {"y"}});
  EXPECT_EQ(table.text(Terminal{.colour = true}),
            "\x1b[1mA\x1b[0m  \x1b[1mB\x1b[0m\n"
            "\x1b[31mx\x1b[0m  y\n");
}

TEST(Table, IsNothingWithoutRows) {
  EXPECT_EQ(Table({"A"}).text(Terminal{}), "");
}

}  // namespace
}  // namespace voicehub::cli
