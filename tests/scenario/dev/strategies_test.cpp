// Each way that an edit takes into a server.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/base/digest.hpp"
#include "core/base/tar.hpp"
#include "tests/scenario/dev/dev_session.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

class Strategies : public Scenario {};

TEST_F(Strategies, ProcessMustRestartTheServerAndNotTheContainer) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  DevSession dev{project};
  EXPECT_THAT(dev.note("restarts it by"), HasSubstr("by process"));
  const auto before = project.container("tts").state.started_at;
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "process");
  EXPECT_EQ(edit.digest, sha256(perl_engine("two")).text());
  EXPECT_EQ(edit.rule, "source mount at /app/server.pl");
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_EQ(project.container("tts").state.started_at, before);
}

TEST_F(Strategies, ContainerMustBeTakenWhenTheFileAsksForIt) {
  std::string text{kPerlProject};
  text.insert(text.find("    ports:"), "    x-voicehub: {reload: container}\n");
  TestProject project{text};
  project.write("server.pl", perl_engine("one"));
  DevSession dev{project};
  const auto before = project.container("tts").state.started_at;
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "container");
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_NE(project.container("tts").state.started_at, before);
}

constexpr std::string_view kBuiltProject = R"(services:
  tts:
    build: .
    image: vhtest/built:{port}
    command: ["perl", "/app/server.pl"]
    ports: ["127.0.0.1:{port}:8766"]
)";

TEST_F(Strategies, RebuildMustFollowAnEditOfWhatTheImageIsBuiltFrom) {
  TestProject project{kBuiltProject};
  project.write("Dockerfile", "FROM debian:trixie-slim\nCOPY server.pl /app/\n");
  project.write("server.pl", perl_engine("one"));
  project.write("notes.txt", "not part of it");
  ASSERT_EQ(project.run({"build"}).exit_code, 0);
  DevSession dev{project};
  project.write("notes.txt", "still not");
  project.write("server.pl", perl_engine("two"));
  const SeenEdit edit = dev.next_edit(60s);
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "rebuild");
  EXPECT_THAT(edit.files, testing::ElementsAre("server.pl"));
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(Strategies, ABrokenBuildMustLeaveTheOldContainerServing) {
  TestProject project{kBuiltProject};
  project.write("Dockerfile", "FROM debian:trixie-slim\nCOPY server.pl /app/\n");
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"build"}).exit_code, 0);
  DevSession dev{project};
  project.write("Dockerfile", "FROM debian:trixie-slim\nRUN false\nCOPY server.pl /app/\n");
  const SeenEdit edit = dev.next_edit(60s);
  EXPECT_FALSE(edit.ok);
  EXPECT_EQ(served_marker(project.port()), "one");
  project.write("Dockerfile", "FROM debian:trixie-slim\nCOPY server.pl /app/\n");
  project.write("server.pl", perl_engine("two"));
  EXPECT_TRUE(dev.next_edit(60s).ok);
  EXPECT_EQ(served_marker(project.port()), "two");
}

// Without a port of this machine that two containers would need at once.
constexpr std::string_view kBuiltWithoutPort = R"(services:
  tts:
    build: .
    image: vhtest/built:{port}
    command: ["perl", "/app/server.pl"]
    ports: ["127.0.0.1::8766"]
    x-voicehub: {health: /health}
)";

// What the project's containers answer, whichever of them run.
std::vector<std::string> all_markers(TestProject& project) {
  std::vector<std::string> markers;
  for (const docker::ContainerSummary& container : project.containers()) {
    if (container.state == "running" && !container.ports.empty()) {
      markers.push_back(served_marker(container.ports.front().published));
    }
  }
  return markers;
}

TEST_F(Strategies, RebuildMustServeWithoutAGapWhereTwoContainersCanRun) {
  TestProject project{kBuiltWithoutPort};
  project.write("Dockerfile", "FROM debian:trixie-slim\nCOPY server.pl /app/\n");
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"build"}).exit_code, 0);
  DevSession dev{project};
  const std::vector<std::string> old{"one"};
  ASSERT_EQ(all_markers(project), old);
  project.write("server.pl", perl_engine("two"));
  int gaps = 0;
  EXPECT_TRUE(eventually(
      [&] {
        const auto markers = all_markers(project);
        gaps += testing::Value(markers, testing::Contains(testing::Not(""))) ? 0 : 1;
        return markers == std::vector<std::string>{"two"};
      },
      60s));
  EXPECT_EQ(gaps, 0);
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(project.container("tts").name, project.name() + "-tts-1");
}

TEST_F(Strategies, ANewImageThatDoesNotServeMustLeaveTheOldContainerServing) {
  TestProject project{kBuiltWithoutPort};
  project.write("Dockerfile", "FROM debian:trixie-slim\nCOPY server.pl /app/\n");
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"build"}).exit_code, 0);
  DevSession dev{project};
  const auto before = project.container("tts").id;
  project.write("server.pl", "die 'this voice is gone';");
  const SeenEdit edit = dev.next_edit(60s);
  EXPECT_FALSE(edit.ok);
  EXPECT_THAT(edit.error, HasSubstr("this voice is gone"));
  ASSERT_EQ(project.containers().size(), 1U);
  EXPECT_EQ(project.container("tts").id, before);
  EXPECT_EQ(all_markers(project), std::vector<std::string>{"one"});
  project.write("server.pl", perl_engine("three"));
  EXPECT_TRUE(dev.next_edit(60s).ok);
  EXPECT_EQ(all_markers(project), std::vector<std::string>{"three"});
}

constexpr std::string_view kSyncProject = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sh", "-c", "mkdir -p /app; until [ -f /app/server.pl ]; do sleep 0.05; done; exec perl /app/server.pl"]
    ports: ["127.0.0.1:{port}:8766"]
    x-voicehub: {health: /health}
    develop:
      watch:
        - {path: ./src, target: /app, action: sync+restart, initial_sync: true}
        - {path: ./data, target: /data, action: sync}
        - path: ./commands
          target: /commands
          action: sync+exec
          exec: {command: ["sh", "-c", "cp /commands/word /commands/copied"]}
)";

TEST_F(Strategies, SyncMustPutFilesInPlaceAndDoWhatTheRuleSays) {
  TestProject project{kSyncProject};
  project.write("src/server.pl", perl_engine("one"));
  project.write("data/a.txt", "1");
  project.write("commands/word", "first");
  DevSession dev{project};
  EXPECT_TRUE(eventually([&] { return served_marker(project.port()) == "one"; })) << "initial_sync";
  project.write("src/server.pl", perl_engine("two"));
  const SeenEdit restarted = dev.next_edit();
  EXPECT_TRUE(restarted.ok) << restarted.error;
  EXPECT_EQ(restarted.action, "sync+restart");
  EXPECT_EQ(served_marker(project.port()), "two");

  project.write("data/a.txt", "2");
  const SeenEdit synced = dev.next_edit();
  EXPECT_TRUE(synced.ok) << synced.error;
  EXPECT_EQ(synced.action, "sync");
  EXPECT_EQ(project.run({"exec", "tts", "--", "cat", "/data/a.txt"}).output, "2");

  project.write("commands/word", "second");
  const SeenEdit executed = dev.next_edit();
  EXPECT_TRUE(executed.ok) << executed.error;
  EXPECT_EQ(project.run({"exec", "tts", "--", "cat", "/commands/copied"}).output, "second");

  std::filesystem::remove(project.folder() / "data/a.txt");
  EXPECT_TRUE(dev.next_edit().ok);
  EXPECT_NE(project.run({"exec", "tts", "--", "cat", "/data/a.txt"}).exit_code, 0);
}

void save_by_rename(const TestProject& project, const std::string& name, std::string_view content) {
  project.write(name + ".new", content);
  std::filesystem::rename(project.folder() / (name + ".new"), project.folder() / name);
}

// An image with one static program in it and nothing else.
class FromScratch : public Scenario {
 protected:
  static constexpr std::string_view kProject = R"(services:
  tts:
    image: vhtest/small-server:{port}
    command: ["/server", "/app/mode.txt"]
    user: "65532:65532"
    read_only: true
    ports: ["127.0.0.1:{port}:8766"]
    volumes: ["./mode.txt:/app/mode.txt:ro"]
    x-voicehub: {mounts: {/app/mode.txt: source}}
)";

  void make_image(TestProject& project) {
    image_ = fmt::format("vhtest/small-server:{}", project.port());
    std::ifstream file{SMALL_SERVER, std::ios::binary};
    const std::string program{std::istreambuf_iterator<char>{file}, {}};
    auto imported = project.daemon().wait(project.daemon().api().import_image(
        image_,
        {"LABEL voicehub.listen_fds=1"},
        make_tar({{.name = "server", .content = program, .mode = 0755}})));
    ASSERT_TRUE(imported) << imported.error().message;
  }

  // The project that used it is gone by now.
  void TearDown() override {
    Daemon daemon;
    (void)daemon.wait(daemon.api().remove_image(image_));
  }

 private:
  std::string image_;
};

TEST_F(FromScratch, HandoverMustTakeWithoutATool) {
  TestProject project{kProject};
  make_image(project);
  project.write("mode.txt", "serve one");
  DevSession dev{project};
  EXPECT_THAT(dev.note("restarts it by"), HasSubstr("by handover"));
  EXPECT_EQ(served_marker(project.port()), "one");
  save_by_rename(project, "mode.txt", "serve two");
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "handover");
  EXPECT_EQ(edit.digest, sha256("serve two").text());
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(FromScratch, HandoverMustLoseNoRequest) {
  TestProject project{kProject};
  make_image(project);
  project.write("mode.txt", "serve 0");
  DevSession dev{project};
  std::atomic<bool> stop = false;
  std::atomic<int> served = 0;
  std::atomic<int> lost = 0;
  std::thread client{[&] {
    while (!stop) {
      ++(served_marker(project.port()).empty() ? lost : served);
    }
  }};
  for (int i = 1; i <= 5; ++i) {
    save_by_rename(project, "mode.txt", fmt::format("serve {}", i));
    EXPECT_TRUE(dev.next_edit().ok);
    EXPECT_EQ(served_marker(project.port()), std::to_string(i));
  }
  stop = true;
  client.join();
  EXPECT_EQ(lost, 0);
  EXPECT_GT(served, 50);
}

TEST_F(FromScratch, AServerThatDoesNotComeUpMustLeaveTheOldOneServing) {
  TestProject project{kProject};
  make_image(project);
  project.write("mode.txt", "serve one");
  DevSession dev{project};
  project.write("mode.txt", "fail");
  const SeenEdit failed = dev.next_edit();
  EXPECT_FALSE(failed.ok);
  EXPECT_THAT(failed.error, HasSubstr("ended with code 3"));
  EXPECT_EQ(served_marker(project.port()), "one");
  project.write("mode.txt", "serve two");
  EXPECT_TRUE(dev.next_edit().ok);
  EXPECT_EQ(served_marker(project.port()), "two");
}

}  // namespace
}  // namespace voicehub::scenario
