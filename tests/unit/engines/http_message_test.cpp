#include "engines/runtime/http_message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

std::string message_of(const Response& response) {
  return nlohmann::json::parse(response.body).at("error").at("message");
}

TEST(ErrorResponse, KeepsBothEndsOfALongMessage) {
  const std::string quoted(100'000, 'a');
  const auto message = message_of(error_response(400, "no '" + quoted + "'; there is slt"));
  EXPECT_LT(message.size(), 2000U);
  EXPECT_TRUE(message.starts_with("no 'aaa"));
  EXPECT_TRUE(message.ends_with("aaa'; there is slt"));
}

TEST(ErrorResponse, LeavesAUsualMessageAlone) {
  const std::string usual(2000, 'a');
  EXPECT_EQ(message_of(error_response(400, usual)), usual);
}

TEST(ErrorResponse, IsUtf8WhateverItQuotes) {
  std::string quoted;
  for (int i = 0; i < 1000; ++i) {
    quoted += "\u20AC\xFF";  // so that the middle begins and ends within a character
  }
  const std::string text = message_of(error_response(400, quoted));
  EXPECT_TRUE(text.contains("\uFFFD"));
  EXPECT_TRUE(text.contains("\u20AC"));
}

}  // namespace
}  // namespace voicehub::engines
