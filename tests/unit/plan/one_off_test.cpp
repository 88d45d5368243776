#include "core/plan/one_off.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/observe.hpp"
#include "core/plan/reconcile.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// tts depends on a healthy db; nothing exists.
Project two_services() {
  Service database = tts_service();
  database.name = "db";
  database.ports.clear();
  Service service = tts_service();
  service.ports.clear();
  service.depends_on["db"] = {.condition = DependencyCondition::healthy};
  service.networks["default"].aliases = {"speech"};
  service.networks["default"].ipv4_address = "10.5.0.5";
  return project_of({service, database});
}

OneOff one_off() {
  return {.service = "tts", .name = "voice-tts-run-0123456789ab", .slug = "0123456789abcdef"};
}

ObservedContainer made(const Project& project, const OneOff& one, const std::string& state) {
  ObservedContainer container{.service = one.service};
  container.summary.id = {std::string(64, 'f')};
  container.summary.names = {one.name};
  container.summary.state = state;
  container.summary.labels = one_off_spec(project, one, false).labels;
  return container;
}

std::string planned(const Project& project,
                    const ObservedState& observed,
                    const ReconcileOptions& options) {
  const Result<Plan> plan = reconcile(project, observed, options);
  return plan ? to_text(*plan) : "error: " + plan.error().message + " | " + plan.error().hint;
}

ReconcileOptions running(const OneOff& one) {
  return {.services = {one.service}, .one_off = one};
}

TEST(OneOff, IsNamedAsDockerComposeNamesIt) {
  const Project project = two_services();
  EXPECT_EQ(one_off_name(project, project.services.at("tts"), std::string(64, 'a')),
            "voice-tts-run-aaaaaaaaaaaa");
}

TEST(OneOff, IsNoContainerOfItsService) {
  const Project project = two_services();
  const ObservedContainer container = made(project, one_off(), "running");
  EXPECT_TRUE(project_containers("voice", {container.summary}).empty());
  ASSERT_EQ(one_off_containers("voice", {container.summary}).size(), 1U);
  EXPECT_TRUE(one_off_containers("other", {container.summary}).empty());
  EXPECT_FALSE(container.summary.labels.contains(std::string{label::kNumber}));
  EXPECT_EQ(container.summary.label(std::string{label::kSlug}), "0123456789abcdef");
}

TEST(OneOff, IsFoundAsItsServiceIsOnlyOnRequest) {
  OneOff one = one_off();
  const docker::ContainerSpec alone = one_off_spec(two_services(), one, false);
  EXPECT_THAT(alone.networks.at("voice_default").aliases, ElementsAre(one.name));
  EXPECT_EQ(alone.networks.at("voice_default").ipv4_address, "");
  one.use_aliases = true;
  const docker::ContainerSpec beside = one_off_spec(two_services(), one, false);
  EXPECT_THAT(beside.networks.at("voice_default").aliases, ElementsAre(one.name, "tts", "speech"));
}

TEST(ReconcileRun, MakesTheContainerLastAndStartsItOnlyForNobody) {
  const Project project = two_services();
  OneOff one = one_off();
  EXPECT_EQ(planned(project, prepared(project), running(one)),
            "[] -> #1 service:db:1, create_container, not created yet\n"
            "[1] -> #2 service:db:1, start_container, created\n"
            "[2] -> #3 service:db:1, wait_healthy, others depend on it\n"
            "[3] -> #4 container:voice-tts-run-0123456789ab, create_container, for one command\n");
  one.start = true;
  EXPECT_THAT(planned(project, prepared(project), running(one)),
              HasSubstr("[4] -> #5 container:voice-tts-run-0123456789ab, start_container"));
}

TEST(ReconcileRun, LeavesDependenciesAloneOnRequest) {
  const Project project = two_services();
  ReconcileOptions options = running(one_off());
  options.no_dependencies = true;
  EXPECT_EQ(planned(project, prepared(project), options),
            "[] -> #1 container:voice-tts-run-0123456789ab, create_container, for one command\n");
}

TEST(ReconcileRun, TouchesNoContainerOfTheService) {
  const Project project = two_services();
  ObservedState observed = prepared(project);
  ObservedContainer other = container_of(project, project.services.at("tts"));
  other.summary.labels[std::string{label::kSpec}] = "another";
  observed.containers = {container_of(project, project.services.at("db")), other};
  EXPECT_THAT(planned(project, observed, running(one_off())), Not(HasSubstr("service:tts")));
}

TEST(ReconcileRun, ReplacesOnlyWhatAKilledRunLeftUnderItsName) {
  const Project project = two_services();
  const OneOff one = one_off();
  ObservedState observed = prepared(project);
  observed.one_offs = {made(project, one, "created")};
  EXPECT_THAT(planned(project, observed, running(one)),
              HasSubstr("remove_container, left by an interrupted run\n"));
  observed.one_offs = {made(project, one, "exited")};
  EXPECT_THAT(planned(project, observed, running(one)),
              HasSubstr("the project has a container 'voice-tts-run-0123456789ab' already"));
}

TEST(ReconcileRun, RefusesAPortThatTheServiceItselfHolds) {
  Project project = two_services();
  project.services.at("tts").ports = {{.published = "4123", .target = 4123}};
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, project.services.at("tts"))};
  observed.containers[0].summary.ports = {{.published = 4123, .target = 4123, .protocol = "tcp"}};
  EXPECT_THAT(planned(project, observed, running(one_off())),
              HasSubstr("port 4123 of service 'tts' is already in use by"));
}

TEST(ReconcileRun, PullsAnewOnRequest) {
  const Project project = two_services();
  OneOff one = one_off();
  one.pull = true;
  EXPECT_THAT(planned(project, prepared(project), running(one)),
              HasSubstr("image:tts:1, pull_image, --pull\n"));
}

TEST(ReconcileDown, TakesOneOffContainersAlong) {
  const Project project = two_services();
  ObservedState observed = prepared(project);
  observed.one_offs = {made(project, one_off(), "running")};
  EXPECT_EQ(planned(project, observed, {.goal = Goal::down}),
            "[] -> #1 container:voice-tts-run-0123456789ab, stop_container, asked to take it down\n"
            "[1] -> #2 container:voice-tts-run-0123456789ab, remove_container, asked to take it "
            "down\n"
            "[2] -> #3 network:voice_default, remove_network, asked to take it down\n");
  EXPECT_EQ(planned(project, observed, {.goal = Goal::stop}), "");
  EXPECT_EQ(planned(project, observed, {.goal = Goal::down, .services = {"db"}}), "");
}

TEST(Orphans, AreNoServicesThatAProfileSwitchesOff) {
  Project project = two_services();
  Service gone = tts_service();
  gone.name = "old";
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, gone)};
  project.disabled["old"] = {"debug"};
  for (const Goal goal : {Goal::start, Goal::down}) {
    const auto plan = reconcile(project, observed, {.goal = goal, .remove_orphans = true});
    ASSERT_TRUE(plan);
    EXPECT_THAT(to_text(*plan), Not(HasSubstr("service:old")));
    EXPECT_TRUE(goal == Goal::down || plan->warnings.empty());
  }
}

TEST(Orphans, AreToldInOneLineUnlessTheyAreToBeIgnored) {
  Project project = two_services();
  ObservedState observed = prepared(project);
  for (const char* name : {"old", "older"}) {
    Service gone = tts_service();
    gone.name = name;
    observed.containers.push_back(container_of(project, gone));
  }
  for (const Goal goal : {Goal::start, Goal::down}) {
    project.orphans = OrphanPolicy::tell;
    EXPECT_THAT(reconcile(project, observed, {.goal = goal})->warnings,
                testing::Contains(HasSubstr("voice-old-1, voice-older-1 are orphans")));
    project.orphans = OrphanPolicy::ignore;
    EXPECT_THAT(reconcile(project, observed, {.goal = goal})->warnings,
                Not(testing::Contains(HasSubstr("orphan"))));
    project.orphans = OrphanPolicy::remove;
    EXPECT_THAT(planned(project, observed, {.goal = goal}),
                testing::AllOf(HasSubstr("service:old:1, remove_container"),
                               HasSubstr("service:older:1, remove_container")));
  }
}

TEST(Orphans, IncludeFinishedOneOffContainersWhereTheyAreRemoved) {
  const Project project = two_services();
  ObservedState observed = prepared(project);
  observed.one_offs = {made(project, one_off(), "exited")};
  EXPECT_TRUE(reconcile(project, observed, {})->warnings.empty());
  EXPECT_THAT(planned(project, observed, {.remove_orphans = true}),
              HasSubstr("remove_container, a finished one-off container\n"));
  observed.one_offs = {made(project, one_off(), "running")};
  EXPECT_THAT(planned(project, observed, {.remove_orphans = true}), Not(HasSubstr("one-off")));
}

TEST(Replicas, AreKeptWhereverTheirNumbersHaveAGap) {
  Service service = tts_service();
  service.ports.clear();
  service.replicas = 2;
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  observed.containers = {container_of(project, service, "running", 1),
                         container_of(project, service, "running", 3)};
  EXPECT_EQ(planned(project, observed, {}), "");
  EXPECT_TRUE(is_settled(project, observed.containers, {}));
  observed.containers = {container_of(project, service, "running", 2)};
  EXPECT_THAT(planned(project, observed, {}), HasSubstr("#1 service:tts:1, create_container"));
}

TEST(Replicas, GoFromTheHighestOn) {
  Service service = tts_service();
  service.ports.clear();
  const Project project = project_of({service});
  ObservedState observed = prepared(project);
  for (const int number : {1, 2, 3}) {
    observed.containers.push_back(container_of(project, service, "running", number));
  }
  const std::string plan = planned(project, observed, {});
  EXPECT_THAT(plan, HasSubstr("service:tts:3, remove_container, replicas is 1"));
  EXPECT_THAT(plan, HasSubstr("service:tts:2, remove_container, replicas is 1"));
  EXPECT_THAT(plan, Not(HasSubstr("service:tts:1")));
}

}  // namespace
}  // namespace voicehub::plan
