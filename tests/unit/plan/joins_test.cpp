// Services that share namespaces or volumes with another, or restart with it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A proxy that lives in the network of `tts`.
Service proxy_service() {
  Service service;
  service.name = "proxy";
  service.image = "proxy:1";
  service.network_mode = "service:tts";
  service.config_with_joins = R"({"network_mode":"container:)" + join_mark("tts") + R"("})";
  service.depends_on["tts"] = {.restart = true};
  return service;
}

class Joins : public testing::Test {
 protected:
  Joins() : observed_{prepared(project_)} {
    observed_.containers = {made("tts"), made("proxy")};
    observed_.containers[0].summary.id = {"tts-id"};
    observed_.containers[1].summary.labels =
        container_spec(project_, project_.services.at("proxy"), joined()).labels;
  }

  ObservedContainer made(const std::string& service) {
    return container_of(project_, project_.services.at(service));
  }

  static SpecContext joined() { return {.joined = {{"tts", {"tts-id"}}}}; }

  std::string planned(const ReconcileOptions& options = {}) {
    const Result<Plan> plan = reconcile(project_, observed_, options);
    return plan ? to_text(*plan) : "error: " + plan.error().message;
  }

  Project project_ = project_of({tts_service(), proxy_service()});
  ObservedState observed_;
};

TEST_F(Joins, NameTheFirstContainerOfTheService) {
  Service proxy = proxy_service();
  proxy.pid = "service:tts";
  proxy.volumes_from = {{.service = "tts", .read_only = true}, {.container = "backup"}};
  const auto spec = container_spec(project_, proxy, {});
  EXPECT_EQ(spec.network_mode, "container:voice-tts-1");
  EXPECT_EQ(spec.pid_mode, "container:voice-tts-1");
  EXPECT_THAT(spec.volumes_from, ElementsAre("voice-tts-1:ro", "backup"));
}

TEST_F(Joins, AreMadeWhenTheContainerThatTheyJoinRuns) {
  observed_.containers.clear();
  EXPECT_EQ(planned(),
            "[] -> #1 service:tts:1, create_container, not created yet\n"
            "[1] -> #2 service:tts:1, start_container, created\n"
            "[2] -> #3 service:proxy:1, create_container, not created yet\n"
            "[2,3] -> #4 service:proxy:1, start_container, created\n");
}

TEST_F(Joins, AreLeftAloneWhileTheContainerIsTheSame) {
  EXPECT_EQ(planned(), "");
  EXPECT_TRUE(is_settled(project_, observed_.containers, {}));
}

TEST_F(Joins, AreMadeAnewWithTheContainer) {
  observed_.images["tts:1"].id = "sha256:two";
  EXPECT_THAT(planned(), HasSubstr("create_container, joins tts, which is made anew"));
  EXPECT_THAT(planned({.services = {"tts"}}), HasSubstr("service:proxy:1, create_container"));
}

TEST_F(Joins, AreMadeAnewWhenSomebodyElseHasReplacedTheContainer) {
  observed_.containers[0].summary.id = {"another-id"};
  EXPECT_FALSE(is_settled(project_, observed_.containers, {}));
  EXPECT_THAT(planned(), HasSubstr("service:proxy:1, create_container, tts was made anew"));
}

TEST_F(Joins, RestartAfterTheContainerHasRestarted) {
  EXPECT_EQ(planned({.goal = Goal::restart, .services = {"tts"}}),
            "[] -> #1 service:tts:1, stop_container, asked to restart\n"
            "[1] -> #2 service:tts:1, start_container, asked to restart\n"
            "[] -> #3 service:proxy:1, stop_container, restarts with tts\n"
            "[2,3] -> #4 service:proxy:1, start_container, restarts with tts\n");
}

TEST(Links, AreTheNamesThatDockerComposeGives) {
  Service tts = tts_service();
  tts.links = {{.service = "db", .alias = "store"}, {.container = "other", .alias = "far"}};
  Service database = tts_service();
  database.name = "db";
  const auto spec = container_spec(project_of({tts, database}), tts, {.number = 2});
  EXPECT_THAT(
      spec.networks.at("voice_default").links,
      ElementsAre("voice-db-1:store", "voice-db-1:db-2", "voice-db-1:voice-db-2", "other:far"));
}

TEST(Hooks, RunAfterTheStartAndBeforeTheStop) {
  Service tts = tts_service();
  tts.post_start = {{.command = {"warm", "up"}}};
  tts.pre_stop = {{.command = {"drain"}}};
  const Project project = project_of({tts});
  ObservedState observed = prepared(project);
  EXPECT_THAT(to_text(*reconcile(project, observed, {})),
              HasSubstr("[2] -> #3 service:tts:1, run_hook warm up, post_start\n"));
  observed.containers = {container_of(project, tts)};
  EXPECT_EQ(to_text(*reconcile(project, observed, {.goal = Goal::stop})),
            "[] -> #1 service:tts:1, run_hook drain, pre_stop\n"
            "[1] -> #2 service:tts:1, stop_container, asked to stop\n");
}

TEST(OlderEngine, IsNotAskedForWhatItWouldPassOver) {
  Service tts = tts_service();
  tts.health_check =
      HealthCheck{.test = {"CMD", "true"}, .start_interval = std::chrono::seconds{1}};
  const Project project = project_of({tts});
  ObservedState observed = prepared(project);
  observed.engine = docker::Version{.api_minor = 41, .engine = "20.10.24"};
  EXPECT_EQ(reconcile(project, observed, {}).error().message,
            "service 'tts': 'healthcheck.start_interval' needs Docker Engine 25.0, and this one is "
            "20.10.24");
  observed.engine->api_minor = 44;
  EXPECT_TRUE(reconcile(project, observed, {}));
}

}  // namespace
}  // namespace voicehub::plan
