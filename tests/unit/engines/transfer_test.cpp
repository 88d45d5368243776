#include "engines/runtime/transfer.hpp"

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;

TEST(EndOfPatience, IsAPauseAfterTheLastByteUnlessTheWholeIsTooSlow) {
  const ServerLimits limits{.stall = 30s, .least_rate = 1000};
  const TransferTime began{};
  const auto after = [&](std::size_t bytes, std::chrono::seconds last_byte) {
    const auto end = end_of_patience({.began = began, .bytes = bytes}, began + last_byte, limits);
    return std::chrono::duration_cast<std::chrono::seconds>(end - began);
  };
  EXPECT_EQ(after(0, 0s), 30s) << "nothing has come yet";
  EXPECT_EQ(after(100'000'000, 3600s), 3630s) << "a long recording on a slow line";
  EXPECT_EQ(after(10, 100s), 30s) << "a byte every ten seconds";
  EXPECT_EQ(after(60'000, 80s), 90s) << "slower than it may be for twenty seconds";
}

TEST(BodyShare, HasRoomForATextWhateverTheOthersHold) {
  const auto all = std::make_shared<std::size_t>(0);
  BodyShare first{all};
  EXPECT_TRUE(first.grow_to(900'000, 1'000'000));
  {
    BodyShare second{all};
    EXPECT_FALSE(second.grow_to(200'000, 1'000'000));
    EXPECT_TRUE(BodyShare{all}.grow_to(1000, 1'000'000));
  }
  EXPECT_EQ(*all, 900'000U) << "what the others held is given back";
}

}  // namespace
}  // namespace voicehub::engines
