// What a build asks its client for while it runs: secrets, ssh agents, logins.

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/registry.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kProject = R"(services:
  tts:
    build:
      context: .
      secrets: [key, {source: token, target: hf}]
secrets: {key: {file: ./key.txt}, token: {environment: VH_TOKEN}}
)";

// Never from the cache, which knows nothing of secrets.
Finished build(const TestProject& project, std::map<std::string, std::string> environment = {}) {
  return project.run({"build", "--no-cache"},
                     {.environment = std::move(environment), .deadline = 120s});
}

class BuildSession : public Scenario {
 protected:
  BuildSession() { project_.write("key.txt", "of-the-host"); }

  void dockerfile(std::string_view instruction) const {
    project_.write("Dockerfile", fmt::format("FROM debian:trixie-slim\n{}\n", instruction));
  }

  TestProject project_{kProject};
};

TEST_F(BuildSession, MustGiveSecretsFromFilesAndVariables) {
  // The command is shown, so it does not say what it compares with in one word.
  dockerfile(
      "RUN --mount=type=secret,id=key,required=true --mount=type=secret,id=hf,required=true "
      "test \"$(cat /run/secrets/key) $(cat /run/secrets/hf)\" = 'of-the-host of-the-'shell");
  const Finished built = build(project_, {{"VH_TOKEN", "of-the-shell"}});
  EXPECT_EQ(built.exit_code, 0) << built.error_output;
  EXPECT_THAT(built.error_output, Not(HasSubstr("of-the-shell")));
}

TEST_F(BuildSession, MustLeaveOptionalSecretsOut) {
  dockerfile(
      "RUN --mount=type=secret,id=hf --mount=type=secret,id=other test ! -e /run/secrets/hf");
  const Finished built = build(project_);
  EXPECT_EQ(built.exit_code, 0) << built.error_output;
  EXPECT_THAT(built.error_output, HasSubstr("the variable VH_TOKEN is not set"));
}

TEST_F(BuildSession, MustNameASecretThatIsMissing) {
  dockerfile("RUN --mount=type=secret,id=hf,required=true true");
  const Finished built = build(project_);
  EXPECT_EQ(built.exit_code, 1);
  EXPECT_THAT(built.error_output, HasSubstr("Dockerfile:2"));
  EXPECT_THAT(built.error_output, HasSubstr("give 'hf' in build.secrets of tts"));
  std::filesystem::remove(project_.folder() / "key.txt");
  EXPECT_THAT(build(project_).error_output, HasSubstr("the build secret 'key' has no file"));
}

TEST_F(BuildSession, MustEndWithABuildThatIsInterrupted) {
  dockerfile("RUN --mount=type=secret,id=key echo began; sleep 100");
  Process building = project_.start({"build", "--no-cache", "--format", "json"});
  EXPECT_TRUE(building.wait_for("began"));
  building.send_signal(SIGINT);
  EXPECT_EQ(building.finish().exit_code, 130);
}

// A real agent with a key that was made for it.
class Agent {
 public:
  explicit Agent(const TestProject& project)
      : socket_{(project.folder() / "agent.sock").string()},
        agent_{Process::start({"ssh-agent", "-D", "-a", socket_}, {})} {
    const std::string key = (project.folder() / "id").string();
    EXPECT_TRUE(eventually([this] { return std::filesystem::exists(socket_); }));
    EXPECT_EQ(
        run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "vh-key", "-f", key}).exit_code,
        0);
    EXPECT_EQ(run({"ssh-add", "-q", key}, {.environment = {{"SSH_AUTH_SOCK", socket_}}}).exit_code,
              0);
  }

  [[nodiscard]] const std::string& socket() const { return socket_; }

 private:
  std::string socket_;
  Process agent_;
};

// Asks for the keys (a message of one byte, 11) as ssh-add -l does; the answer holds their
// comments.
constexpr std::string_view kListKeys =
    R"(RUN --mount=type=ssh,id=%s,required=true perl -MIO::Socket::UNIX -e '\
  my $agent = IO::Socket::UNIX->new(Peer => $ENV{SSH_AUTH_SOCK}) or die "no agent: $!"; \
  $agent->syswrite(pack("NC", 1, 11)); \
  my ($head, $answer); \
  $agent->read($head, 4) == 4 or die "no answer"; \
  $agent->read($answer, unpack("N", $head)); \
  $answer =~ /vh-key/ or die "no key"; print "the key is there\n"')";

TEST_F(BuildSession, MustForwardTheAgentOfTheShellAndOthers) {
  const Agent agent{project_};
  for (const std::string id : {"default", "work"}) {
    const std::string entry = id == "default" ? id : id + "=./agent.sock";
    project_.write(
        "compose.yaml",
        fmt::format("services: {{tts: {{build: {{context: ., ssh: ['{}']}}}}}}\n", entry));
    std::string instruction{kListKeys};
    instruction.replace(instruction.find("%s"), 2, id);
    dockerfile(instruction);
    const Finished built = build(project_, {{"SSH_AUTH_SOCK", agent.socket()}});
    EXPECT_EQ(built.exit_code, 0) << built.error_output;
  }
}

TEST_F(BuildSession, MustSayThatThereIsNoAgent) {
  dockerfile("RUN --mount=type=ssh,required=true true");
  EXPECT_THAT(build(project_).error_output, HasSubstr("add 'ssh: [default]' to the build section"));
  project_.write("compose.yaml", "services: {tts: {build: {context: ., ssh: [default]}}}\n");
  const Finished built = build(project_, {{"SSH_AUTH_SOCK", ""}});
  EXPECT_EQ(built.exit_code, 1);
  EXPECT_THAT(built.error_output, HasSubstr("SSH_AUTH_SOCK is not set"));
}

class BuildFromARegistry : public RegistryScenario {};

TEST_F(BuildFromARegistry, MustSayWhoWeAre) {
  TestProject project{"services: {tts: {build: .}}\n"};
  Registry registry{project, Registry::Access::with_password};
  project.write("Dockerfile", fmt::format("FROM {}\nLABEL built=yes\n", registry.image()));
  project.write("docker/config.json", "{}");
  const std::string folder = (project.folder() / "docker").string();
  const Finished refused = build(project, {{"DOCKER_CONFIG", folder}});
  EXPECT_EQ(refused.exit_code, 1);
  project.write("docker/config.json", registry.docker_config());
  const Finished built = build(project, {{"DOCKER_CONFIG", folder}});
  EXPECT_EQ(built.exit_code, 0) << built.error_output;
}

}  // namespace
}  // namespace voicehub::scenario
