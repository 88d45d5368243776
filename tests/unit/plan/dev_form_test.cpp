#include "core/plan/dev_form.hpp"

#include <gmock/gmock.h>

#include "core/plan/plan.hpp"
#include "core/plan/reconcile.hpp"
#include "core/reload/layout.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSource = "/srv/voice/server.py";

Service mounted_service() {
  Service service = tts_service();
  service.mounts = {{.source = {kSource}, .target = {"/app/server.py"}}};
  return service;
}

ObservedState running(const Project& project, bool dev) {
  ObservedState observed = prepared(project);
  observed.bind_sources[kSource] = {.type = FileType::file};
  observed.containers = {container_of(project, project.services.at("tts"))};
  if (dev) {
    auto& labels = observed.containers.front().summary.labels;
    labels[std::string{reload::label::kDev}] = "process";
    labels[std::string{reload::label::kVolume}] = "voice-tts-1.voicehub-agent";
    labels[std::string{reload::label::kAgent}] = reload::agent_version();
    observed.agent_volumes = {"voice-tts-1.voicehub-agent"};
  }
  return observed;
}

Plan planned(const Project& project, const ObservedState& observed, ReconcileOptions options) {
  auto plan = reconcile(project, observed, options);
  EXPECT_TRUE(plan) << plan.error().message;
  return plan.value_or(Plan{});
}

TEST(ReconcileDev, RecreatesAPlainContainerOnceForTheAgentAndSaysSo) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, false);
  const ReconcileOptions options{.form = Form::dev};
  EXPECT_FALSE(is_settled(project, observed.containers, options));
  const std::string text = to_text(planned(project, observed, options));
  EXPECT_THAT(text, HasSubstr("fill_agent_volume, for the agent\n"));
  EXPECT_THAT(text, HasSubstr("create_container with agent, voicehub dev puts its agent in"));
  EXPECT_THAT(text, Not(HasSubstr("remove_volume")));
}

TEST(ReconcileDev, LeavesAContainerThatHasTheAgentAlone) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, true);
  EXPECT_TRUE(is_settled(project, observed.containers, {.form = Form::dev}));
  EXPECT_EQ(to_text(planned(project, observed, {.form = Form::dev})), "");
}

TEST(ReconcileDev, ReplacesTheAgentOfAnotherVersion) {
  const Project project = project_of({mounted_service()});
  ObservedState observed = running(project, true);
  observed.containers.front().summary.labels[std::string{reload::label::kAgent}] = "older";
  EXPECT_THAT(to_text(planned(project, observed, {.form = Form::dev})),
              HasSubstr("create_container with agent, its agent is that of another voicehub"));
  EXPECT_EQ(to_text(planned(project, observed, {})), "") << "start leaves it as it is";
}

TEST(ReconcileDev, TakesAnotherWayWhenTheFileAsksForIt) {
  Service service = mounted_service();
  service.x_voicehub.reload = ReloadKind::handover;
  const Project project = project_of({service});
  EXPECT_THAT(to_text(planned(project, running(project, true), {.form = Form::dev})),
              HasSubstr("with agent, x-voicehub.reload process → handover"));
}

TEST(ReconcileDev, GivesTheAgentToNoServiceThatEditsDoNotReach) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  EXPECT_THAT(to_text(planned(project, observed, {.form = Form::dev})), Not(HasSubstr("agent")));
}

TEST(ReconcileStart, LeavesADevContainerAsItIsAndSaysSo) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, true);
  const Plan plan = planned(project, observed, {});
  EXPECT_EQ(to_text(plan), "");
  ASSERT_EQ(plan.notes.size(), 1U);
  EXPECT_THAT(plan.notes.front(), HasSubstr("start --plain makes it plain"));
}

TEST(ReconcileStart, MakesADevContainerPlainWhenAskedTo) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, true);
  const ReconcileOptions options{.form = Form::plain};
  EXPECT_FALSE(is_settled(project, observed.containers, options));
  const std::string text = to_text(planned(project, observed, options));
  EXPECT_THAT(text, HasSubstr("create_container, it has the agent of voicehub dev"));
  EXPECT_THAT(text, HasSubstr("volume:voice-tts-1.voicehub-agent, remove_volume"));
}

// An edited environment must not cost the person the fast path.
TEST(ReconcileStart, KeepsTheAgentOfADevContainerThatIsReplacedForAnotherReason) {
  Service after = mounted_service();
  const Project before = project_of({after});
  after.environment["WORKERS"] = "4";
  const Project project = project_of({after});
  const ObservedState observed = running(before, true);
  const std::string text = to_text(planned(project, observed, {}));
  EXPECT_THAT(text, HasSubstr("create_container with agent, environment.WORKERS added"));
  EXPECT_THAT(text, Not(HasSubstr("remove_volume")));
}

TEST(ReconcileRestart, LetsTheAgentRestartTheServer) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, true);
  EXPECT_EQ(to_text(planned(project, observed, {.goal = Goal::restart})),
            "[] -> #1 service:tts:1, restart_server, asked to restart\n");
}

TEST(ReconcileDown, TakesTheAgentsVolumeWithItsContainer) {
  const Project project = project_of({mounted_service()});
  const ObservedState observed = running(project, true);
  EXPECT_THAT(to_text(planned(project, observed, {.goal = Goal::down})),
              HasSubstr("[2] -> #3 volume:voice-tts-1.voicehub-agent, remove_volume"));
}

TEST(ReconcileDown, RemovesAnAgentsVolumeWhoseContainerIsGone) {
  const Project project = project_of({mounted_service()});
  ObservedState observed = running(project, true);
  observed.containers.clear();
  EXPECT_THAT(to_text(planned(project, observed, {.goal = Goal::down})),
              HasSubstr("remove_volume, its container is gone"));
}

std::vector<reload::FollowedFile> followed(const std::string& source) {
  Service service = tts_service();
  service.mounts = {{.source = {source}, .target = {"/app/server.py"}}};
  ObservedState observed;
  observed.bind_sources[source] = {.type = FileType::file};
  return agent_setup(service, "tts", nullptr, observed, {.form = Form::dev})->followed;
}

// To follow a file its folder is mounted; a home folder is more than a container should see.
TEST(AgentSetup, FollowsAFileInAFolderOfItsOwnButNotInAHomeFolder) {
  EXPECT_EQ(followed("/home/ann/voice/server.py").size(), 1U);
  EXPECT_TRUE(followed("/home/ann/server.py").empty());
  EXPECT_TRUE(followed("/root/server.py").empty());
}

}  // namespace
}  // namespace voicehub::plan
