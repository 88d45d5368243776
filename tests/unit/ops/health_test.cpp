#include "core/ops/health.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using engine::HealthState;

docker::ContainerSummary running(std::string status = "Up 5 minutes") {
  return {.state = "running", .status = std::move(status)};
}

Service declared_engine() {
  Service service;
  service.x_voicehub.engine = EngineKind::tts;
  return service;
}

Findings answered(HealthState state, bool speaks_voice_api = false) {
  return {.http = engine::Health{
              .state = state, .detail = "its answer", .speaks_voice_api = speaks_voice_api}};
}

std::string shown(const ServiceHealth& health) {
  std::string text{engine::to_text(health.state)};
  text += health.source == HealthSource::http     ? " by http"
          : health.source == HealthSource::docker ? " by docker"
                                                  : " by state";
  text += health.is_engine ? ", engine: " : ": ";
  return text + health.detail;
}

TEST(DockerHealth, IsInTheStatusOfTheList) {
  EXPECT_EQ(docker_health("Up 5 minutes (healthy)"), "healthy");
  EXPECT_EQ(docker_health("Up 5 minutes (unhealthy)"), "unhealthy");
  EXPECT_EQ(docker_health("Up 1 second (health: starting)"), "starting");
  EXPECT_EQ(docker_health("Up 5 minutes"), "");
  EXPECT_EQ(docker_health("Up 5 minutes (Paused)"), "");
}

TEST(Judge, TakesAnEngineAtItsWord) {
  EXPECT_EQ(shown(judge(declared_engine(), running(), answered(HealthState::healthy))),
            "healthy by http, engine: its answer");
  EXPECT_EQ(
      shown(judge(
          declared_engine(), running("Up 1 hour (healthy)"), answered(HealthState::starting))),
      "starting by http, engine: its answer");
  EXPECT_EQ(shown(judge(declared_engine(), running(), answered(HealthState::unreachable))),
            "unreachable by http, engine: its answer");
}

TEST(Judge, FindsAnEngineByItsAnswer) {
  EXPECT_EQ(shown(judge(Service{}, running(), answered(HealthState::unhealthy, true))),
            "unhealthy by http, engine: its answer");
}

TEST(Judge, TakesAnyServiceThatAnswersAtItsHealthPathAtItsWord) {
  EXPECT_EQ(shown(judge(Service{}, running(), answered(HealthState::healthy))),
            "healthy by http: its answer");
  Service with_path;
  with_path.x_voicehub.health = "/ready";
  EXPECT_EQ(shown(judge(with_path, running(), answered(HealthState::unreachable))),
            "unreachable by http: its answer");
}

TEST(Judge, AsksTheDaemonAboutAServiceWithoutAHealthPath) {
  EXPECT_EQ(
      shown(judge(Service{}, running("Up 1 hour (unhealthy)"), answered(HealthState::unhealthy))),
      "unhealthy by docker: unhealthy");
  EXPECT_EQ(shown(judge(Service{}, running("Up 1 second (health: starting)"), {})),
            "starting by docker: starting");
}

TEST(Judge, WaitsUntilSomethingListensAtThePublishedPort) {
  Findings findings = answered(HealthState::unreachable);
  findings.listens = false;
  EXPECT_EQ(shown(judge(Service{}, running(), findings)), "starting by http: its answer");
}

// The socket is open before the server is there to answer.
TEST(Judge, WaitsForTheServerBehindASocketThatItsAgentHolds) {
  docker::ContainerSummary container = running();
  container.labels["voicehub.dev"] = "handover";
  Findings findings = answered(HealthState::unreachable);
  findings.listens = true;
  EXPECT_EQ(shown(judge(Service{}, container, findings)), "starting by http: its answer");
}

TEST(Judge, LeavesADatabaseAlone) {
  Findings findings = answered(HealthState::unreachable);
  findings.listens = true;
  EXPECT_EQ(shown(judge(Service{}, running(), findings)), "healthy by state: running");
}

TEST(Judge, HasNothingButTheStateOfAServiceWithoutPorts) {
  EXPECT_EQ(shown(judge(Service{}, running(), {})), "healthy by state: running");
}

TEST(Judge, SaysHowAContainerThatDoesNotRunEnded) {
  const docker::ContainerSummary exited{.state = "exited", .status = "Exited (137) 2 minutes ago"};
  EXPECT_EQ(shown(judge(declared_engine(), exited, {})),
            "unreachable by state, engine: Exited (137) 2 minutes ago");
}

}  // namespace
}  // namespace voicehub::ops
