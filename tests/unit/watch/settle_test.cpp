#include "core/watch/settle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::watch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Settle::Time kStart{1h};

std::vector<std::string> taken(Settle& settle, std::chrono::milliseconds at) {
  std::vector<std::string> paths;
  for (const Settle::Settled& settled : settle.take(kStart + at)) {
    paths.push_back(settled.path.text);
  }
  return paths;
}

class SettleTest : public testing::Test {
 protected:
  void add(const char* path, std::chrono::milliseconds at) { settle_.add({path}, kStart + at); }

  void write_on(const char* path, std::chrono::milliseconds at) {
    settle_.add({path}, kStart + at, Settle::Activity::open);
  }

  Settle settle_{30ms, 250ms};
};

TEST_F(SettleTest, APathRestsAfterTheQuietTime) {
  add("/a", 0ms);
  EXPECT_THAT(taken(settle_, 29ms), IsEmpty());
  EXPECT_EQ(settle_.next(), kStart + 30ms);
  EXPECT_THAT(taken(settle_, 30ms), ElementsAre("/a"));
  EXPECT_TRUE(settle_.empty());
  EXPECT_EQ(settle_.next(), std::nullopt);
}

TEST_F(SettleTest, PathsOfOneBurstComeTogether) {
  add("/a", 0ms);
  add("/b", 20ms);
  add("/c", 45ms);
  EXPECT_THAT(taken(settle_, 60ms), IsEmpty());
  EXPECT_THAT(taken(settle_, 75ms), ElementsAre("/a", "/b", "/c"));
}

TEST_F(SettleTest, ABurstWithoutEndIsCutAtTheLongestTime) {
  for (auto at = 0ms; at < 250ms; at += 10ms) {
    add("/a", at);
    EXPECT_THAT(taken(settle_, at), IsEmpty());
  }
  EXPECT_THAT(taken(settle_, 250ms), ElementsAre("/a"));
}

TEST_F(SettleTest, AFileThatIsStillOpenIsWaitedFor) {
  write_on("/a", 0ms);
  EXPECT_THAT(taken(settle_, 100ms), IsEmpty());
  add("/a", 110ms);  // closed
  EXPECT_THAT(taken(settle_, 139ms), IsEmpty());
  EXPECT_THAT(taken(settle_, 140ms), ElementsAre("/a"));
}

TEST_F(SettleTest, ARestlessFileDelaysNoOther) {
  for (auto at = 0ms; at <= 240ms; at += 20ms) {
    write_on("/log", at);
  }
  EXPECT_THAT(taken(settle_, 250ms), ElementsAre("/log"));
  write_on("/log", 260ms);
  add("/server.py", 270ms);
  write_on("/log", 290ms);
  EXPECT_THAT(taken(settle_, 300ms), ElementsAre("/server.py"));
}

TEST_F(SettleTest, ARestlessFileIsNotStarved) {
  for (auto at = 0ms; at <= 240ms; at += 20ms) {
    write_on("/log", at);
  }
  EXPECT_THAT(taken(settle_, 250ms), ElementsAre("/log"));
  for (auto at = 260ms; at < 500ms; at += 20ms) {
    write_on("/log", at);
    EXPECT_THAT(taken(settle_, at), IsEmpty());
  }
  EXPECT_THAT(taken(settle_, 510ms), ElementsAre("/log"));
}

}  // namespace
}  // namespace voicehub::watch
