#include <signal.h>

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/scenario/docker_compose.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Run : public Scenario {};

class Scale : public Scenario {};

class Orphans : public Scenario {};

constexpr std::string_view kWorker = R"(
services:
  worker:
    image: debian:trixie-slim
    command: [sh, -c, "echo from the file"]
    restart: always
    ports: ["127.0.0.1:{port}:80"]
    environment: {FROM: file}
    stop_grace_period: 1s
    depends_on: {db: {condition: service_healthy}}
  db:
    image: debian:trixie-slim
    command: [sleep, "1000"]
    stop_grace_period: 0s
    healthcheck: {test: [CMD, "test", "-e", "/tmp"], interval: 200ms}
  bare: {image: "debian:trixie-slim", init: false}
)";

std::vector<docker::ContainerSummary> one_offs(TestProject& project) {
  auto containers = project.containers();
  std::erase_if(containers, [](const docker::ContainerSummary& container) {
    return container.label("com.docker.compose.oneoff") != "True";
  });
  return containers;
}

TEST_F(Run, PassesStreamsAndExitCodeThroughAndWaitsForDependencies) {
  TestProject project{kWorker};
  const Finished ran = project.run(
      {"run", "--rm", "worker", "sh", "-c", "cat; echo no >&2; exit 7"}, {.input = "typed\n"});
  EXPECT_EQ(ran.exit_code, 7) << ran.error_output;
  EXPECT_EQ(ran.output, "typed\n");
  EXPECT_THAT(ran.error_output, HasSubstr("no\n"));
  EXPECT_TRUE(project.container("db").state.running);
  EXPECT_TRUE(one_offs(project).empty()) << "--rm removes it";
}

TEST_F(Run, LosesNoOutputHoweverShortTheCommandIs) {
  const TestProject project{kWorker};
  for (int i = 0; i < 5; ++i) {
    const Finished ran = project.run({"run", "--rm", "--no-deps", "worker", "echo", "-n", "-f"});
    EXPECT_EQ(ran.output, "-f") << ran.error_output;
    EXPECT_EQ(ran.exit_code, 0);
  }
}

TEST_F(Run, MakesTheContainerAsDockerComposeDoes) {
  TestProject project{kWorker};
  const Finished ran = project.run({"run", "--no-deps", "worker"});
  EXPECT_EQ(ran.output, "from the file\n") << ran.error_output;
  const auto made = one_offs(project);
  ASSERT_EQ(made.size(), 1U);
  EXPECT_THAT(made[0].name(), StartsWith(project.name() + "-worker-run-"));
  EXPECT_EQ(made[0].name().size(), (project.name() + "-worker-run-").size() + 12);
  EXPECT_THAT(made[0].label("com.docker.compose.slug"),
              StartsWith(made[0].name().substr(made[0].name().size() - 12)));
  const auto container = project.container("worker");
  EXPECT_TRUE(container.ports.empty());
  EXPECT_THAT(container.restart_policy, testing::AnyOf("", "no"));
  EXPECT_EQ(container.state.status, "exited");
}

TEST_F(Run, IsNothingThatOtherVerbsTakeForTheService) {
  TestProject project{kWorker};
  ASSERT_EQ(project.run({"run", "-d", "--no-deps", "worker", "sleep", "1000"}).exit_code, 0);
  EXPECT_THAT(project.run({"status"}).output, Not(HasSubstr("run-")));
  EXPECT_THAT(project.run({"exec", "worker", "true"}).error_output,
              HasSubstr("worker has no container"));
  EXPECT_THAT(project.run({"start", "--dry-run", "db"}).output, Not(HasSubstr("run-")));
  const Finished down = project.run({"down"});
  EXPECT_EQ(down.exit_code, 0) << down.error_output;
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(Run, TakesDownWhatRemovesItself) {
  TestProject project{kWorker};
  const Finished ran = project.run({"run", "-d", "--rm", "--no-deps", "worker", "sleep", "1000"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error_output;
  EXPECT_EQ(ran.output.size(), 65U) << "the id of the container";
  const Finished down = project.run({"down"});
  EXPECT_EQ(down.exit_code, 0) << down.error_output;
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(Run, ChangesWhatTheCommandLineSays) {
  TestProject project{kWorker};
  project.write("some.env", "ONE=env file\n");
  const Finished ran = project.run({"run",
                                    "--rm",
                                    "--no-deps",
                                    "-T",
                                    "-e",
                                    "TWO=flag",
                                    "--env-from-file",
                                    "some.env",
                                    "-w",
                                    "/etc",
                                    "-u",
                                    "1234",
                                    "-v",
                                    "./here:/there:ro",
                                    "-l",
                                    "a=b",
                                    "--name",
                                    project.name() + "-mine",
                                    "--entrypoint",
                                    "sh -c",
                                    "worker",
                                    "echo $FROM $ONE $TWO $PWD $(id -u) $(ls -d /there)"});
  EXPECT_EQ(ran.output, "file env file flag /etc 1234 /there\n") << ran.error_output;
  EXPECT_TRUE(std::filesystem::is_directory(project.folder() / "here"));
}

TEST_F(Run, PublishesPortsOnlyOnRequest) {
  TestProject project{kWorker};
  const int other = free_port();
  ASSERT_EQ(project
                .run({"run",
                      "-d",
                      "--no-deps",
                      "-P",
                      "-p",
                      std::to_string(other) + ":81",
                      "worker",
                      "sleep",
                      "1000"})
                .exit_code,
            0);
  std::vector<int> published;
  const auto made = one_offs(project);
  for (const auto& port : made.at(0).ports) {
    published.push_back(port.published);
  }
  EXPECT_THAT(published, testing::IsSupersetOf({project.port(), other}));
  const Finished again = project.run({"run", "-d", "--no-deps", "-P", "worker", "sleep", "1000"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.error_output, HasSubstr(std::to_string(project.port())));
  EXPECT_EQ(one_offs(project).size(), 1U);
}

TEST_F(Run, LeavesNothingOfWhatCannotStart) {
  TestProject project{kWorker};
  for (const bool removes : {false, true}) {
    std::vector<std::string> words{"run", "bare", "no-such-program"};
    if (removes) {
      words.insert(words.begin() + 1, "--rm");
    }
    const Finished ran = project.run(words);
    EXPECT_NE(ran.exit_code, 0);
    EXPECT_THAT(ran.error_output, HasSubstr("no-such-program"));
    EXPECT_TRUE(eventually([&] { return one_offs(project).empty(); }));
  }
}

TEST_F(Run, HasATerminalWhereThereIsOne) {
  const TestProject project{kWorker};
  Process run = project.start_in_terminal({"run", "--rm", "--no-deps", "worker", "bash"},
                                          {.rows = 33, .columns = 111});
  run.type("until stty size | grep -q '33 111'; do :; done; echo si''zed\n");
  EXPECT_TRUE(run.wait_for("sized"));
  EXPECT_FALSE(run.terminal_is_cooked());
  run.type(
      "sh -c 'trap \"echo cau\"\"ght; exit\" INT; echo wai\"\"ting; while :; do sleep 0.02; "
      "done'\n");
  ASSERT_TRUE(run.wait_for("waiting"));
  run.type("\x03");
  EXPECT_TRUE(run.wait_for("caught"));
  run.type("exit 5\n");
  EXPECT_EQ(run.finish().exit_code, 5);
  EXPECT_TRUE(run.terminal_is_cooked());
}

TEST_F(Run, CanBeLeftWithTheKeysOfDocker) {
  TestProject project{kWorker};
  Process run = project.start_in_terminal({"run", "--no-deps", "worker", "bash"});
  run.type("echo rea''dy\n");
  ASSERT_TRUE(run.wait_for("ready"));
  run.type("\x10\x11");
  const Finished left = run.finish();
  EXPECT_EQ(left.exit_code, 0);
  EXPECT_THAT(left.output, HasSubstr("goes on running"));
  EXPECT_EQ(one_offs(project).at(0).state, "running");
}

TEST_F(Run, StopsWhatItRunsWhenItIsInterrupted) {
  TestProject project{kWorker};
  Process run =
      project.start({"run", "--rm", "--no-deps", "worker", "sh", "-c", "echo ready; sleep 1000"});
  ASSERT_TRUE(run.wait_for("ready"));
  run.send_signal(SIGINT);
  EXPECT_EQ(run.finish().exit_code, 130);
  EXPECT_TRUE(eventually([&] { return one_offs(project).empty(); }));
}

TEST_F(Run, IsNotConfusedByWhatAKilledRunLeaves) {
  TestProject project{kWorker};
  const std::string name = project.name() + "-named";
  ASSERT_EQ(project.run({"start", "db"}).exit_code, 0);
  Process killed =
      project.start({"run", "--name", name, "worker", "sh", "-c", "echo ready; sleep 1000"});
  ASSERT_TRUE(killed.wait_for("ready"));
  killed.send_signal(SIGKILL);
  (void)killed.finish();
  const Finished taken = project.run({"run", "--name", name, "worker", "true"});
  EXPECT_EQ(taken.exit_code, 1);
  EXPECT_THAT(taken.error_output, HasSubstr("give another --name"));
  EXPECT_EQ(project.run({"run", "--rm", "worker", "echo", "fine"}).output, "fine\n");
  EXPECT_THAT(project.run({"start", "db"}).error_output, HasSubstr("nothing to do"));
  EXPECT_EQ(project.run({"down"}).exit_code, 0);
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(Run, WaitsForAnotherRunInsteadOfFailing) {
  const TestProject project{kWorker};
  std::vector<Process> runs;
  for (int i = 0; i < 3; ++i) {
    runs.push_back(project.start({"run", "--rm", "worker", "echo", "one of three"}));
  }
  for (Process& run : runs) {
    const Finished finished = run.finish(60s);
    EXPECT_EQ(finished.exit_code, 0) << finished.error_output;
    EXPECT_EQ(finished.output, "one of three\n");
  }
}

TEST_F(Run, PrintsThePlanAndDoesNothing) {
  TestProject project{kWorker};
  const Finished plan = project.run({"run", "--dry-run", "worker"});
  EXPECT_EQ(plan.exit_code, 0) << plan.error_output;
  EXPECT_THAT(plan.output, HasSubstr("for one command"));
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(Run, TakesAServiceThatNoProfileSwitchesOn) {
  const TestProject project{
      "services: {tool: {image: 'debian:trixie-slim', profiles: [tools], command: echo tool}}"};
  EXPECT_EQ(project.run({"run", "--rm", "tool"}).output, "tool\n");
}

class RunAndDockerCompose : public DockerCompose {};

const std::vector<std::string>& detached_run() {
  static const std::vector<std::string> words{"run",
                                              "-d",
                                              "--no-deps",
                                              "-e",
                                              "A=1",
                                              "-l",
                                              "x=y",
                                              "-v",
                                              "/tmp:/there",
                                              "worker",
                                              "sleep",
                                              "1000"};
  return words;
}

TEST_P(RunAndDockerCompose, MakeTheSameContainer) {
  TestProject ours{kWorker};
  ASSERT_EQ(ours.run(detached_run()).exit_code, 0);
  TestProject theirs{kWorker};
  const Finished ran = compose(theirs, detached_run());
  ASSERT_EQ(ran.exit_code, 0) << ran.error_output;
  const auto mine = ours.container("worker");
  const auto other = theirs.container("worker");
  const std::string number = "com.docker.compose.container-number";  // newer ones have none
  for (const auto& [key, value] : other.labels) {
    EXPECT_TRUE(key == number || mine.labels.contains(key)) << key;
  }
  EXPECT_EQ(mine.labels.at("com.docker.compose.oneoff"), "True");
  EXPECT_EQ(mine.labels.at("x"), "y");
  EXPECT_FALSE(mine.labels.contains(number));
  EXPECT_EQ(mine.command, other.command);
  EXPECT_THAT(mine.environment, testing::UnorderedElementsAreArray(other.environment));
  EXPECT_EQ(mine.tty, other.tty);
  ASSERT_EQ(mine.mounts.size(), 1U);
  EXPECT_EQ(mine.mounts[0].source, other.mounts.at(0).source);
  EXPECT_EQ(mine.name.size() - ours.name().size(), other.name.size() - theirs.name().size());
}

TEST_P(RunAndDockerCompose, TakeEachOthersContainersAway) {
  TestProject project{kWorker};
  ASSERT_EQ(compose(project, detached_run()).exit_code, 0);
  EXPECT_EQ(project.run({"down"}).exit_code, 0);
  EXPECT_TRUE(project.containers().empty());
  ASSERT_EQ(project.run({"run", "--no-deps", "worker", "true"}).exit_code, 0);
  EXPECT_EQ(compose(project, {"down", "--remove-orphans"}).exit_code, 0);
  EXPECT_TRUE(project.containers().empty());
}

INSTANTIATE_TEST_SUITE_P(Versions,
                         RunAndDockerCompose,
                         testing::Values(RunAndDockerCompose::kOlder, RunAndDockerCompose::kNewer),
                         RunAndDockerCompose::version_name);

constexpr std::string_view kSleeper = R"(
services:
  tts:
    image: debian:trixie-slim
    command: [sleep, "1000"]
    stop_grace_period: 0s
  other:
    image: debian:trixie-slim
    command: [sleep, "1000"]
    stop_grace_period: 0s
  fixed:
    image: debian:trixie-slim
    command: [sleep, "1000"]
    ports: ["127.0.0.1:{port}:80"]
  named:
    image: debian:trixie-slim
    container_name: vhtest-named
    command: [sleep, "1000"]
)";

std::vector<std::string> names_of(TestProject& project) {
  std::vector<std::string> names;
  for (const auto& container : project.containers()) {
    names.push_back(container.name());
  }
  std::ranges::sort(names);
  return names;
}

TEST_F(Scale, MakesMoreAndTakesTheHighestAway) {
  TestProject project{kSleeper};
  const std::string tts = project.name() + "-tts-";
  ASSERT_EQ(project.run({"start", "--scale", "tts=2", "tts"}).exit_code, 0);
  EXPECT_THAT(names_of(project), testing::ElementsAre(tts + "1", tts + "2"));
  const Finished plan = project.run({"scale", "tts=3", "--dry-run"});
  EXPECT_THAT(plan.output, HasSubstr("create"));
  EXPECT_EQ(names_of(project).size(), 2U);
  ASSERT_EQ(project.run({"scale", "tts=3"}).exit_code, 0);
  EXPECT_THAT(names_of(project), testing::ElementsAre(tts + "1", tts + "2", tts + "3"));
  EXPECT_THAT(project.run({"scale", "tts=3"}).error_output, HasSubstr("nothing to do"));
  ASSERT_EQ(project.run({"scale", "tts=1"}).exit_code, 0);
  EXPECT_THAT(names_of(project), testing::ElementsAre(tts + "1"));
  ASSERT_EQ(project.run({"scale", "tts=0"}).exit_code, 0);
  EXPECT_TRUE(names_of(project).empty());
}

TEST_F(Scale, RefusesWhatCannotBeSeveral) {
  TestProject project{kSleeper};
  const Finished port = project.run({"scale", "fixed=2"});
  EXPECT_EQ(port.exit_code, 1);
  EXPECT_THAT(port.error_output, HasSubstr("each would publish port"));
  EXPECT_THAT(project.run({"scale", "named=2"}).error_output, HasSubstr("container_name"));
  EXPECT_EQ(project.run({"scale", "tts"}).exit_code, 2);
  EXPECT_THAT(project.run({"scale", "tss=2"}).error_output, HasSubstr("did you mean 'tts'?"));
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(Orphans, AreToldByTheVerbsThatChangeSomethingAndRemovedOnRequest) {
  TestProject project{kSleeper};
  ASSERT_EQ(project.run({"start", "tts", "other"}).exit_code, 0);
  project.write("compose.yaml",
                "services: {other: {image: 'debian:trixie-slim', command: sleep 1000, "
                "stop_grace_period: 0s}}");
  const std::string orphan = project.name() + "-tts-1 is an orphan";
  EXPECT_THAT(project.run({"start"}).error_output, HasSubstr(orphan));
  EXPECT_THAT(project.run({"run", "--rm", "other", "true"}).error_output, HasSubstr(orphan));
  EXPECT_THAT(project.run({"down", "--dry-run"}).error_output, HasSubstr(orphan));
  RunOptions ignoring{.environment = {{"COMPOSE_IGNORE_ORPHANS", "true"}}};
  EXPECT_THAT(project.run({"start"}, ignoring).error_output, Not(HasSubstr("orphan")));
  EXPECT_EQ(names_of(project).size(), 2U);
  project.write(".env", "COMPOSE_REMOVE_ORPHANS=1\n");
  EXPECT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_THAT(names_of(project), testing::ElementsAre(project.name() + "-other-1"));
}

TEST_F(Orphans, OfAnotherProjectAreNone) {
  TestProject neighbour{kSleeper};
  ASSERT_EQ(neighbour.run({"start", "tts"}).exit_code, 0);
  TestProject project{"services: {other: {image: 'debian:trixie-slim', command: sleep 1000}}"};
  const Finished started = project.run({"start", "--remove-orphans"});
  EXPECT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_EQ(names_of(neighbour).size(), 1U);
}

}  // namespace
}  // namespace voicehub::scenario
