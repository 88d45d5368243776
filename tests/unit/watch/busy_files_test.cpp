#include "core/watch/busy_files.hpp"

#include <gtest/gtest.h>

namespace voicehub::watch {
namespace {

using namespace std::chrono_literals;
using Verdict = BusyFiles::Verdict;

const BusyFiles::Time kStart{1h};

TEST(BusyFiles, AreThoseThatAreWrittenAgainAndAgain) {
  BusyFiles files;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(files.note({"/app/state.json"}, kStart + i * 100ms), Verdict::counts);
  }
  EXPECT_EQ(files.note({"/app/state.json"}, kStart + 500ms), Verdict::becomes_busy);
  EXPECT_EQ(files.note({"/app/state.json"}, kStart + 600ms), Verdict::busy);
  EXPECT_EQ(files.note({"/app/server.py"}, kStart + 600ms), Verdict::counts) << "another file";
  EXPECT_EQ(files.busy(), std::vector<HostPath>{{"/app/state.json"}});
}

TEST(BusyFiles, AreNotThoseThatAPersonSaves) {
  BusyFiles files;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(files.note({"/app/server.py"}, kStart + i * 700ms), Verdict::counts);
  }
}

TEST(BusyFiles, CountAgainAfterAMinuteOfRest) {
  BusyFiles files;
  for (int i = 0; i < 10; ++i) {
    (void)files.note({"/app/state.json"}, kStart + i * 100ms);
  }
  EXPECT_EQ(files.note({"/app/state.json"}, kStart + 30s), Verdict::busy);
  EXPECT_EQ(files.note({"/app/state.json"}, kStart + 90s), Verdict::counts);
}

}  // namespace
}  // namespace voicehub::watch
