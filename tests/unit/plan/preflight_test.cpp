#include "core/plan/preflight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

std::string refusal(const Project& project,
                    const ObservedState& observed,
                    const ReconcileOptions& options = {}) {
  const Result<Plan> plan = reconcile(project, observed, options);
  return plan ? "planned:\n" + to_text(*plan) : plan.error().message + " | " + plan.error().hint;
}

docker::ContainerSummary stranger() {
  docker::ContainerSummary container;
  container.id = {std::string(64, 'f')};
  container.names = {"web"};
  container.state = "running";
  container.labels = {{"com.docker.compose.project", "shop"}};
  return container;
}

TEST(Preflight, NamesTheContainerThatHoldsThePort) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.others = {stranger()};
  observed.others[0].ports = {
      {.host_address = "0.0.0.0", .published = 4123, .target = 80, .protocol = "tcp"}};
  EXPECT_EQ(refusal(project, observed),
            "port 4123/tcp of service 'tts' is already in use by the container 'web' of the "
            "project 'shop' | "
            "stop it (docker stop web) or publish another port in compose.yaml");
}

TEST(Preflight, LetsTwoAddressesShareAPort) {
  Service service = tts_service();
  service.ports[0].host_address = "127.0.0.1";
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  observed.others = {stranger()};
  observed.others[0].ports = {
      {.host_address = "127.0.0.2", .published = 4123, .target = 80, .protocol = "tcp"}};
  EXPECT_THAT(refusal(project, observed), HasSubstr("planned:"));
}

TEST(Preflight, NamesTheProcessThatHoldsThePort) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.busy_ports["4123/tcp"] = "nginx (pid 4711)";
  EXPECT_THAT(refusal(project, observed), HasSubstr("already in use by nginx (pid 4711)"));
}

TEST(Preflight, RefusesAFixedPortForSeveralReplicas) {
  Service service = tts_service();
  service.replicas = 3;
  const Project project = project_of({service});
  EXPECT_THAT(refusal(project, prepared(project)),
              HasSubstr("3 replicas of 'tts' cannot all publish port 4123"));
}

Project with_mount(Mount mount) {
  Service service = tts_service();
  service.mounts = {std::move(mount)};
  return project_of({service});
}

TEST(Preflight, RefusesABindSourceThatIsMissing) {
  const Project project =
      with_mount({.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}});
  ObservedState observed = prepared(project);
  observed.bind_sources["/srv/voice/server.py"] = {};
  EXPECT_EQ(
      refusal(project, observed),
      "'server.py' is to be mounted at /app/server.py in service 'tts', and it does not exist | "
      "create /srv/voice/server.py or correct the path in compose.yaml");
}

TEST(Preflight, MakesAMissingFolderWhereTheFileMeansItToBeMade) {
  const Project project =
      with_mount({.source = {"/srv/voice/models"}, .target = {"/models"}, .create_source = true});
  ObservedState observed = prepared(project);
  observed.bind_sources["/srv/voice/models"] = {.image_has_file = false};
  EXPECT_THAT(
      refusal(project, observed),
      HasSubstr(
          "[] -> #1 folder:/srv/voice/models, create_folder, mounted by tts and not there\n"));
}

TEST(Preflight, DoesNotMakeAFolderWhereTheImageHasAFile) {
  const Project project = with_mount(
      {.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}, .create_source = true});
  ObservedState observed = prepared(project);
  observed.bind_sources["/srv/voice/server.py"] = {.image_has_file = true};
  EXPECT_THAT(refusal(project, observed), HasSubstr("and it does not exist"));
  observed.bind_sources["/srv/voice/server.py"] = {};
  EXPECT_THAT(refusal(project, observed), HasSubstr("and it does not exist"))
      << "the name says that it is a file";
}

TEST(Preflight, RefusesAFolderWhereTheImageHasAFile) {
  const Project project =
      with_mount({.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}});
  ObservedState observed = prepared(project);
  observed.bind_sources["/srv/voice/server.py"] = {.type = FileType::folder,
                                                   .image_has_file = true};
  EXPECT_THAT(refusal(project, observed),
              HasSubstr("'server.py' is a folder, and /app/server.py in the image"));
}

TEST(Preflight, LooksAtBindSourcesBeforeARestartStopsAnything) {
  const Project project =
      with_mount({.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"))};
  observed.bind_sources["/srv/voice/server.py"] = {};
  EXPECT_THAT(refusal(project, observed, {.goal = Goal::restart}),
              HasSubstr("and it does not exist"));
}

TEST(Preflight, RefusesANameThatAnotherProjectHas) {
  Service service = tts_service();
  service.container_name = "web";
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  observed.others = {stranger()};
  EXPECT_THAT(
      refusal(project, observed),
      HasSubstr("the container name 'web' is taken by the container 'web' of the project 'shop'"));
}

Project with_gpu(bool optional) {
  Service service = tts_service();
  service.resources.devices = {{.driver = "nvidia", .count = -1, .capabilities = {"gpu"}}};
  service.x_voicehub.gpu_optional = optional;
  return project_of({service});
}

TEST(Preflight, RefusesAGpuThatIsNotThere) {
  const Project project = with_gpu(false);
  ObservedState observed = prepared(project);
  observed.system = docker::SystemInfo{.runtimes = {"runc"}};
  EXPECT_THAT(refusal(project, observed),
              HasSubstr("Docker on this machine has no NVIDIA runtime | install the NVIDIA"));
}

TEST(Preflight, DropsAnOptionalGpuAndSaysSo) {
  const Project project = with_gpu(true);
  ObservedState observed = prepared(project);
  observed.system = docker::SystemInfo{.runtimes = {"runc"}};
  const auto plan = reconcile(project, observed, {});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->warnings, testing::ElementsAre(HasSubstr("it runs without one")));
  const auto& create = std::get<CreateContainer>(plan->steps[0].action);
  EXPECT_TRUE(create.spec.device_requests.empty());
  EXPECT_EQ(create.spec.labels.at("voicehub.gpu"), "dropped");
}

TEST(Preflight, RefusesAnExternalNetworkThatDoesNotExist) {
  Project project = project_of({tts_service()});
  project.networks["default"] = {.key = "default", .name = "global-services", .external = true};
  ObservedState observed = prepared(project);
  observed.networks.clear();
  EXPECT_EQ(refusal(project, observed),
            "the external network 'global-services' of service 'tts' does not exist | "
            "create it: docker network create global-services");
}

}  // namespace
}  // namespace voicehub::plan
