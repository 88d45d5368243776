#include "engines/runtime/http_message.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engines/runtime/queued_answer.hpp"

namespace voicehub::engines {
namespace {

std::string message_of(const Response& response) {
  return nlohmann::json::parse(response.body).at("error").at("message");
}

TEST(ErrorResponse, HasOpenAisTypeOfItsStatus) {
  const auto type_of = [](int status) {
    const Response response = error_response(status, "it did not work");
    return nlohmann::json::parse(response.body).at("error").at("type");
  };
  EXPECT_EQ(type_of(400), "invalid_request_error");
  EXPECT_EQ(type_of(413), "invalid_request_error");
  EXPECT_EQ(type_of(429), "rate_limit_error");
  EXPECT_EQ(type_of(500), "server_error");
  EXPECT_EQ(type_of(503), "server_error");
}

// OpenAI's clients would send it twice more, and each time it is worked on for the whole limit.
TEST(ErrorResponse, AsksNobodyToRepeatWhatTookTooLong) {
  const auto late = error_response(
      Error{.code = ErrorCode::timeout, .message = "it took longer than the time limit"});
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(late.headers, (Headers{{"x-should-retry", "false"}}));
  EXPECT_EQ(error_response(500, "a bug").headers, Headers{});
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
