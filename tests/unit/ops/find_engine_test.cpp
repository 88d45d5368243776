#include "core/ops/find_engine.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

Service service(const std::string& name, std::optional<EngineKind> kind = std::nullopt) {
  Service made{.name = name};
  made.x_voicehub.engine = kind;
  return made;
}

std::string candidates(std::vector<Service> services, EngineKind kind) {
  Project project{.name = "voice"};
  for (Service& each : services) {
    project.services.emplace(each.name, each);
  }
  std::string names;
  for (const Service* found : engine_candidates(project, kind)) {
    names += found->name + " ";
  }
  return names;
}

FoundEngine found(const Service& service) {
  return {.service = &service, .address = {.host = "127.0.0.1", .port = 8766}};
}

TEST(EngineCandidates, AreThoseThatDeclareTheKind) {
  const std::vector<Service> services{
      service("db"), service("ears", EngineKind::asr), service("mouth", EngineKind::tts)};
  EXPECT_EQ(candidates(services, EngineKind::tts), "mouth ");
  EXPECT_EQ(candidates(services, EngineKind::asr), "ears ");
}

TEST(EngineCandidates, AreThoseThatDeclareNothingWhereNobodyDeclaresTheKind) {
  EXPECT_EQ(candidates({service("a"), service("b")}, EngineKind::tts), "a b ");
  EXPECT_EQ(candidates({service("a"), service("mouth", EngineKind::tts)}, EngineKind::asr), "a ");
  EXPECT_EQ(candidates({service("mouth", EngineKind::tts)}, EngineKind::asr), "");
}

TEST(EngineFailure, QuotesTheEngineWithItsStatus) {
  const Service tts = service("tts");
  const engine::RouteAnswer answer{
      .route = "POST /v1/audio/speech",
      .response = http::Response{.status = 400,
                                 .body = R"({"error":{"message":"there is no voice 'x'"}})"}};
  EXPECT_EQ(engine_failure(found(tts), answer, "speech", std::chrono::seconds{1}).message,
            "tts at 127.0.0.1:8766: POST /v1/audio/speech: 400, there is no voice 'x'");
}

TEST(EngineFailure, NamesEveryRouteThatIsNotThere) {
  const Service tts = service("tts");
  const engine::RouteAnswer answer{.route = "POST /tts",
                                   .absent = {"POST /v1/audio/speech is 404", "POST /tts is 405"},
                                   .response = http::Response{.status = 405}};
  EXPECT_EQ(
      engine_failure(found(tts), answer, "speech", std::chrono::seconds{1}).message,
      "tts at 127.0.0.1:8766 offers no speech: POST /v1/audio/speech is 404, POST /tts is 405");
}

TEST(EngineFailure, SaysWhyThereIsNoAnswer) {
  const Service tts = service("tts");
  const engine::RouteAnswer answer{
      .route = "POST /tts",
      .response = make_error(ErrorCode::failed, "cannot connect", {}, "Connection refused")};
  const Error error = engine_failure(found(tts), answer, "speech", std::chrono::seconds{1});
  EXPECT_EQ(error.message, "tts at 127.0.0.1:8766: POST /tts: connection refused");
  EXPECT_EQ(error.hint, "voicehub status tts, or voicehub logs tts");
}

}  // namespace
}  // namespace voicehub::ops
