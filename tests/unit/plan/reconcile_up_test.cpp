#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

std::string planned(const Project& project,
                    const ObservedState& observed,
                    const ReconcileOptions& options = {}) {
  const Result<Plan> plan = reconcile(project, observed, options);
  return plan ? to_text(*plan) : "error: " + plan.error().message + " | " + plan.error().hint;
}

TEST(ReconcileStart, MakesEverythingOnAnEmptyDaemon) {
  Service service = tts_service();
  service.build = BuildSpec{};
  service.mounts = {{.kind = MountKind::volume, .volume = "cache", .target = {"/cache"}}};
  Project project = project_of({service});
  project.volumes["cache"] = {.key = "cache", .name = "voice_cache"};
  EXPECT_EQ(planned(project, {}),
            "[] -> #1 image:tts:1, build_image, not built yet\n"
            "[1] -> #2 network:voice_default, create_network, does not exist\n"
            "[1] -> #3 volume:voice_cache, create_volume, does not exist\n"
            "[1,2,3] -> #4 service:tts:1, create_container, not created yet\n"
            "[4] -> #5 service:tts:1, start_container, created\n");
}

TEST(ReconcileStart, PlansNothingWhenEverythingIsAsTheFileSays) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"))};
  EXPECT_EQ(planned(project, observed), "");
  EXPECT_TRUE(is_settled(project, observed.containers, {}));
}

TEST(ReconcileStart, StartsWhatWasStopped) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"), "exited")};
  EXPECT_FALSE(is_settled(project, observed.containers, {}));
  EXPECT_EQ(planned(project, observed), "[] -> #1 service:tts:1, start_container, was exited\n");
}

TEST(ReconcileStart, ReplacesAContainerAndSaysWhichVariableChanged) {
  Service before = tts_service();
  before.environment["WORKERS"] = "2";
  Service after = before;
  after.environment["WORKERS"] = "4";
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  ObservedContainer container = container_of(project_of({before}), before);
  container.details = docker::ContainerDetails{.environment = {"PATH=/bin", "WORKERS=2"}};
  observed.containers = {container};
  EXPECT_EQ(planned(project, observed),
            "[] -> #1 service:tts:1, create_container, environment.WORKERS 2 → 4\n"
            "[1] -> #2 service:tts:1, stop_container, is being replaced\n"
            "[2] -> #3 service:tts:1, remove_container, is being replaced\n"
            "[3] -> #4 service:tts:1, rename_container voice-tts-1, takes the name of the old one\n"
            "[4] -> #5 service:tts:1, start_container, replaces the old one\n");
}

// A service that is up to date, and what it depends on.
struct UpToDate {
  UpToDate() {
    Service tts = tts_service();
    tts.depends_on["db"] = {};
    Service db = tts_service();
    db.name = "db";
    db.ports.clear();
    project = project_of({tts, db});
    observed = prepared(project);
    for (const auto& [name, service] : project.services) {
      observed.containers.push_back(container_of(project, service));
    }
  }

  Project project;
  ObservedState observed;
};

TEST(ReconcileStart, MakesAnewWhatItIsAskedToAndLeavesDependenciesAlone) {
  const UpToDate now;
  const auto causes = [&](const ReconcileOptions& options) {
    const auto plan = reconcile(now.project, now.observed, options);
    std::string text;
    for (const Step& step : plan.value().steps) {
      if (std::holds_alternative<CreateContainer>(step.action)) {
        text += step.subject + " ";
      }
    }
    return text;
  };
  EXPECT_EQ(causes({.services = {"tts"}}), "");
  EXPECT_EQ(causes({.services = {"tts"}, .recreate = Recreate::all}), "service:tts:1 ");
  EXPECT_EQ(causes({.services = {"tts"}, .recreate_dependencies = true}), "service:db:1 ");
  EXPECT_EQ(causes({.recreate = Recreate::all}), "service:db:1 service:tts:1 ");
}

TEST(ReconcileStart, KeepsWhatIsThereWhereItIsToldTo) {
  Service before = tts_service();
  Service after = before;
  after.environment["WORKERS"] = "4";
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project_of({before}), before)};
  EXPECT_EQ(planned(project, observed, {.recreate = Recreate::none}), "");
  observed.containers = {container_of(project_of({before}), before, "exited")};
  EXPECT_EQ(planned(project, observed, {.recreate = Recreate::none}),
            "[] -> #1 service:tts:1, start_container, was exited\n");
}

TEST(ReconcileStart, MakesAndDoesNotStartWhereItIsToldTo) {
  Service before = tts_service();
  Service after = before;
  after.environment["WORKERS"] = "4";
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  EXPECT_EQ(planned(project, observed, {.start = false}),
            "[] -> #1 service:tts:1, create_container, not created yet\n");
  observed.containers = {container_of(project_of({before}), before)};
  EXPECT_THAT(planned(project, observed, {.start = false}),
              testing::AllOf(HasSubstr("rename_container"), Not(HasSubstr("start_container"))));
  observed.containers = {container_of(project, after, "exited")};
  EXPECT_EQ(planned(project, observed, {.start = false}), "");
}

TEST(ReconcileStart, LetsTheOldOneServeUntilTheNewOneIsHealthyWhereBothCanRun) {
  Service before = tts_service();
  before.ports = {{.target = 4123}};
  Service after = before;
  after.environment["WORKERS"] = "4";
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project_of({before}), before)};
  EXPECT_THAT(planned(project, observed, {.overlap = true}),
              HasSubstr("[1] -> #2 service:tts:1, start_container, takes over from the old one\n"
                        "[2] -> #3 service:tts:1, await_takeover, the old one serves until then\n"
                        "[3] -> #4 service:tts:1, stop_container, is being replaced\n"
                        "[4] -> #5 service:tts:1, remove_container, is being replaced\n"
                        "[5] -> #6 service:tts:1, rename_container voice-tts-1"));
  after.ports = {{.published = "4123", .target = 4123}};
  EXPECT_THAT(planned(project_of({after}), observed, {.overlap = true}),
              testing::Not(HasSubstr("await_takeover")))
      << "a port of this machine has one owner";
}

TEST(ReconcileStart, NeverShowsTheValueOfASecret) {
  Service before = tts_service();
  before.environment["HF_TOKEN"] = "hf_old";
  Service after = before;
  after.environment["HF_TOKEN"] = "hf_new";
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  ObservedContainer container = container_of(project_of({before}), before);
  container.details = docker::ContainerDetails{.environment = {"HF_TOKEN=hf_old"}};
  observed.containers = {container};
  const std::string plan = planned(project, observed);
  EXPECT_THAT(plan, HasSubstr("environment.HF_TOKEN changed"));
  EXPECT_THAT(plan, Not(HasSubstr("hf_")));
  for (const auto& [key, value] : container.summary.labels) {
    EXPECT_THAT(value, Not(HasSubstr("hf_old"))) << key;
  }
}

TEST(ReconcileStart, ReplacesAContainerWhenItsImageIsNewer) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"))};
  observed.images["tts:1"].id = "sha256:two";
  EXPECT_THAT(planned(project, observed),
              HasSubstr("create_container, the image is newer than the container"));
}

TEST(ReconcileStart, DoesNotReplaceAContainerForItsInit) {
  Service service = tts_service();
  service.init = false;
  const Project without = project_of({service});
  const Project with = project_of({tts_service()});
  ObservedState observed = prepared(with);
  observed.containers = {container_of(without, service)};
  EXPECT_EQ(planned(with, observed), "");
}

TEST(ReconcileStart, StartsDependenciesFirstAndWaitsForTheirHealth) {
  Service database = tts_service();
  database.name = "db";
  database.ports.clear();
  Service service = tts_service();
  service.depends_on["db"] = {.condition = DependencyCondition::healthy};
  const Project project = project_of({service, database});
  EXPECT_EQ(planned(project, prepared(project), {.services = {"tts"}}),
            "[] -> #1 service:db:1, create_container, not created yet\n"
            "[1] -> #2 service:db:1, start_container, created\n"
            "[] -> #3 service:tts:1, create_container, not created yet\n"
            "[2] -> #4 service:db:1, wait_healthy, others depend on it\n"
            "[3,4] -> #5 service:tts:1, start_container, created\n");
}

TEST(ReconcileStart, RemovesReplicasThatTheFileNoLongerAsksFor) {
  Service service = tts_service();
  service.ports.clear();
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, service, "running", 1),
                         container_of(project, service, "running", 2)};
  EXPECT_EQ(planned(project, observed),
            "[] -> #1 service:tts:2, stop_container, replicas is 1\n"
            "[1] -> #2 service:tts:2, remove_container, replicas is 1\n");
}

TEST(ReconcileStart, ClearsAwayWhatAnInterruptedReplacementLeft) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  ObservedContainer leftover = container_of(project, project.services.at("tts"), "created");
  leftover.summary.names = {"0123456789ab_voice-tts-1"};
  observed.containers = {leftover, container_of(project, project.services.at("tts"))};
  EXPECT_EQ(planned(project, observed),
            "[] -> #1 service:tts:1, remove_container, left by an interrupted run\n");
}

TEST(ReconcileStart, ClearsTheTemporaryNameBeforeItIsNeededAgain) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  ObservedContainer leftover = container_of(project, project.services.at("tts"), "created");
  leftover.summary.names = {"0123456789ab_voice-tts-1"};
  observed.containers = {leftover};
  EXPECT_EQ(planned(project, observed),
            "[] -> #1 service:tts:1, remove_container, left by an interrupted run\n"
            "[1] -> #2 service:tts:1, create_container, not created yet\n"
            "[2] -> #3 service:tts:1, start_container, created\n");
}

TEST(ReconcileStart, ReportsOrphansAndRemovesThemOnlyOnRequest) {
  const Project project = project_of({tts_service()});
  Service gone = tts_service();
  gone.name = "old";
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, gone),
                         container_of(project, project.services.at("tts"))};
  const auto plan = reconcile(project, observed, {});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->empty());
  EXPECT_THAT(
      plan->warnings,
      testing::ElementsAre(HasSubstr("voice-old-1 is an orphan: its service is not in the file")));
  EXPECT_THAT(planned(project, observed, {.remove_orphans = true}),
              HasSubstr("service:old:1, remove_container"));
}

TEST(ReconcileStart, PullsAnImageThatCannotBeBuilt) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.images.clear();
  EXPECT_THAT(planned(project, observed),
              HasSubstr("[] -> #1 image:tts:1, pull_image, not on this machine\n"));
}

TEST(ReconcileStart, TakesOverAContainerOfDockerComposeThatIsAsTheFileSays) {
  Service service = tts_service();
  service.environment["WORKERS"] = "2";
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  ObservedContainer container = container_of(project, service);
  container.summary.labels.erase(std::string{label::kSpec});
  container.summary.labels[std::string{label::kConfigHash}] = "made by docker compose";
  container.details = docker::ContainerDetails{.image = "tts:1", .environment = {"WORKERS=2"}};
  observed.containers = {container};
  EXPECT_EQ(planned(project, observed), "");
  observed.containers[0].details->environment = {"WORKERS=3"};
  EXPECT_THAT(planned(project, observed), HasSubstr("create_container, environment.WORKERS 3 → 2"));
}

TEST(ReconcileRestart, StopsAndStartsInPlace) {
  const Project project = project_of({tts_service()});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"))};
  EXPECT_EQ(planned(project, observed, {.goal = Goal::restart}),
            "[] -> #1 service:tts:1, stop_container, asked to restart\n"
            "[1] -> #2 service:tts:1, start_container, asked to restart\n");
}

TEST(ReconcileRestart, PicksUpAnEditedMountInsteadOfTheOldSpecification) {
  Service before = tts_service();
  Service after = before;
  after.mounts = {{.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}}};
  const Project project = project_of({after});
  ObservedState observed = prepared(project);
  observed.bind_sources["/srv/voice/server.py"] = {.type = FileType::file};
  observed.containers = {container_of(project_of({before}), before)};
  EXPECT_THAT(planned(project, observed, {.goal = Goal::restart}),
              HasSubstr("create_container, volumes./app/server.py added\n"));
}

std::optional<std::chrono::seconds> planned_stop_timeout(const Project& project,
                                                         const ObservedState& observed) {
  const auto plan = reconcile(project, observed, {.goal = Goal::restart});
  return std::get<StopContainer>(plan->steps.front().action).timeout;
}

TEST(ReconcileRestart, DoesNotWaitTenSecondsForAnEngineThatIgnoresTheSignal) {
  using namespace std::chrono_literals;
  Service service = tts_service();
  Project project = project_of({service});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, service)};
  observed.containers[0].ignores_sigterm = true;
  EXPECT_EQ(planned_stop_timeout(project, observed), std::nullopt) << "not known to be an engine";
  observed.engines = {"tts"};
  EXPECT_EQ(planned_stop_timeout(project, observed), 1s);
  observed.containers[0].ignores_sigterm = false;
  EXPECT_EQ(planned_stop_timeout(project, observed), std::nullopt) << "it may be draining";
  observed.containers[0].ignores_sigterm = true;
  service.stop_grace_period = 3s;
  project = project_of({service});
  observed.containers[0].summary.labels = container_spec(project, service, {}).labels;
  EXPECT_EQ(planned_stop_timeout(project, observed), 3s) << "the file has the last word";
}

}  // namespace
}  // namespace voicehub::plan
