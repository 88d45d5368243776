#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/base/tar.hpp"
#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

// Where Debian's package of that name has put it, or a copy of its program.
std::string registry_program() {
  const char* given = std::getenv("VOICEHUB_REGISTRY");
  const std::string path = given != nullptr ? given : "/usr/bin/docker-registry";
  return std::filesystem::exists(path) ? path : "";
}

// A registry on this machine with one image in it, which the daemon does not have.
class Registry {
 public:
  explicit Registry(TestProject& project) : project_{project}, port_{free_port()} {
    const std::string folder = (project.folder() / "registry").string();
    project.write("registry.yaml",
                  fmt::format("version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n"
                              "http: {{addr: '127.0.0.1:{}'}}\n",
                              folder,
                              port_));
    process_ = std::make_unique<Process>(Process::start(
        {registry_program(), "serve", (project.folder() / "registry.yaml").string()}, {}));
    push();
  }

  ~Registry() {
    auto& daemon = project_.daemon();
    (void)daemon.wait(daemon.api().remove_image(image()));
  }

  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  [[nodiscard]] std::string image() const {
    return fmt::format("localhost:{}/{}:1", port_, project_.name());
  }

  [[nodiscard]] bool is_here() {
    auto& daemon = project_.daemon();
    return daemon.wait(daemon.api().inspect_image(image())).has_value();
  }

  void forget() {
    auto& daemon = project_.daemon();
    (void)daemon.wait(daemon.api().remove_image(image()));
  }

 private:
  void push() {
    auto& daemon = project_.daemon();
    std::string noise;
    std::minstd_rand random{1};
    for (int i = 0; i < 400'000; ++i) {
      noise += static_cast<char>(random() >> 8U);
    }
    const auto made = daemon.wait(
        daemon.api().import_image(image(), {}, make_tar({{.name = "noise", .content = noise}})));
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_TRUE(eventually([&] {
      return run({"curl",
                  "-s",
                  "-f",
                  "--unix-socket",
                  "/var/run/docker.sock",
                  "-H",
                  "X-Registry-Auth: e30=",
                  "-X",
                  "POST",
                  fmt::format("http://localhost/images/localhost:{}/{}/push?tag=1",
                              port_,
                              project_.name())})
          .output.contains("\"Digest\"");
    }));
    forget();
  }

  TestProject& project_;
  int port_;
  std::unique_ptr<Process> process_;
};

class Pull : public Scenario {};

class PullFromARegistry : public Scenario {
 protected:
  void SetUp() override {
    Scenario::SetUp();
    if (registry_program().empty()) {
      GTEST_SKIP() << "needs Debian's docker-registry, or VOICEHUB_REGISTRY that names its program";
    }
  }
};

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
