#include "core/plan/journal.hpp"

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

class JournalTest : public testing::Test {
 protected:
  HostPath folder_{testing::TempDir() + "journal-" + std::to_string(::getpid())};

  void TearDown() override { std::filesystem::remove_all(folder_.text); }
};

TEST_F(JournalTest, NamesTheRunThatHoldsTheLock) {
  const auto first = Journal::open(folder_, "voice", "restart");
  ASSERT_TRUE(first);
  const auto second = Journal::open(folder_, "voice", "start");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_THAT(second.error().message,
              HasSubstr("(`restart`, pid " + std::to_string(::getpid()) + ")"));
}

TEST_F(JournalTest, LetsTwoProjectsBeWorkedOnAtOnce) {
  const auto first = Journal::open(folder_, "voice", "restart");
  EXPECT_TRUE(Journal::open(folder_, "shop", "start"));
}

TEST_F(JournalTest, ExplainsWhatAnInterruptedRunLeft) {
  {
    auto journal = Journal::open(folder_, "voice", "restart");
    ASSERT_TRUE(journal);
    journal->record("stop_container service:tts:1");
  }
  const auto next = Journal::open(folder_, "voice", "start");
  ASSERT_TRUE(next);
  ASSERT_TRUE(next->interrupted());
  EXPECT_THAT(*next->interrupted(), HasSubstr("`restart` (pid "));
  EXPECT_THAT(*next->interrupted(),
              HasSubstr("after 1 step, the last one: stop_container service:tts:1"));
}

TEST_F(JournalTest, HasNothingToSayAfterARunThatEndedWell) {
  {
    auto journal = Journal::open(folder_, "voice", "restart");
    ASSERT_TRUE(journal);
    journal->record("stop_container service:tts:1");
    journal->finish();
  }
  const auto next = Journal::open(folder_, "voice", "start");
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->interrupted());
}

}  // namespace
}  // namespace voicehub::plan
