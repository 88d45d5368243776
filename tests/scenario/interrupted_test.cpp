#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"
#include "tests/scenario/perl_engine.hpp"
#include "tests/scenario/recording_proxy.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class Interrupted : public Scenario {};

constexpr std::string_view kTwoServices = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    init: true
    ports: ["127.0.0.1:{port}:8766"]
    environment: {WORKERS: "${WORKERS:-1}"}
    volumes: ["./server.pl:/app/server.pl", "cache:/cache"]
    depends_on: [db]
  db:
    image: debian:trixie-slim
    command: sleep 600
    stop_grace_period: 1s
volumes:
  cache:
)";

struct KillCase {
  std::string name;
  bool running_before = false;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;
};

void PrintTo(const KillCase& test_case, std::ostream* stream) {
  *stream << test_case.name;
}

class KilledAfterEachStep : public Interrupted, public testing::WithParamInterface<KillCase> {};

// Runs the command through the proxy; kills it when the daemon has answered write number
// `kill_after` (0: never). Returns how many writes there were.
std::size_t run_and_kill(TestProject& project, const KillCase& test_case, std::size_t kill_after) {
  RecordingProxy proxy{project.folder()};
  std::promise<Process*> started;
  auto process_there = started.get_future().share();
  proxy.when_answered([&](std::size_t write) {
    if (write == kill_after) {
      process_there.get()->send_signal(SIGKILL);
    }
  });
  RunOptions options{.folder = project.folder(), .environment = test_case.environment};
  options.environment["DOCKER_HOST"] = proxy.docker_host();
  Process process = project.start(test_case.arguments, options);
  started.set_value(&process);
  const Finished finished = process.finish(60s);
  EXPECT_EQ(finished.exit_code, kill_after == 0 ? 0 : 128 + SIGKILL) << finished.error_output;
  return proxy.writes().size();
}

void prepare(TestProject& project, const KillCase& test_case) {
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"down", "--volumes"}).exit_code, 0);
  if (test_case.running_before) {
    ASSERT_EQ(project.run({"start"}).exit_code, 0);
  }
}

TEST_P(KilledAfterEachStep, TheNextRunMustConverge) {
  const KillCase& test_case = GetParam();
  TestProject project{kTwoServices};
  prepare(project, test_case);
  const std::size_t writes = run_and_kill(project, test_case, 0);
  ASSERT_GE(writes, 2U);
  for (std::size_t step = 1; step <= writes; ++step) {
    SCOPED_TRACE(testing::Message() << "killed after write " << step << " of " << writes);
    prepare(project, test_case);
    run_and_kill(project, test_case, step);
    const RunOptions options{.folder = project.folder(), .environment = test_case.environment};
    const Finished next = project.run(test_case.arguments, options);
    EXPECT_EQ(next.exit_code, 0) << next.error_output;
    for (const docker::ContainerSummary& container : project.containers()) {
      EXPECT_THAT(container.name(), testing::StartsWith(project.name() + "-"))
          << "a temporary name was left";
      EXPECT_EQ(container.state, "running");
    }
    EXPECT_THAT(project.containers(), testing::SizeIs(test_case.name == "down" ? 0U : 2U));
    if (test_case.name != "restart") {
      auto again = test_case.arguments;
      again.emplace_back("--dry-run");
      EXPECT_EQ(project.run(again, options).output, "nothing to do\n");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Verbs,
                         KilledAfterEachStep,
                         testing::Values(KillCase{"start", false, {"start"}, {}},
                                         KillCase{"replace", true, {"start"}, {{"WORKERS", "2"}}},
                                         KillCase{"restart", true, {"restart", "--no-verify"}, {}},
                                         KillCase{"down", true, {"down", "--volumes"}, {}}),
                         [](const testing::TestParamInfo<KillCase>& kill) {
                           return kill.param.name;
                         });

TEST_F(Interrupted, DryRunMustNotWriteToTheDaemon) {
  TestProject project{kTwoServices};
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"start", "--force-recreate"},
        {"restart"},
        {"stop"},
        {"down", "--volumes"},
        {"build"}}) {
    SCOPED_TRACE(verb.front());
    RecordingProxy proxy{project.folder()};
    auto arguments = verb;
    arguments.emplace_back("--dry-run");
    RunOptions options{.folder = project.folder(),
                       .environment = {{"DOCKER_HOST", proxy.docker_host()}}};
    const Finished finished = project.run(arguments, options);
    EXPECT_EQ(finished.exit_code, 0) << finished.error_output;
    EXPECT_THAT(proxy.writes(), IsEmpty());
  }
  EXPECT_EQ(served_marker(project.port()), "one");
}

TEST_F(Interrupted, CtrlCMustEndTheWaitAndLeaveTheEngineRunning) {
  TestProject project{kTwoServices};
  project.write("server.pl", "$SIG{TERM} = sub { exit 0 }; sleep 600;\n");
  Process process = project.start({"start"});
  ASSERT_TRUE(eventually([&] {
    const auto containers = project.containers();
    return containers.size() == 2 && containers[0].state == "running" &&
           containers[1].state == "running";
  }));
  process.send_signal(SIGINT);
  const Finished finished = process.finish(5s);
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_THAT(finished.error_output, HasSubstr("interrupted"));
  EXPECT_EQ(project.containers().size(), 2U);
}

TEST_F(Interrupted, ASecondRunMustNameTheOneThatIsAtWork) {
  TestProject project{kTwoServices};
  project.write("server.pl", perl_engine("one"));
  RecordingProxy proxy{project.folder()};
  std::promise<void> second_is_done;
  auto done = second_is_done.get_future().share();
  std::promise<void> first_writes;
  proxy.when_answered([&](std::size_t write) {
    if (write == 1) {
      first_writes.set_value();
      done.wait();
    }
  });
  RunOptions options{.folder = project.folder(),
                     .environment = {{"DOCKER_HOST", proxy.docker_host()}}};
  Process first = project.start({"start"}, options);
  first_writes.get_future().wait();
  const Finished second = project.run({"down"}, options);
  second_is_done.set_value();
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.error_output, HasSubstr("another voicehub (`start`, pid "));
  EXPECT_EQ(first.finish(60s).exit_code, 0);
}

TEST_F(Interrupted, TheNextRunMustSayWhatWasInterrupted) {
  TestProject project{kTwoServices};
  const KillCase test_case{"start", false, {"start"}, {}};
  prepare(project, test_case);
  run_and_kill(project, test_case, 2);
  // The same way to the daemon: what was interrupted is known by project and daemon.
  RecordingProxy proxy{project.folder()};
  const Finished next = project.run(
      {"start"},
      {.folder = project.folder(), .environment = {{"DOCKER_HOST", proxy.docker_host()}}});
  EXPECT_EQ(next.exit_code, 0);
  EXPECT_THAT(next.error_output, HasSubstr("`start` (pid "));
  EXPECT_THAT(next.error_output, HasSubstr("picking up"));
}

TEST_F(Interrupted, TwoPathsToOneDaemonMustShareTheLock) {
  const fs::path socket = "/var/run/docker.sock";
  if (std::getenv("DOCKER_HOST") != nullptr || !fs::exists(socket)) {
    GTEST_SKIP() << "the daemon is not at " << socket;
  }
  TestProject project{kPerlProject};
  project.write("server.pl", "sleep 100;");
  Process first = project.start({"start"});
  ASSERT_TRUE(eventually([&] { return !project.containers().empty(); }));
  const fs::path link = project.folder() / "docker.sock";
  fs::create_symlink(socket, link);
  const Finished second =
      project.run({"stop"}, {.environment = {{"DOCKER_HOST", "unix://" + link.string()}}});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.error_output, HasSubstr("another voicehub (`start`"));
  first.send_signal(SIGINT);
  first.finish();
}

}  // namespace
}  // namespace voicehub::scenario
