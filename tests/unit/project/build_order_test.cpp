#include "core/project/build_order.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

// Service "a" is built from the images of the services that follow it.
void add(Project& project, const std::string& name, const std::vector<std::string>& bases = {}) {
  Service service{.name = name, .image = "image-" + name};
  service.build.emplace();
  for (const std::string& base : bases) {
    service.build->contexts.push_back({.name = base, .service = base});
  }
  project.services.emplace(name, std::move(service));
}

std::string order_of(const Project& project, const std::vector<std::string>& names = {}) {
  const auto selected = select_services(project, names);
  const auto waves = build_order(project, selected.value());
  if (!waves) {
    return waves.error().message;
  }
  std::string text;
  for (const BuildWave& wave : *waves) {
    for (const Service* service : wave) {
      text += service->name + " ";
    }
    text += "| ";
  }
  return text;
}

TEST(BuildOrder, BuildsAtOnceWhatDoesNotWait) {
  Project project;
  add(project, "asr");
  add(project, "tts");
  EXPECT_EQ(order_of(project), "asr tts | ");
}

TEST(BuildOrder, BuildsFirstWhatOthersAreBuiltFrom) {
  Project project;
  add(project, "app", {"base", "models"});
  add(project, "base", {"models"});
  add(project, "models");
  add(project, "other");
  EXPECT_EQ(order_of(project), "models other | base | app | ");
  EXPECT_EQ(order_of(project, {"app"}), "models | base | app | ") << "asked for or not";
}

TEST(BuildOrder, PassesOverWhatHasNothingToBuild) {
  Project project;
  add(project, "app", {"ready"});
  project.services.emplace("ready", Service{.name = "ready", .image = "debian:13"});
  EXPECT_EQ(order_of(project), "app | ");
  EXPECT_EQ(order_of(project, {"ready"}), "");
}

TEST(BuildOrder, BuildsASharedImageOnce) {
  Project project;
  add(project, "one");
  add(project, "two");
  project.services.at("two").image = "image-one";
  EXPECT_EQ(order_of(project), "one | ");
}

TEST(BuildOrder, RefusesACycle) {
  Project project;
  add(project, "a", {"b"});
  add(project, "b", {"a"});
  EXPECT_EQ(order_of(project), "images are built from each other: a → b → a");
}

}  // namespace
}  // namespace voicehub
