#include <filesystem>

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

class Lifecycle : public Scenario {};

// The one service's project with its server.pl in place.
class PerlProject : public TestProject {
 public:
  PerlProject() : TestProject{kPerlProject} { write("server.pl", perl_engine("one")); }

  // As most editors save: a new file takes the old one's name.
  void save_by_rename(std::string_view content) const {
    write("server.pl.new", content);
    std::filesystem::rename(folder() / "server.pl.new", folder() / "server.pl");
  }
};

TEST_F(Lifecycle, StartMustMakeEverythingAndWaitUntilTheEngineAnswers) {
  PerlProject project;
  const Finished started = project.run({"start"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_EQ(served_marker(project.port()), "one") << "it returned before the engine served";
  EXPECT_THAT(started.error_output, HasSubstr("tts  healthy"));
  const auto container = project.container("tts");
  EXPECT_TRUE(container.init) << "a PID 1 that ignores SIGTERM would cost 10 s at every stop";
}

TEST_F(Lifecycle, StartMustTouchNothingWhenNothingChanged) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const auto before = project.container("tts");
  const Finished again = project.run({"start"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.error_output, HasSubstr("nothing to do"));
  const auto after = project.container("tts");
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.state.started_at, before.state.started_at);
}

TEST_F(Lifecycle, StartWithBuildMustTakeAServiceThatHasNothingToBuild) {
  PerlProject project;
  const Finished started = project.run({"start", "--build", "tts"});
  EXPECT_EQ(started.exit_code, 0);
  EXPECT_THAT(started.error_output, HasSubstr("has no build section"));
  EXPECT_TRUE(project.container("tts").state.running);
}

TEST_F(Lifecycle, StartMustReplaceAContainerAndSayWhichFieldChanged) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  std::string file{kPerlProject};
  file.replace(file.find("{port}"), 6, std::to_string(project.port()));
  file.replace(file.find("    ports:"), 0, "    environment: {WORKERS: \"4\", API_KEY: hidden}\n");
  project.write("compose.yaml", file);
  const Finished plan = project.run({"start", "--dry-run"});
  EXPECT_THAT(plan.output, HasSubstr("environment.API_KEY added, environment.WORKERS added"));
  EXPECT_THAT(plan.output, Not(HasSubstr("hidden")));
  const auto before = project.container("tts").id;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_NE(project.container("tts").id, before);
  EXPECT_EQ(project.containers().size(), 1U);
}

TEST_F(Lifecycle, VerifyMustCallARenameSaveStaleAndRestartMustCureIt) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_EQ(project.run({"verify"}).exit_code, 0);
  project.save_by_rename(perl_engine("two"));
  const Finished stale = project.run({"verify"});
  EXPECT_EQ(stale.exit_code, 6);
  EXPECT_THAT(stale.output, HasSubstr("stale"));
  const Finished restarted = project.run({"restart"});
  EXPECT_EQ(restarted.exit_code, 0) << restarted.error_output;
  EXPECT_THAT(restarted.error_output, HasSubstr("verified /app/server.pl sha256:"));
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_EQ(project.run({"verify"}).exit_code, 0);
}

TEST_F(Lifecycle, VerifyMustCallAnInPlaceSaveNotLoadedAndRestartMustCureIt) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  project.write("server.pl", perl_engine("two"));
  const Finished not_loaded = project.run({"verify", "--format", "json"});
  EXPECT_EQ(not_loaded.exit_code, 6);
  EXPECT_THAT(not_loaded.output, HasSubstr("\"state\": \"not loaded\""));
  EXPECT_EQ(served_marker(project.port()), "one")
      << "the old code still serves: that is what verify must tell";
  ASSERT_EQ(project.run({"restart", "tts"}).exit_code, 0);
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_EQ(project.run({"verify"}).exit_code, 0);
}

TEST_F(Lifecycle, VerifyMustSayHowToStartWhatIsStopped) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  ASSERT_EQ(project.run({"stop"}).exit_code, 0);
  const Finished verified = project.run({"verify"});
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_THAT(verified.error_output, HasSubstr("voicehub start"));
}

TEST_F(Lifecycle, RestartMustPickUpAnEditedFileOfTheProject) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  std::string file{kPerlProject};
  file.replace(file.find("{port}"), 6, std::to_string(project.port()));
  file.replace(file.find("    ports:"), 0, "    environment: [WORKERS=3]\n");
  project.write("compose.yaml", file);
  const Finished restarted = project.run({"restart", "--format", "json"});
  EXPECT_EQ(restarted.exit_code, 0);
  EXPECT_THAT(restarted.output, HasSubstr("environment.WORKERS added"));
  EXPECT_THAT(project.container("tts").environment, testing::Contains("WORKERS=3"));
}

TEST_F(Lifecycle, StopMustKeepContainersAndDownMustRemoveThem) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  ASSERT_EQ(project.run({"stop"}).exit_code, 0);
  ASSERT_EQ(project.containers().size(), 1U);
  EXPECT_EQ(project.containers()[0].state, "exited");
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_EQ(served_marker(project.port()), "one");
  const Finished down = project.run({"down"});
  EXPECT_EQ(down.exit_code, 0) << down.error_output;
  EXPECT_TRUE(project.containers().empty());
  const std::string volume = project.name() + "_cache";
  EXPECT_TRUE(project.daemon().wait(project.daemon().api().inspect_volume(volume)))
      << "down without --volumes must keep data";
  ASSERT_EQ(project.run({"down", "--volumes"}).exit_code, 0);
  EXPECT_FALSE(project.daemon().wait(project.daemon().api().inspect_volume(volume)));
  EXPECT_THAT(project.run({"down"}).error_output, HasSubstr("nothing to do"));
}

TEST_F(Lifecycle, AnEngineThatIgnoresSigtermMustBeKilledAfterASecondWithAWarning) {
  std::string file{kPerlProject};
  file.replace(file.find("    ports:"), 0, "    init: false\n");
  TestProject project{file};
  std::string source = perl_engine("stubborn");
  source.replace(source.find("sub { exit 0 }"), 14, "'IGNORE'");
  project.write("server.pl", source);
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const Finished stopped = project.run({"stop"});
  EXPECT_EQ(stopped.exit_code, 0);
  EXPECT_LT(stopped.elapsed, 5s) << "it waited the daemon's 10 s";
  EXPECT_THAT(stopped.error_output, HasSubstr("had to be killed"));
}

TEST_F(Lifecycle, AnEngineThatExitsAtOnceMustBeShownWithItsLastWords) {
  PerlProject project;
  project.write("server.pl", "die \"weights are missing\\n\";\n");
  const Finished started = project.run({"start"});
  EXPECT_EQ(started.exit_code, 5);
  EXPECT_LT(started.elapsed, 10s);
  EXPECT_THAT(started.error_output, HasSubstr("weights are missing"));
  EXPECT_THAT(started.error_output, HasSubstr("exited (exit code"));
}

TEST_F(Lifecycle, AnEngineThatNeverAnswersMustRunIntoItsDeadline) {
  PerlProject project;
  project.write("server.pl", "sleep 600;\n");
  const Finished started = project.run({"start", "--timeout", "1"});
  EXPECT_EQ(started.exit_code, 5);
  EXPECT_THAT(started.error_output, HasSubstr("tts is not healthy after 1."));
}

TEST_F(Lifecycle, DependenciesMustBeHealthyBeforeTheirDependentsStart) {
  TestProject project{R"(services:
  front:
    image: debian:trixie-slim
    command: sleep 600
    depends_on: {db: {condition: service_healthy}}
  db:
    image: debian:trixie-slim
    command: sh -c "sleep 1; touch /ready; sleep 600"
    healthcheck: {test: test -f /ready, interval: 200ms, retries: 50}
)"};
  const Finished started = project.run({"start", "front"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  const auto waited =
      project.container("front").state.started_at - project.container("db").state.started_at;
  EXPECT_GE(waited, 1s);
}

TEST_F(Lifecycle, AReplacedContainerMustHandOnItsVolumesWithoutAName) {
  TestProject project{R"(services:
  db:
    image: debian:trixie-slim
    command: sleep 600
    init: true
    volumes: [/data]
    environment: {STEP: "${STEP}"}
)"};
  const auto start = [&](const std::string& step, std::vector<std::string> arguments) {
    const Finished started = project.run(std::move(arguments), {.environment = {{"STEP", step}}});
    EXPECT_EQ(started.exit_code, 0) << started.error_output;
  };
  const auto look = [&] { return project.run({"exec", "db", "--", "cat", "/data/kept"}).output; };
  start("1", {"up"});
  const auto first = project.container("db").id;
  ASSERT_EQ(project.run({"exec", "db", "--", "sh", "-c", "echo yes > /data/kept"}).exit_code, 0);
  start("2", {"up", "--no-recreate"});
  EXPECT_EQ(project.container("db").id, first);
  start("2", {"up"});
  EXPECT_NE(project.container("db").id, first);
  EXPECT_EQ(look(), "yes\n");
  start("2", {"up", "-V"});
  EXPECT_EQ(look(), "");
}

TEST_F(Lifecycle, UpMustMakeContainersWithoutStartingThemOnRequest) {
  PerlProject project;
  const Finished made = project.run({"up", "--no-start"});
  ASSERT_EQ(made.exit_code, 0) << made.error_output;
  EXPECT_EQ(project.container("tts").state.status, "created");
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_TRUE(project.container("tts").state.running);
}

TEST_F(Lifecycle, DockerComposeLabelsMustBeOnEverything) {
  PerlProject project;
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  auto& daemon = project.daemon();
  const auto network = daemon.wait(daemon.api().inspect_network(project.name() + "_default"));
  ASSERT_TRUE(network);
  EXPECT_EQ(network->labels.at("com.docker.compose.network"), "default");
  const auto volume = daemon.wait(daemon.api().inspect_volume(project.name() + "_cache"));
  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->labels.at("com.docker.compose.volume"), "cache");
  const auto labels = project.container("tts").labels;
  EXPECT_EQ(labels.at("com.docker.compose.project"), project.name());
  EXPECT_TRUE(labels.contains("com.docker.compose.config-hash"));
  EXPECT_THAT(labels.at("com.docker.compose.image"), HasSubstr("sha256:"));
}

}  // namespace
}  // namespace voicehub::scenario
