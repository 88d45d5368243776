#include "core/ops/found_engine.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

FoundEngine found_tts() {
  return {.service = "tts",
          .address = {.host = "127.0.0.1", .port = 8766},
          .container = docker::ContainerId{"c0ffee"}};
}

TEST(EngineFailure, QuotesTheEngineWithItsStatus) {
  const engine::RouteAnswer answer{
      .route = "POST /v1/audio/speech",
      .response = http::Response{.status = 400,
                                 .body = R"({"error":{"message":"there is no voice 'x'"}})"}};
  EXPECT_EQ(engine_failure(found_tts(), answer, "speech", std::chrono::seconds{1}).message,
            "tts at 127.0.0.1:8766: POST /v1/audio/speech: 400, there is no voice 'x'");
}

TEST(EngineFailure, NamesEveryRouteThatIsNotThere) {
  const engine::RouteAnswer answer{.route = "POST /tts",
                                   .absent = {"POST /v1/audio/speech is 404", "POST /tts is 405"},
                                   .response = http::Response{.status = 405}};
  EXPECT_EQ(
      engine_failure(found_tts(), answer, "speech", std::chrono::seconds{1}).message,
      "tts at 127.0.0.1:8766 offers no speech: POST /v1/audio/speech is 404, POST /tts is 405");
}

TEST(EngineFailure, SaysWhyThereIsNoAnswer) {
  const engine::RouteAnswer answer{
      .route = "POST /tts",
      .response = make_error(ErrorCode::failed, "cannot connect", {}, "Connection refused")};
  const Error error = engine_failure(found_tts(), answer, "speech", std::chrono::seconds{1});
  EXPECT_EQ(error.message, "tts at 127.0.0.1:8766: POST /tts: connection refused");
  EXPECT_EQ(error.hint, "voicehub status tts, or voicehub logs tts");
}

TEST(EngineFailure, NamesTheRuntimeOfWhatIsAProcess) {
  FoundEngine tts = found_tts();
  tts.container.reset();
  EXPECT_EQ(tts.command("logs"), "voicehub --runtime process logs tts");
}

}  // namespace
}  // namespace voicehub::ops
