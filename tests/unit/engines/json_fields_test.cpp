#include "engines/runtime/json_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/runtime/router.hpp"
#include "tests/support/ask.hpp"

namespace voicehub::engines {
namespace {

using testing::HasSubstr;

JsonFields fields(std::string_view body) {
  return JsonFields::parse(body).value();
}

template <typename T>
std::string message(const OrRefusal<T>& value) {
  return value ? "no refusal" : value.error().body;
}

TEST(JsonFields, AreWhatTheBodySaysOrTheFallback) {
  const JsonFields body = fields(R"({"text": "hi", "speed": 2, "on": true, "none": null})");
  EXPECT_EQ(body.text("text", "-"), "hi");
  EXPECT_EQ(body.text("voice", "-"), "-");
  EXPECT_EQ(body.text("none", "-"), "-");
  EXPECT_EQ(body.number("speed", 1, 0.25, 4), 2);
  EXPECT_EQ(body.number("rate", 1, 0.25, 4), 1);
  EXPECT_EQ(body.flag("on", false), true);
  EXPECT_TRUE(body.has("text"));
  EXPECT_FALSE(body.has("none"));
}

TEST(JsonFields, AreRefusedByNameWhenTheirTypeIsWrong) {
  const JsonFields body =
      fields(R"({"text": 1, "speed": "fast", "on": 1, "low": 0.1, "high": 1e300})");
  EXPECT_THAT(message(body.text("text", "")), HasSubstr(R"("param":"text")"));
  EXPECT_THAT(message(body.number("speed", 1, 0.25, 4)),
              HasSubstr("must be a number from 0.25 to 4"));
  EXPECT_THAT(message(body.flag("on", false)), HasSubstr("'on' must be true or false"));
  EXPECT_THAT(message(body.number("low", 1, 0.25, 4)), HasSubstr(R"("param":"low")"));
  EXPECT_THAT(message(body.number("high", 1, 0.25, 4)), HasSubstr(R"("param":"high")"));
}

TEST(JsonFields, TakeANameOrAnObjectWithAnId) {
  EXPECT_EQ(fields(R"({"voice": "slt"})").text_or_id("voice", ""), "slt");
  EXPECT_EQ(fields(R"({"voice": {"id": "slt"}})").text_or_id("voice", ""), "slt");
  EXPECT_THAT(message(fields(R"({"voice": {"name": "slt"}})").text_or_id("voice", "")),
              HasSubstr("'voice' must be a string"));
}

TEST(JsonFields, AreThoseOfAnObjectInUtf8) {
  for (const char* body : {"", "[]", "null", "{", "{\"text\": NaN}", "{\"text\": \"\xff\"}"}) {
    EXPECT_THAT(message(JsonFields::parse(body)), HasSubstr("must be a JSON object in UTF-8"))
        << body;
  }
}

Router router_with_routes() {
  Router router;
  const auto say = [](std::string text) {
    return at_once([text = std::move(text)](const Request&) { return Response{.body = text}; });
  };
  router.add("GET", "/models", say("all"));
  router.add_below("GET", "/models/", say("one"));
  router.add("POST", "/tts", say("speech"));
  return router;
}

TEST(Router, ChoosesByPathAndMethod) {
  const Router router = router_with_routes();
  EXPECT_EQ(support::ask(router, {.method = "GET", .path = "/models"}).body, "all");
  EXPECT_EQ(support::ask(router, {.method = "GET", .path = "/models/whisper"}).body, "one");
  EXPECT_EQ(support::ask(router, {.method = "HEAD", .path = "/models"}).body, "all");
  EXPECT_EQ(support::ask(router, {.method = "GET", .path = "/models/"}).status, 404);
  const Response refusal = support::ask(router, {.method = "GET", .path = "/tts"});
  EXPECT_EQ(refusal.status, 405);
  EXPECT_EQ(refusal.headers, (Headers{{"Allow", "POST"}}));
}

TEST(Router, TellsPagesOfOtherOriginsWhatTheyMayAsk) {
  const Response answer = support::ask(router_with_routes(), {.method = "OPTIONS", .path = "/tts"});
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.headers,
              testing::Contains(testing::Pair("Access-Control-Allow-Methods", "POST, OPTIONS")));
}

TEST(Request, FindsAHeaderInAnyCase) {
  const Request request{.headers = {{"Content-Type", "audio/wav"}}};
  EXPECT_EQ(request.header("content-type"), "audio/wav");
  EXPECT_EQ(request.header("Accept"), "");
}

}  // namespace
}  // namespace voicehub::engines
