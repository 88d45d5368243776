#include "core/buildkit/grpc.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::buildkit {
namespace {

using testing::ElementsAre;

TEST(ToFrame, PutsTheSizeBeforeTheMessage) {
  EXPECT_EQ(to_frame("abc"), std::string("\0\0\0\0\3abc", 8));
  EXPECT_EQ(to_frame(std::string(258, 'x')).substr(0, 5), std::string("\0\0\0\1\2", 5));
}

TEST(ToTrailer, KeepsPlainAsciiOnly) {
  EXPECT_EQ(to_trailer("100% of ü\n"), "100%25 of %C3%BC%0A");
}

TEST(MessageReader, DoesNotCareWhereThePiecesEnd) {
  const std::string bytes = to_frame("one") + to_frame("") + to_frame("three");
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    MessageReader reader;
    std::vector<std::string> messages;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      EXPECT_TRUE(reader.feed(bytes.substr(at, size), [&](std::string message) {
        messages.push_back(std::move(message));
      }));
    }
    EXPECT_THAT(messages, ElementsAre("one", "", "three")) << size;
  }
}

TEST(MessageReader, RefusesWhatNobodySends) {
  const auto ignore = [](const std::string&) {};
  EXPECT_FALSE(MessageReader{}.feed(std::string("\1\0\0\0\1x", 6), ignore)) << "compressed";
  EXPECT_FALSE(MessageReader{}.feed(std::string("\0\x7f\0\0\0", 5), ignore)) << "two gigabytes";
}

}  // namespace
}  // namespace voicehub::buildkit
