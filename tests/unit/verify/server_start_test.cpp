#include "core/verify/server_start.hpp"

#include <gtest/gtest.h>

namespace voicehub::verify {
namespace {

TEST(ServerStart, IsTheMainProcessWhereThereIsNoInit) {
  EXPECT_EQ(server_start_since_boot({{1, 0, "python3", 100}, {20, 1, "ffmpeg", 900}}), 100);
}

TEST(ServerStart, IsTheEarliestChildOfAnInit) {
  EXPECT_EQ(server_start_since_boot({{1, 0, "docker-init", 100},
                                     {7, 1, "tini", 110},
                                     {8, 7, "python3", 120},
                                     {30, 8, "python3", 500}}),
            120);
}

TEST(ServerStart, MovesWhenOurAgentRestartsTheServerInPlace) {
  EXPECT_EQ(server_start_since_boot({{1, 0, "voicehub-agent", 100}, {40, 1, "python3", 700}}), 700);
}

TEST(ServerStart, IsNotThatOfACheckerWhichOutlivesTheServer) {
  EXPECT_EQ(
      server_start_since_boot(
          {{1, 0, "voicehub-agent", 100}, {30, 1, "voicehub-check", 300}, {40, 1, "python3", 700}}),
      700);
}

TEST(ServerStart, LeavesOutWhatWasPutInFromOutside) {
  // A shell by `exec`, older than the restarted server, and what it has started.
  EXPECT_EQ(server_start_since_boot({{1, 0, "docker-init", 100},
                                     {20, 0, "bash", 200},
                                     {21, 20, "vim", 210},
                                     {40, 1, "python3", 700}}),
            700);
}

TEST(ServerStart, IsUnknownWhereNoProcessCanBeSeen) {
  EXPECT_EQ(server_start_since_boot({}), std::nullopt);
  EXPECT_EQ(server_start_since_boot({{1, 0, "docker-init", 100}}), 100);
}

TEST(ServerStart, CountsFromTheBootThatBothSidesShare) {
  const Answer answer{.boot_id = "one", .uptime_ns = 5000, .processes = {{1, 0, "python3", 2000}}};
  EXPECT_EQ(server_start(answer, {.id = "one", .at_ns = 100'000}, 104'900), 102'000);
}

TEST(ServerStart, CountsBackFromTheQuestionInAVirtualMachine) {
  const Answer answer{
      .boot_id = "other", .uptime_ns = 5000, .processes = {{1, 0, "python3", 2000}}};
  EXPECT_EQ(server_start(answer, {.id = "one", .at_ns = 100'000}, 104'900), 101'900);
  EXPECT_EQ(server_start({}, {.id = "", .at_ns = 1}, 104'900), std::nullopt);
}

}  // namespace
}  // namespace voicehub::verify
