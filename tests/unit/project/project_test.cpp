#include "core/project/project.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"

namespace voicehub {
namespace {

// Services by name, each with those that it depends on.
Project project_of(const std::map<std::string, std::vector<std::string>>& services) {
  Project project{.name = "hub"};
  for (const auto& [name, dependencies] : services) {
    Service service{.name = name};
    for (const std::string& dependency : dependencies) {
      service.depends_on.emplace(dependency, Dependency{});
    }
    project.services.emplace(name, std::move(service));
  }
  return project;
}

std::string names(const Result<std::vector<const Service*>>& services) {
  if (!services) {
    return services.error().message;
  }
  std::vector<std::string> names;
  for (const Service* service : *services) {
    names.push_back(service->name);
  }
  return join(names, " ");
}

TEST(FindService, AcceptsServiceAndContainerNames) {
  Project project = project_of({{"asr", {}}, {"tts", {}}});
  project.services.at("tts").container_name = "chatterbox-tts";
  EXPECT_EQ(find_service(project, "tts").value()->name, "tts");
  EXPECT_EQ(find_service(project, "chatterbox-tts").value()->name, "tts");
}

TEST(FindService, PrefersAServiceToAContainerOfTheSameName) {
  Project project = project_of({{"asr", {}}, {"tts", {}}});
  project.services.at("asr").container_name = "tts";
  EXPECT_EQ(find_service(project, "tts").value()->name, "tts");
}

TEST(FindService, SuggestsWhatWasMeant) {
  Project project = project_of({{"tts", {}}, {"database", {}}});
  project.services.at("tts").container_name = "chatterbox-tts";
  const auto found = find_service(project, "chaterbox-tts");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_EQ(found.error().message, "no service 'chaterbox-tts' in project 'hub'");
  EXPECT_EQ(found.error().hint, "did you mean 'chatterbox-tts'?");
}

TEST(FindService, KnowsServicesThatAreSwitchedOff) {
  Project project = project_of({{"tts", {}}});
  project.disabled = {{"debug", {"dev", "ci"}}};
  const auto found = find_service(project, "debug");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "service 'debug' is switched off: no active profile names it");
  EXPECT_EQ(found.error().hint, "add --profile dev");
}

TEST(SelectServices, TakesAllWhereNoneIsNamed) {
  EXPECT_EQ(names(select_services(project_of({{"b", {}}, {"a", {}}}), {})), "a b");
}

TEST(SelectServices, TakesEachOnce) {
  Project project = project_of({{"a", {}}, {"b", {}}, {"c", {}}});
  project.services.at("a").container_name = "first";
  EXPECT_EQ(names(select_services(project, {"c", "first", "a"})), "a c");
  EXPECT_EQ(names(select_services(project, {"a", "x"})), "no service 'x' in project 'hub'");
}

TEST(SingleService, MayBeLeftUnnamedWhereThereIsOne) {
  EXPECT_EQ(single_service(project_of({{"tts", {}}}), "").value()->name, "tts");
}

TEST(SingleService, PrefersTheOnlyEngine) {
  Project project = project_of({{"database", {}}, {"tts", {}}});
  project.services.at("tts").x_voicehub.engine = EngineKind::tts;
  EXPECT_EQ(single_service(project, "").value()->name, "tts");
  EXPECT_EQ(single_service(project, "database").value()->name, "database");
}

TEST(SingleService, AsksWhichOfSeveral) {
  const Project project = project_of({{"asr", {}}, {"tts", {}}});
  const auto found = single_service(project, "");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::usage);
  EXPECT_EQ(found.error().message, "project 'hub' has several services");
  EXPECT_EQ(found.error().hint, "say which: asr, tts");
}

TEST(WithDependencies, PutsThemFirst) {
  const Project project =
      project_of({{"app", {"tts", "db"}}, {"tts", {"db"}}, {"db", {}}, {"other", {}}});
  EXPECT_EQ(names(with_dependencies(project, {&project.services.at("app")})), "db tts app");
}

TEST(WithDependencies, LeavesOutWhatIsNotThere) {
  const Project project = project_of({{"app", {"switched-off"}}});
  EXPECT_EQ(names(with_dependencies(project, {&project.services.at("app")})), "app");
}

TEST(WithDependencies, RefusesACycle) {
  const Project project = project_of({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}});
  EXPECT_EQ(names(with_dependencies(project, {&project.services.at("a")})),
            "services depend on each other: b -> c -> b");
  EXPECT_EQ(dependency_cycle(project), (std::vector<std::string>{"b", "c", "b"}));
}

TEST(WithDependencies, FollowsALongChain) {
  std::map<std::string, std::vector<std::string>> services{{"s0", {}}};
  for (int i = 1; i < 50'000; ++i) {
    services["s" + std::to_string(i)] = {"s" + std::to_string(i - 1)};
  }
  EXPECT_TRUE(dependency_cycle(project_of(services)).empty());
}

TEST(ContainerName, IsTheFilesOrMadeOfProjectServiceAndNumber) {
  Project project = project_of({{"tts", {}}});
  Service& tts = project.services.at("tts");
  EXPECT_EQ(container_name(project, tts, 2), "hub-tts-2");
  tts.container_name = "chatterbox-tts";
  EXPECT_EQ(container_name(project, tts, 1), "chatterbox-tts");
}

}  // namespace
}  // namespace voicehub
