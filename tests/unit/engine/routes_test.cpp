#include "core/engine/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/json.hpp"
#include "core/engine/sound_meter.hpp"
#include "core/engine/speech_request.hpp"
#include "engines/runtime/router.hpp"
#include "tests/support/debug_engine.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::engine {
namespace {

using support::LocalEngine;
using testing::ElementsAre;

Task<RouteAnswer> answer_of(std::vector<http::Request> requests, Send send) {
  co_return co_await ask_first(std::move(requests), std::move(send));
}

RouteAnswer ask(LocalEngine& engine, std::vector<http::Request> requests) {
  const Send send = [&engine](http::Request request) {
    return engine.client().send(std::move(request));
  };
  return *engine.wait(answer_of(std::move(requests), send));
}

TEST(AskFirst, StopsAtTheRouteThatIsThereAlsoWhenItRefuses) {
  engines::Router router;
  router.add("GET", "/b", engines::at_once([](const engines::Request&) {
               return engines::error_response(400, "not like this");
             }));
  LocalEngine engine{std::move(router)};
  const RouteAnswer answer = ask(engine, {get("/a"), get("/b"), get("/c")});
  EXPECT_TRUE(answer.is_offered());
  EXPECT_EQ(answer.route, "GET /b");
  EXPECT_THAT(answer.absent, ElementsAre("GET /a is 404"));
  EXPECT_EQ(refusal(*answer.response), "400, not like this");
}

TEST(AskFirst, NamesAllThatAreNotThere) {
  LocalEngine engine{engines::Router{}};
  const RouteAnswer answer = ask(engine, {get("/a"), get("/b")});
  EXPECT_FALSE(answer.is_offered());
  EXPECT_THAT(answer.absent, ElementsAre("GET /a is 404", "GET /b is 404"));
}

TEST(AskFirst, IsSpokenToByTheDebugEngineAtTheAskedSpeed) {
  const support::DebugEngine process;
  LocalEngine engine{process.port()};
  SoundMeter meter{"wav"};
  const Send stream = [&](http::Request request) {
    return engine.client().stream(std::move(request), [&](std::string_view piece) {
      meter.add(piece);
      return done();
    });
  };
  const auto answer = engine.wait(answer_of(
      speech_requests({.text = "Hello.", .voice = "tone", .model = "debug-tts", .speed = 2.0}),
      stream));
  EXPECT_EQ(answer->route, "POST /v1/audio/speech");
  ASSERT_TRUE(meter.duration());
  EXPECT_NEAR(meter.duration()->count(), 0.24, 0.001);
}

TEST(AskFirst, FindsTheVoicesOfTheDebugEngine) {
  const support::DebugEngine process;
  LocalEngine engine{process.port()};
  const RouteAnswer answer =
      ask(engine, {get("/v1/audio/voices"), get("/voices"), get("/languages")});
  const std::vector<Voice> tone{{"tone", "Tone", "mul"}};
  EXPECT_EQ(parse_voices(answer.response->body, "voices"), tone);
}

}  // namespace
}  // namespace voicehub::engine
