#include "core/ops/status.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

using namespace std::chrono_literals;

Project two_services() {
  Project project{.name = "voice"};
  for (const char* name : {"asr", "tts"}) {
    project.services[name].name = name;
    project.services[name].image = std::string{"voice-"} + name;
  }
  return project;
}

plan::ObservedContainer container(std::string service, int number, std::string image) {
  plan::ObservedContainer observed{.service = std::move(service), .number = number};
  observed.summary.names = {observed.service + "-" + std::to_string(number)};
  observed.summary.image = std::move(image);
  return observed;
}

std::string shown(const StatusReport& report) {
  std::string text;
  for (const ServiceStatus& row : report.services) {
    text += row.service + ": " + (row.container ? row.container->name() : "not created") + ", " +
            row.image + (row.image_replaced ? ", replaced" : "") + "\n";
  }
  for (const docker::ContainerSummary& orphan : report.orphans) {
    text += "orphan " + orphan.name() + "\n";
  }
  return text;
}

TEST(Outline, ShowsEveryServiceAndEveryContainer) {
  const Project project = two_services();
  const auto selected = select_services(project, {});
  const auto report = outline(project,
                              *selected,
                              {container("old", 1, "voice-old"),
                               container("tts", 1, "voice-tts"),
                               container("tts", 2, "sha256:0123")});
  EXPECT_EQ(shown(report),
            "asr: not created, voice-asr\n"
            "tts: tts-1, voice-tts\n"
            "tts: tts-2, voice-tts, replaced\n"
            "orphan old-1\n");
}

TEST(Outline, LeavesServicesOutThatWereNotNamed) {
  const Project project = two_services();
  const auto selected = select_services(project, {"asr"});
  EXPECT_EQ(shown(outline(project, *selected, {container("tts", 1, "voice-tts")})),
            "asr: not created, voice-asr\n");
}

docker::ContainerDetails ended(int exit_code, std::chrono::seconds lived) {
  docker::ContainerDetails container;
  container.state.status = "exited";
  container.state.exit_code = exit_code;
  container.state.started_at = std::chrono::system_clock::time_point{1000s};
  container.state.finished_at = container.state.started_at + lived;
  return container;
}

TEST(HasFailed, TellsACrashFromAStop) {
  EXPECT_TRUE(has_failed(ended(1, 1h)));
  EXPECT_TRUE(has_failed(ended(137, 2s)));
  EXPECT_FALSE(has_failed(ended(137, 1h)));
  EXPECT_FALSE(has_failed(ended(143, 1h)));
  EXPECT_FALSE(has_failed(ended(0, 2s)));
}

TEST(HasFailed, CountsLackOfMemoryAndAFailedStart) {
  auto out_of_memory = ended(0, 1h);
  out_of_memory.state.oom_killed = true;
  EXPECT_TRUE(has_failed(out_of_memory));
  docker::ContainerDetails never_started;
  never_started.state.status = "created";
  EXPECT_FALSE(has_failed(never_started));
  never_started.state.error = "executable file not found in $PATH";
  EXPECT_TRUE(has_failed(never_started));
}

TEST(HasFailed, IsNotSaidOfWhatRuns) {
  auto running = ended(1, 1h);
  running.state.status = "running";
  EXPECT_FALSE(has_failed(running));
  running.state.status = "restarting";
  EXPECT_TRUE(has_failed(running));
}

}  // namespace
}  // namespace voicehub::ops
