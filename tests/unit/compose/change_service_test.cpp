#include "core/compose/change_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Service engine() {
  Service service{.name = "tts", .image = "tts:1"};
  service.ports = {{.published = "5000", .target = 5000}};
  service.environment = {{"A", "file"}, {"B", "file"}};
  service.command = {"serve"};
  service.restart = {.name = "always"};
  service.replicas = 3;
  service.cap_add = {"SYS_PTRACE"};
  service.mounts = {{.source = {"/srv/old"}, .target = {"/data"}}};
  return service;
}

Result<Service> changed(const ServiceChanges& changes) {
  return changed_service(
      engine(),
      changes,
      local_file_system(),
      {.directory = {"/project"}, .environment = {{"A", "process"}, {"HOME", "/me"}}});
}

TEST(ChangedService, IsOneThatNothingRestartsAndWithoutPorts) {
  const auto service = changed({});
  ASSERT_TRUE(service);
  EXPECT_EQ(service->replicas, 1);
  EXPECT_EQ(service->restart, RestartPolicy{});
  EXPECT_TRUE(service->ports.empty());
  EXPECT_THAT(*service->command, ElementsAre("serve"));
}

TEST(ChangedService, PublishesWhatIsAskedFor) {
  EXPECT_EQ(changed({.service_ports = true})->ports.size(), 1U);
  const auto service = changed({.ports = {"127.0.0.1:8000:80"}});
  ASSERT_EQ(service->ports.size(), 1U);
  EXPECT_EQ(service->ports[0].published, "8000");
  EXPECT_EQ(service->ports[0].host_address, "127.0.0.1");
  EXPECT_THAT(changed({.ports = {"x"}}).error().message, HasSubstr("--publish: 'x'"));
}

TEST(ChangedService, TakesVariablesOfThatOrder) {
  const test::TemporaryFolder folder;
  folder.write("some.env", "B=env file\nC=env file\n");
  const auto service =
      changed({.environment = {"A", "C=flag", "GONE"}, .env_files = {folder.path("some.env")}});
  ASSERT_TRUE(service) << service.error().message;
  EXPECT_EQ(service->environment.at("A"), "process");
  EXPECT_EQ(service->environment.at("B"), "env file");
  EXPECT_EQ(service->environment.at("C"), "flag");
  EXPECT_FALSE(service->environment.contains("GONE"));
  EXPECT_FALSE(changed({.env_files = {"/nowhere.env"}}));
}

TEST(ChangedService, MountsFromHereAndInsteadOfWhatIsThere) {
  const auto service = changed({.volumes = {"./new:/data:ro", "~/m:/m", "cache:/c"}});
  ASSERT_EQ(service->mounts.size(), 3U);
  EXPECT_EQ(service->mounts[0].source.text, "/project/new");
  EXPECT_TRUE(service->mounts[0].read_only);
  EXPECT_EQ(service->mounts[1].source.text, "/me/m");
  EXPECT_EQ(service->mounts[2].volume, "cache");
  EXPECT_THAT(changed({.volumes = {"cache:data"}}).error().message,
              HasSubstr("'data' is not absolute"));
}

TEST(ChangedService, DropsTheCommandWithTheEntrypointThatItIsFor) {
  const auto service = changed({.entrypoint = "sh -c 'echo a'"});
  EXPECT_THAT(*service->entrypoint, ElementsAre("sh", "-c", "echo a"));
  EXPECT_TRUE(service->command->empty());
  EXPECT_THAT(*changed({.command = {"ls"}, .entrypoint = "sh"})->command, ElementsAre("ls"));
}

TEST(ChangedService, HasTheLastWordOnCapabilities) {
  const auto service = changed({.cap_add = {"NET_ADMIN"}, .cap_drop = {"SYS_PTRACE"}});
  EXPECT_THAT(service->cap_add, ElementsAre("NET_ADMIN"));
  EXPECT_THAT(service->cap_drop, ElementsAre("SYS_PTRACE"));
}

}  // namespace
}  // namespace voicehub::compose
