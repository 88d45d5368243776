#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

struct Running {
  Project project;
  ObservedState observed;
};

// tts depends on db; both run; tts has a volume.
Running two_services() {
  Service database = tts_service();
  database.name = "db";
  database.ports.clear();
  Service service = tts_service();
  service.depends_on["db"];
  service.mounts = {{.kind = MountKind::volume, .volume = "cache", .target = {"/cache"}}};
  Running running{.project = project_of({service, database})};
  running.project.volumes["cache"] = {.key = "cache", .name = "voice_cache"};
  running.observed = prepared(running.project);
  for (const auto& [name, each] : running.project.services) {
    running.observed.containers.push_back(container_of(running.project, each));
  }
  return running;
}

std::string planned(const Running& running, const ReconcileOptions& options) {
  const Result<Plan> plan = reconcile(running.project, running.observed, options);
  return plan ? to_text(*plan) : "error: " + plan.error().message + " | " + plan.error().hint;
}

TEST(ReconcileStop, StopsDependentsFirst) {
  EXPECT_EQ(planned(two_services(), {.goal = Goal::stop}),
            "[] -> #1 service:tts:1, stop_container, asked to stop\n"
            "[1] -> #2 service:db:1, stop_container, asked to stop\n");
}

TEST(ReconcileDown, RemovesContainersThenNetworksAndKeepsVolumes) {
  EXPECT_EQ(planned(two_services(), {.goal = Goal::down}),
            "[] -> #1 service:tts:1, stop_container, asked to take it down\n"
            "[1] -> #2 service:tts:1, remove_container, asked to take it down\n"
            "[1] -> #3 service:db:1, stop_container, asked to take it down\n"
            "[3] -> #4 service:db:1, remove_container, asked to take it down\n"
            "[2,4] -> #5 network:voice_default, remove_network, asked to take it down\n");
}

TEST(ReconcileDown, RemovesVolumesOnRequest) {
  EXPECT_THAT(planned(two_services(), {.goal = Goal::down, .remove_volumes = true}),
              HasSubstr("[2,4] -> #6 volume:voice_cache, remove_volume, --volumes\n"));
}

TEST(ReconcileDown, LeavesSharedThingsWhenOnlySomeServicesGo) {
  EXPECT_EQ(
      planned(two_services(), {.goal = Goal::down, .services = {"tts"}, .remove_volumes = true}),
      "[] -> #1 service:tts:1, stop_container, asked to take it down\n"
      "[1] -> #2 service:tts:1, remove_container, asked to take it down\n");
}

TEST(ReconcileDown, NeverRemovesWhatIsExternal) {
  Running running = two_services();
  running.project.networks["default"].external = true;
  running.project.volumes["cache"].external = true;
  const std::string plan = planned(running, {.goal = Goal::down, .remove_volumes = true});
  EXPECT_THAT(plan, Not(HasSubstr("remove_network")));
  EXPECT_THAT(plan, Not(HasSubstr("remove_volume")));
}

TEST(ReconcileDown, RefusesToRemoveAVolumeThatSomebodyElseUses) {
  Running running = two_services();
  docker::ContainerSummary other;
  other.names = {"backup"};
  other.mounts = {{.type = "volume", .name = "voice_cache"}};
  running.observed.others = {other};
  EXPECT_EQ(planned(running, {.goal = Goal::down, .remove_volumes = true}),
            "error: the volume 'voice_cache' is in use by the container 'backup' | "
            "remove that container first (docker rm -f backup); nothing was changed");
}

TEST(ReconcileDown, KeepsANetworkThatOthersAreAttachedTo) {
  Running running = two_services();
  docker::ContainerSummary other;
  other.names = {"proxy"};
  other.state = "running";
  other.networks["voice_default"];
  running.observed.others = {other};
  const auto plan = reconcile(running.project, running.observed, {.goal = Goal::down});
  ASSERT_TRUE(plan);
  EXPECT_THAT(to_text(*plan), Not(HasSubstr("remove_network")));
  EXPECT_THAT(plan->warnings,
              testing::ElementsAre(HasSubstr("other containers are attached to it")));
}

TEST(ReconcileDown, RefusesAServiceThatIsNotThere) {
  EXPECT_THAT(planned(two_services(), {.goal = Goal::down, .services = {"tss"}}),
              HasSubstr("did you mean 'tts'?"));
}

}  // namespace
}  // namespace voicehub::plan
