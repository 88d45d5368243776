#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

// A service for each state, and one that has left the file and runs.
struct States {
  Project project;
  ObservedState observed;

  States() {
    std::vector<Service> services;
    for (const char* state : {"running", "paused", "exited"}) {
      services.push_back({.name = state, .image = "tts:1"});
    }
    project = project_of(std::move(services));
    observed = prepared(project);
    for (const auto& [name, service] : project.services) {
      observed.containers.push_back(container_of(project, service, name));
    }
    const Service left{.name = "left", .image = "tts:1"};
    observed.containers.push_back(container_of(project, left));
  }
};

std::string planned(const ReconcileOptions& options) {
  const States states;
  const Result<Plan> plan = reconcile(states.project, states.observed, options);
  if (!plan) {
    return "error: " + plan.error().message + " | " + plan.error().hint;
  }
  std::string text = to_text(*plan);
  for (const std::string& note : plan->notes) {
    text += "note: " + note + "\n";
  }
  return text;
}

TEST(ReconcilePause, FreezesWhatRunsAndLetsWhatIsPausedGoOn) {
  EXPECT_EQ(planned({.goal = Goal::pause}),
            "[] -> #1 service:running:1, pause_container, asked to pause\n");
  EXPECT_EQ(planned({.goal = Goal::unpause}),
            "[] -> #1 service:paused:1, unpause_container, asked to go on\n");
  EXPECT_EQ(planned({.goal = Goal::pause, .services = {"exited"}}), "");
}

TEST(ReconcilePause, RefusesAnUnknownService) {
  EXPECT_THAT(planned({.goal = Goal::pause, .services = {"runing"}}), HasSubstr("'running'"));
}

TEST(ReconcileKill, SendsTheSignalToWhatIsAlive) {
  EXPECT_EQ(planned({.goal = Goal::kill, .signal = "SIGHUP"}),
            "[] -> #1 service:paused:1, kill_container SIGHUP, asked to send it\n"
            "[] -> #2 service:running:1, kill_container SIGHUP, asked to send it\n");
}

TEST(ReconcileKill, RemovesOrphansOnRequest) {
  EXPECT_THAT(planned({.goal = Goal::kill, .remove_orphans = true, .signal = "SIGKILL"}),
              HasSubstr("[] -> #3 service:left:1, stop_container, its service is not in the file\n"
                        "[3] -> #4 service:left:1, remove_container, its service is not in the "
                        "file\n"));
}

TEST(ReconcileRemove, RemovesWhatDoesNotRunAndSaysWhatStays) {
  const std::string text = planned({.goal = Goal::remove});
  EXPECT_THAT(text, HasSubstr("[] -> #1 service:exited:1, remove_container, asked to remove it\n"));
  EXPECT_THAT(text, HasSubstr("note: voice-running-1 is running and stays; --stop stops it first"));
  EXPECT_THAT(text, HasSubstr("note: voice-paused-1 is paused and stays"));
  EXPECT_THAT(text, testing::Not(HasSubstr("#2")));
}

TEST(ReconcileRemove, StopsFirstOnRequestAndLeavesNetworksAndVolumes) {
  const std::string text = planned({.goal = Goal::remove, .stop_running = true});
  EXPECT_THAT(text, HasSubstr("service:running:1, stop_container, asked to remove it\n"));
  EXPECT_THAT(text, HasSubstr("service:running:1, remove_container, asked to remove it\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("network")));
  EXPECT_THAT(text, testing::Not(HasSubstr("left")));
}

}  // namespace
}  // namespace voicehub::plan
