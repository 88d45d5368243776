#include "engines/onnx/threads.hpp"

#include <gtest/gtest.h>

namespace voicehub::engines::onnx {
namespace {

TEST(Threads, AreAsManyAsProcessorsWithoutAQuota) {
  EXPECT_EQ(thread_count("max 100000\n", 8), 8);
  EXPECT_EQ(thread_count("", 8), 8);
  EXPECT_EQ(thread_count("-1 100000", 8), 8) << "as the first version of control groups says it";
}

TEST(Threads, AreNoMoreThanTheQuotaHoldsWhole) {
  EXPECT_EQ(thread_count("200000 100000\n", 8), 2);
  EXPECT_EQ(thread_count("390000 100000", 8), 3);
  EXPECT_EQ(thread_count("50000 25000", 8), 2);
}

TEST(Threads, AreAtLeastOne) {
  EXPECT_EQ(thread_count("50000 100000", 8), 1);
  EXPECT_EQ(thread_count("max 100000", 0), 1);
}

TEST(Threads, AreNoMoreThanProcessorsWhateverTheQuota) {
  EXPECT_EQ(thread_count("1600000 100000", 4), 4);
  EXPECT_EQ(thread_count("9223372036854775807 1", 4), 4);
}

TEST(Threads, DoNotFollowAQuotaThatIsNone) {
  for (const char* const text : {"0 100000", "-1 100000", "200000", "200000 0", "200000,100000"}) {
    EXPECT_EQ(thread_count(text, 8), 8) << text;
  }
}

}  // namespace
}  // namespace voicehub::engines::onnx
