// The verbs that do something with containers as they are: pause, kill, rm, port, top, ls, images,
// volumes, events.

#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTwoServices = R"(services:
  tts:
    image: debian:trixie-slim
    command: sleep infinity
    init: true
    volumes: ["cache:/cache", "/anonymous"]
    ports: ["127.0.0.1:{port}:80", "127.0.0.1::81/udp"]
    stop_grace_period: 0s
  db: {image: "debian:trixie-slim", command: sleep infinity, init: true, stop_grace_period: 0s}
volumes: {cache: , unused: }
)";

class ContainerVerbs : public Scenario {
 protected:
  static void start(const TestProject& project) {
    const Finished started = project.run({"up", "--detach", "--no-wait", "-t", "1"});
    ASSERT_EQ(started.exit_code, 0) << started.error_output;
  }

  static std::string state(TestProject& project, const std::string& service) {
    return project.container(service).state.status;
  }
};

TEST_F(ContainerVerbs, PauseMustFreezeAndUnpauseMustLetGoOn) {
  TestProject project{kTwoServices};
  start(project);
  EXPECT_THAT(project.run({"pause", "--dry-run", "db"}).output, HasSubstr("pause_container"));
  EXPECT_EQ(state(project, "db"), "running") << "--dry-run must change nothing";
  const Finished paused = project.run({"pause", "db"});
  EXPECT_EQ(paused.exit_code, 0) << paused.error_output;
  EXPECT_EQ(state(project, "db"), "paused");
  EXPECT_EQ(state(project, "tts"), "running");
  EXPECT_THAT(project.run({"pause", "db"}).error_output, HasSubstr("nothing to do"));
  ASSERT_EQ(project.run({"unpause"}).exit_code, 0);
  EXPECT_EQ(state(project, "db"), "running");
  const Finished unknown = project.run({"pause", "tss"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.error_output, HasSubstr("did you mean 'tts'?"));
  EXPECT_THAT(project.run({"pause"}).error_output, Not(HasSubstr("interrupted")))
      << "what was refused was not interrupted";
}

TEST_F(ContainerVerbs, KillMustSendASignalAndKeepTheDaemonsWords) {
  TestProject project{kTwoServices};
  start(project);
  const Finished wrong = project.run({"kill", "-s", "NOPE", "db"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.error_output, HasSubstr("Invalid signal: NOPE"));
  ASSERT_EQ(project.run({"kill", "db"}).exit_code, 0);
  EXPECT_EQ(project.container("db").state.exit_code, 137);
  EXPECT_EQ(state(project, "tts"), "running");
  ASSERT_EQ(project.run({"kill", "--signal", "SIGTERM"}).exit_code, 0);
  EXPECT_TRUE(eventually([&] { return state(project, "tts") == "exited"; }));
  EXPECT_EQ(project.container("tts").state.exit_code, 143);
  EXPECT_THAT(project.run({"kill"}).error_output, HasSubstr("nothing to do"));
}

TEST_F(ContainerVerbs, KillMustRemoveOrphansOnRequest) {
  TestProject project{kTwoServices};
  start(project);
  project.write("compose.yaml", "services: {tts: {image: 'debian:trixie-slim'}}\n");
  ASSERT_EQ(project.run({"kill", "--remove-orphans"}).exit_code, 0);
  ASSERT_EQ(project.containers().size(), 1U);
  EXPECT_EQ(state(project, "tts"), "exited");
}

TEST_F(ContainerVerbs, RmMustRemoveWhatIsStoppedAndWithStopTheRest) {
  TestProject project{kTwoServices};
  start(project);
  const std::string anonymous = [&] {
    for (const auto& mount : project.container("tts").mounts) {
      if (mount.destination == "/anonymous") {
        return mount.name;
      }
    }
    return std::string{};
  }();
  ASSERT_EQ(project.run({"stop", "db"}).exit_code, 0);
  const Finished removed = project.run({"rm", "-f"});
  EXPECT_EQ(removed.exit_code, 0) << removed.error_output;
  EXPECT_THAT(removed.error_output, HasSubstr("--stop stops it first"));
  ASSERT_EQ(project.containers().size(), 1U);
  EXPECT_EQ(state(project, "tts"), "running");
  ASSERT_EQ(project.run({"rm", "-sfv", "tts"}).exit_code, 0);
  EXPECT_TRUE(project.containers().empty());
  auto& daemon = project.daemon();
  EXPECT_FALSE(daemon.wait(daemon.api().inspect_volume(anonymous)));
  EXPECT_TRUE(daemon.wait(daemon.api().inspect_volume(project.name() + "_cache")));
  EXPECT_TRUE(daemon.wait(daemon.api().inspect_network(project.name() + "_default")));
  EXPECT_THAT(project.run({"rm"}).error_output, HasSubstr("nothing to do"));
}

TEST_F(ContainerVerbs, PortMustSayWhereAPortIsPublished) {
  TestProject project{kTwoServices};
  start(project);
  const Finished port = project.run({"port", "tts", "80"});
  EXPECT_EQ(port.exit_code, 0) << port.error_output;
  EXPECT_EQ(port.output, "127.0.0.1:" + std::to_string(project.port()) + "\n");
  EXPECT_THAT(project.run({"port", "--protocol", "udp", "tts", "81"}).output,
              testing::MatchesRegex("127\\.0\\.0\\.1:[0-9]+\n"));
  const Finished none = project.run({"port", "tts", "81"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.error_output, HasSubstr("does not publish its port 81/tcp"));
  EXPECT_THAT(none.error_output, HasSubstr("80/tcp, 81/udp"));
  EXPECT_EQ(project.run({"port", "tts"}).exit_code, 2);
}

TEST_F(ContainerVerbs, TopMustListTheProcessesOfWhatRuns) {
  TestProject project{kTwoServices};
  start(project);
  const Finished top = project.run({"top"});
  EXPECT_EQ(top.exit_code, 0) << top.error_output;
  EXPECT_THAT(top.output, testing::StartsWith("SERVICE  #  UID"));
  EXPECT_THAT(top.output, HasSubstr("sleep infinity"));
  const auto json = nlohmann::json::parse(project.run({"top", "db", "--format", "json"}).output);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["service"], "db");
  EXPECT_EQ(json[0]["processes"].back()["CMD"], "sleep infinity");
}

TEST_F(ContainerVerbs, ListsMustSayWhatThereIs) {
  TestProject project{kTwoServices};
  start(project);
  const auto projects = nlohmann::json::parse(
      project.run({"ls", "--format", "json", "--filter", "name=^" + project.name() + "$"}).output);
  EXPECT_EQ(
      projects,
      nlohmann::json::array({{{"Name", project.name()},
                              {"Status", "running(2)"},
                              {"ConfigFiles", (project.folder() / "compose.yaml").string()}}}));
  EXPECT_EQ(project.run({"ls", "--filter", "label=x"}).exit_code, 2);
  EXPECT_THAT(project.run({"images"}).output,
              HasSubstr(project.name() + "-tts-1  debian      trixie-slim"));
  EXPECT_THAT(project.run({"images", "-q", "db"}).output, testing::MatchesRegex("[0-9a-f]{64}\n"));
  EXPECT_EQ(project.run({"volumes", "-q", "tts"}).output.find(project.name() + "_cache\n") ==
                std::string::npos,
            false);
  EXPECT_EQ(project.run({"volumes", "-q", "db"}).output, "");
  ASSERT_EQ(project.run({"stop"}).exit_code, 0);
  EXPECT_THAT(project.run({"ls", "-q"}).output, Not(HasSubstr(project.name() + "\n")));
  EXPECT_THAT(project.run({"ls", "-qa"}).output, HasSubstr(project.name() + "\n"));
}

TEST_F(ContainerVerbs, EventsMustFollowUntilInterrupted) {
  TestProject project{kTwoServices};
  start(project);
  Process events = project.start({"events", "--json", "db"});
  // It says nothing of itself once it listens.
  EXPECT_TRUE(eventually([&] {
    (void)project.run({"pause"});
    (void)project.run({"unpause"});
    return events.wait_for("\"unpause\"", 300ms);
  }));
  EXPECT_THAT(events.output(), HasSubstr(R"("service":"db")"));
  EXPECT_THAT(events.output(), Not(HasSubstr(R"("service":"tts")")));
  EXPECT_THAT(events.output(), Not(HasSubstr("com.docker.compose")));
  events.send_signal(SIGINT);
  EXPECT_EQ(events.finish().exit_code, 130);
  const Finished past = project.run({"events", "--since", "10m", "--until", "0s"});
  EXPECT_EQ(past.exit_code, 0) << past.error_output;
  EXPECT_THAT(past.output, HasSubstr(" container start "));
}

TEST_F(ContainerVerbs, AProjectMustBeKnownByItsNameAlone) {
  TestProject project{kTwoServices};
  start(project);
  std::filesystem::remove(project.folder() / "compose.yaml");
  const auto by_name = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-p", project.name()});
    return project.run(std::move(arguments));
  };
  EXPECT_THAT(by_name({"images"}).output, HasSubstr(project.name() + "-db-1"));
  EXPECT_THAT(by_name({"port", "tts", "80"}).output, HasSubstr("127.0.0.1:"));
  EXPECT_EQ(by_name({"logs", "db"}).exit_code, 0);
  EXPECT_THAT(by_name({"stop", "tss"}).error_output, HasSubstr("did you mean 'tts'?"));
  ASSERT_EQ(by_name({"pause", "db"}).exit_code, 0);
  EXPECT_EQ(state(project, "db"), "paused");
  const Finished down = by_name({"down", "--volumes"});
  EXPECT_EQ(down.exit_code, 0) << down.error_output;
  EXPECT_TRUE(project.containers().empty());
  auto& daemon = project.daemon();
  EXPECT_FALSE(daemon.wait(daemon.api().inspect_volume(project.name() + "_cache")));
  EXPECT_FALSE(daemon.wait(daemon.api().inspect_network(project.name() + "_default")));
  EXPECT_THAT(by_name({"images"}).error_output, HasSubstr("has nothing of a project"));
}

TEST_F(ContainerVerbs, UpMustTakeTheFlagsOfDockerCompose) {
  TestProject project{kTwoServices};
  const Finished up = project.run({"up",
                                   "-d",
                                   "-y",
                                   "--wait",
                                   "--wait-timeout",
                                   "30",
                                   "--no-build",
                                   "--pull",
                                   "never",
                                   "--remove-orphans",
                                   "db"});
  EXPECT_EQ(up.exit_code, 0) << up.error_output;
  EXPECT_EQ(project.containers().size(), 1U);
  EXPECT_THAT(project.run({"start", "db"}).error_output, HasSubstr("nothing to do"));
  TestProject missing{"services: {tts: {image: 'localhost:1/nothing:1'}}\n"};
  const Finished never = missing.run({"up", "-d", "--pull", "never"});
  EXPECT_EQ(never.exit_code, 1);
  EXPECT_THAT(never.error_output, HasSubstr("pull_policy is never"));
}

}  // namespace
}  // namespace voicehub::scenario
