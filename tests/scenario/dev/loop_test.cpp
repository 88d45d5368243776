// What happens around the edits: bursts, edits while something else is under way, bad edits, and
// everything that can go away while voicehub watches.
#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/dev/dev_session.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kFolderProject = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    ports: ["127.0.0.1:{port}:8766"]
    volumes: ["./app:/app", "./logs:/app/logs"]
)";

class DevLoop : public Scenario {};

TEST_F(DevLoop, StartMustLeaveADevContainerAloneAndPlainMustConvertIt) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const auto plain = project.container("tts").id;
  std::string dev_id;
  {
    DevSession dev{project};
    dev_id = project.container("tts").id.text;
    EXPECT_NE(dev_id, plain.text);
    dev.process().send_signal(SIGINT);
    EXPECT_EQ(dev.process().finish().exit_code, 130);
  }
  const Finished started = project.run({"start"});
  EXPECT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_EQ(project.container("tts").id.text, dev_id);
  EXPECT_THAT(started.error_output, HasSubstr("voicehub dev"));
  EXPECT_EQ(project.run({"start", "--plain"}).exit_code, 0);
  EXPECT_NE(project.container("tts").id.text, dev_id);
  EXPECT_EQ(served_marker(project.port()), "one");
}

TEST_F(DevLoop, RestartMustUseTheAgentOfADevContainer) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  {
    const DevSession dev{project};
  }
  const auto before = project.container("tts").state.started_at;
  fs::rename(project.folder() / "server.pl", project.folder() / "old.pl");
  project.write("server.pl", perl_engine("two"));
  const Finished restarted = project.run({"restart"});
  EXPECT_EQ(restarted.exit_code, 0) << restarted.error_output;
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_EQ(project.container("tts").state.started_at, before);
  EXPECT_EQ(project.run({"verify"}).exit_code, 0);
}

// As a person would with docker: the copies of followed files are renewed then too.
TEST_F(DevLoop, APlainRestartOfTheContainerMustServeTheNewFile) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  {
    const DevSession dev{project};
  }
  fs::rename(project.folder() / "server.pl", project.folder() / "old.pl");
  project.write("server.pl", perl_engine("two"));
  const auto id = project.container("tts").id;
  ASSERT_TRUE(project.daemon().wait(project.daemon().api().restart_container(id, std::nullopt)));
  EXPECT_TRUE(eventually([&] { return served_marker(project.port()) == "two"; }));
}

TEST_F(DevLoop, WhatTheServerWritesMustRestartNothing) {
  TestProject project{kFolderProject};
  project.write("app/server.pl", perl_engine("one"));
  project.write("logs/engine.log", "");
  DevSession dev{project};
  EXPECT_THAT(dev.note("not watching"), HasSubstr("logs"));
  for (int i = 0; i < 20; ++i) {
    project.write("logs/engine.log", fmt::format("line {}\n", i));
    project.write("app/__pycache__/server.pyc", fmt::format("{}", i));
    ::usleep(50'000);
  }
  EXPECT_THAT(dev.further_edits(600ms), IsEmpty());
}

TEST_F(DevLoop, AFileThatIsWrittenAllTheTimeMustNotRestartTheServerAllTheTime) {
  TestProject project{kFolderProject};
  project.write("app/server.pl", perl_engine("one"));
  project.write("app/state.json", "0");
  DevSession dev{project};
  std::atomic<bool> stop = false;
  std::thread writer{[&] {
    for (int i = 1; !stop; ++i) {
      project.write("app/state.json", std::to_string(i));
      ::usleep(100'000);
    }
  }};
  EXPECT_THAT(dev.note("written again and again"), HasSubstr("app/state.json"));
  dev.further_edits(1s);
  const auto saved = std::chrono::steady_clock::now();
  project.write("app/server.pl", perl_engine("two"));
  EXPECT_TRUE(eventually([&] { return served_marker(project.port()) == "two"; }));
  EXPECT_LT(std::chrono::steady_clock::now() - saved, 2s) << "the bench says how long it takes";
  const SeenEdit edit = dev.next_edit();
  EXPECT_THAT(edit.files, testing::ElementsAre("app/server.pl"));
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_THAT(dev.further_edits(1s), IsEmpty());
  stop = true;
  writer.join();
}

TEST_F(DevLoop, ABurstMustBeJoined) {
  TestProject project{kFolderProject};
  project.write("app/server.pl", perl_engine("one"));
  DevSession dev{project};
  for (int i = 0; i < 20'000; ++i) {
    project.write(fmt::format("app/part{}/file{}.pm", i % 20, i), "x");
  }
  project.write("app/server.pl", perl_engine("two"));
  std::vector<SeenEdit> edits{dev.next_edit(30s)};
  std::ranges::move(dev.further_edits(1500ms), std::back_inserter(edits));
  // One, or a few where the machine is so busy that nothing is written for 30 ms in its middle.
  EXPECT_LE(edits.size(), 4U);
  EXPECT_TRUE(edits.back().ok) << edits.back().error;
  EXPECT_EQ(served_marker(project.port()), "two");
}

// It needs a second to end, so that edits come while it is being restarted.
TEST_F(DevLoop, EditsDuringARestartMustCauseExactlyOneMore) {
  TestProject project{kPerlProject};
  std::string engine = perl_engine("one");
  engine.replace(engine.find("{ exit 0 }"), 10, "{ sleep 1; exit 0 }");
  project.write("server.pl", engine);
  DevSession dev{project};
  for (const char* marker : {"two", "three", "four", "five"}) {
    std::string next = engine;
    next.replace(next.find("'one'"), 5, fmt::format("'{}'", marker));
    project.write("server.pl", next);
    ::usleep(200'000);
  }
  const SeenEdit first = dev.next_edit();
  const SeenEdit second = dev.next_edit();
  EXPECT_TRUE(first.ok) << first.error;
  EXPECT_TRUE(second.ok) << second.error;
  EXPECT_THAT(dev.further_edits(1500ms), IsEmpty());
  EXPECT_EQ(served_marker(project.port()), "five");
}

TEST_F(DevLoop, AServerThatEndsMustBeToldInItsOwnWordsAndTheNextSaveTried) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  DevSession dev{project};
  project.write("server.pl", "die 'no voice today';\n");
  const SeenEdit bad = dev.next_edit();
  EXPECT_FALSE(bad.ok);
  EXPECT_THAT(bad.error, HasSubstr("no voice today"));
  EXPECT_THAT(bad.error, Not(HasSubstr("serving one")));
  project.write("server.pl", perl_engine("two"));
  const SeenEdit good = dev.next_edit();
  EXPECT_TRUE(good.ok) << good.error;
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(DevLoop, EditsMadeWhileNobodyWatchedMustBeFound) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  {
    const DevSession dev{project};
  }
  project.write("server.pl", perl_engine("two"));
  DevSession dev{project};
  EXPECT_THAT(dev.note("nobody watched"), HasSubstr("stale"));
  EXPECT_TRUE(dev.next_edit().ok);
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(DevLoop, ARemovedContainerMustComeBackWithTheNextEdit) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  DevSession dev{project};
  const auto id = project.container("tts").id;
  ASSERT_TRUE(project.daemon().wait(project.daemon().api().remove_container(id, {.force = true})));
  dev.note("has no container");
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "start");
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(DevLoop, AnEditOfTheProjectFileMustBeApplied) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  DevSession dev{project};
  const auto before = project.container("tts").id;
  std::string file{kPerlProject};
  file.replace(file.find("{port}"), 6, std::to_string(project.port()));
  file.insert(file.find("    ports:"), "    environment: {MODE: fast}\n");
  project.write("compose.yaml", file);
  EXPECT_TRUE(eventually([&] {
    const auto all = project.containers();
    return all.size() == 1 && all[0].id != before && served_marker(project.port()) == "one";
  }));
  project.write("server.pl", perl_engine("two"));
  EXPECT_TRUE(dev.next_edit().ok);
  EXPECT_EQ(served_marker(project.port()), "two");
}

// Whatever the moment, the next session finds a way on.
TEST_F(DevLoop, AKillInMidRestartMustHarmNothing) {
  TestProject project{kPerlProject};
  std::string engine = perl_engine("one");
  engine.replace(engine.find("{ exit 0 }"), 10, "{ sleep 1; exit 0 }");
  project.write("server.pl", engine);
  {
    DevSession dev{project};
    std::string next = engine;
    next.replace(next.find("'one'"), 5, "'two'");
    project.write("server.pl", next);
    ::usleep(300'000);
    dev.process().send_signal(SIGKILL);
    dev.process().finish();
  }
  EXPECT_TRUE(eventually([&] { return served_marker(project.port()) == "two"; }))
      << "the agent finishes what it began";
  DevSession again{project};
  project.write("server.pl", perl_engine("three"));
  EXPECT_TRUE(again.next_edit().ok);
  EXPECT_EQ(served_marker(project.port()), "three");
}

TEST_F(DevLoop, AnotherUserAndAReadOnlyRootMustNotMatter) {
  std::string file{kPerlProject};
  file.insert(file.find("    ports:"), "    user: \"1234:1234\"\n    read_only: true\n");
  TestProject project{file};
  project.write("server.pl", perl_engine("one"));
  fs::permissions(project.folder() / "server.pl", fs::perms{0644});
  DevSession dev{project};
  fs::rename(project.folder() / "server.pl", project.folder() / "old.pl");
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "process");
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(DevLoop, WatchMustStartNothing) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  DevSession watch{project, {"watch"}};
  EXPECT_THAT(project.containers(), IsEmpty());
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = watch.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "container");
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(DevLoop, WatchMustNotWaitForADaemonThatWasNeverThere) {
  const TestProject project{kPerlProject};
  const Finished watch =
      project.run({"watch"}, {.environment = {{"DOCKER_HOST", "unix:///nowhere"}}});
  EXPECT_EQ(watch.exit_code, 4);
  EXPECT_THAT(watch.error_output, HasSubstr("cannot reach Docker at unix:///nowhere"));
}

TEST_F(DevLoop, QuitMustLeaveTheEnginesRunningAndAskedForStopThem) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  {
    Process dev = project.start_in_terminal({"dev"});
    dev.wait_for("changes are seen by", 60s);
    dev.type("v");
    dev.wait_for("/app/server.pl: match");
    dev.type("q");
    EXPECT_EQ(dev.finish().exit_code, 0);
    EXPECT_EQ(served_marker(project.port()), "one");
  }
  Process dev = project.start_in_terminal({"dev"});
  dev.wait_for("changes are seen by", 60s);
  dev.type("Q");
  EXPECT_EQ(dev.finish().exit_code, 0);
  EXPECT_EQ(served_marker(project.port()), "");
}

}  // namespace
}  // namespace voicehub::scenario
