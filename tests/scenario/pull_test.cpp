#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/registry.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

class Pull : public Scenario {};

class PullFromARegistry : public RegistryScenario {};

TEST_F(PullFromARegistry, MustBringTheImageWithProgress) {
  TestProject project{"services: {}\n"};
  Registry registry{project};
  project.write("compose.yaml",
                fmt::format("services:\n  tts: {{image: '{0}'}}\n  other: {{image: '{0}'}}\n"
                            "  built: {{image: '{1}', build: .}}\n",
                            registry.image(),
                            "localhost:1/voicehub-test/nothing:1"));
  const Finished plan = project.run({"pull", "--dry-run", "--ignore-buildable"});
  EXPECT_THAT(plan.output, HasSubstr("pull_image"));
  EXPECT_FALSE(registry.is_here());
  const Finished pulled = project.run({"pull"});
  EXPECT_EQ(pulled.exit_code, 0) << pulled.error_output;
  EXPECT_TRUE(registry.is_here());
  EXPECT_THAT(pulled.error_output, HasSubstr(" of "));
  EXPECT_THAT(pulled.error_output, HasSubstr("can be built: voicehub build"));
  const Finished again = project.run({"pull", "--policy", "missing", "tts"});
  EXPECT_THAT(again.error_output, HasSubstr("is on this machine"));
  registry.forget();
  const Finished up = project.run({"up", "-d", "--pull", "always", "--dry-run", "tts"});
  EXPECT_EQ(up.exit_code, 0) << up.error_output;
  EXPECT_FALSE(registry.is_here()) << "--dry-run must change nothing";
}

TEST_F(PullFromARegistry, StartMustRefreshWhatTheFileWantsNew) {
  TestProject project{"services: {}\n"};
  Registry registry{project};
  const auto file = [&](std::string_view policy) {
    return fmt::format("services: {{tts: {{image: '{}', pull_policy: {}, scale: 0}}}}\n",
                       registry.image(),
                       policy);
  };
  project.write("compose.yaml", file("always"));
  ASSERT_EQ(project.run({"pull"}).exit_code, 0);
  EXPECT_THAT(project.run({"start"}).error_output, HasSubstr("pulled")) << "always is each time";
  project.write("compose.yaml", file("missing"));
  EXPECT_THAT(project.run({"start"}).error_output, testing::Not(HasSubstr("pulled")));
}

TEST_F(PullFromARegistry, ConfigMustPinImagesByTheirDigests) {
  TestProject project{"services: {}\n"};
  Registry registry{project};
  project.write("compose.yaml",
                fmt::format("services: {{tts: {{image: '{}', init: true}}}}\n", registry.image()));
  const std::string pinned = registry.image() + "@sha256:";
  const Finished whole = project.run({"config", "--resolve-image-digests"});
  ASSERT_EQ(whole.exit_code, 0) << whole.error_output;
  EXPECT_THAT(whole.output, HasSubstr("image: " + pinned));
  EXPECT_THAT(whole.output, HasSubstr("init: true"));
  const Finished lock = project.run({"config", "--lock-image-digests", "-o", "lock.yaml"});
  ASSERT_EQ(lock.exit_code, 0) << lock.error_output;
  const Finished both =
      project.run({"-f", "compose.yaml", "-f", "lock.yaml", "config", "--images"});
  EXPECT_THAT(both.output, HasSubstr(pinned));
  EXPECT_THAT(project.run({"config", "--lock-image-digests"}).output, Not(HasSubstr("init")));
  project.write("compose.yaml", "services: {tts: {image: 'localhost:1/nothing:1'}}\n");
  const Finished nowhere = project.run({"config", "--resolve-image-digests"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.error_output, HasSubstr("localhost:1/nothing:1"));
}

// A config.json in the project's folder, which DOCKER_CONFIG names.
Finished pull_with(const TestProject& project, std::string_view config, std::string path = "") {
  project.write("docker/config.json", config);
  RunOptions options{.environment = {{"DOCKER_CONFIG", (project.folder() / "docker").string()}}};
  if (!path.empty()) {
    options.environment["PATH"] = std::move(path);
  }
  return project.run({"pull"}, options);
}

TEST_F(PullFromARegistry, MustSayWhoWeAre) {
  TestProject project{"services: {}\n"};
  Registry registry{project, Registry::Access::with_password};
  project.write("compose.yaml",
                fmt::format("services: {{tts: {{image: '{}'}}}}\n", registry.image()));
  const Finished refused = pull_with(project, "{}");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("no basic auth credentials"));
  EXPECT_THAT(refused.error_output, HasSubstr("docker login " + registry.host()));
  EXPECT_FALSE(registry.is_here());
  const Finished pulled = pull_with(project, registry.docker_config());
  EXPECT_EQ(pulled.exit_code, 0) << pulled.error_output;
  EXPECT_TRUE(registry.is_here());
}

TEST_F(PullFromARegistry, MustAskTheHelperThatKnows) {
  TestProject project{"services: {}\n"};
  Registry registry{project, Registry::Access::with_password};
  project.write("compose.yaml",
                fmt::format("services: {{tts: {{image: '{}'}}}}\n", registry.image()));
  project.write("bin/docker-credential-vhtest",
                fmt::format("#!/bin/sh\nread server\n[ \"$1 $server\" = 'get {}' ] || exit 1\n"
                            "echo '{{\"Username\": \"{}\", \"Secret\": \"{}\"}}'\n",
                            registry.host(),
                            Registry::kName,
                            Registry::kPassword));
  const auto folder = project.folder() / "bin";
  std::filesystem::permissions(folder / "docker-credential-vhtest",
                               std::filesystem::perms::owner_all);
  const std::string config =
      fmt::format(R"({{"credHelpers": {{"{}": "vhtest"}}}})", registry.host());
  EXPECT_THAT(pull_with(project, config).error_output, HasSubstr("no basic auth credentials"))
      << "a helper that is not installed knows nobody";
  const Finished pulled = pull_with(project, config, folder.string() + ":" + std::getenv("PATH"));
  EXPECT_EQ(pulled.exit_code, 0) << pulled.error_output;
  EXPECT_TRUE(registry.is_here());
}

constexpr std::string_view kNowhere = R"(services:
  tts: {image: "localhost:1/voicehub-test/nothing:1"}
  db: {image: "debian:trixie-slim", pull_policy: missing}
  never: {image: "localhost:1/voicehub-test/never:1", pull_policy: never}
)";

TEST_F(Pull, MustKeepTheDaemonsWordsOfAFailure) {
  TestProject project{kNowhere};
  const Finished pulled = project.run({"pull"});
  EXPECT_EQ(pulled.exit_code, 1);
  EXPECT_THAT(pulled.error_output,
              HasSubstr("cannot pull the image 'localhost:1/voicehub-test/nothing:1'"));
  EXPECT_THAT(pulled.error_output, HasSubstr("connection refused"));
  EXPECT_THAT(pulled.error_output, HasSubstr("never is not pulled: its pull_policy is never"));
  EXPECT_THAT(pulled.error_output, HasSubstr("db is not pulled: its image debian:trixie-slim is"));
}

TEST_F(Pull, MustGoOnAfterFailuresOnRequest) {
  TestProject project{kNowhere};
  const Finished pulled = project.run({"pull", "--ignore-pull-failures", "tts"});
  EXPECT_EQ(pulled.exit_code, 0) << pulled.error_output;
  EXPECT_THAT(pulled.error_output, HasSubstr("could not be pulled: "));
  EXPECT_EQ(project.run({"pull", "tss"}).exit_code, 1);
  EXPECT_EQ(project.run({"pull", "--policy", "sometimes"}).exit_code, 2);
}

}  // namespace
}  // namespace voicehub::scenario
