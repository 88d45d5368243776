#include "core/ops/ls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

docker::ContainerSummary container(const std::string& project,
                                   const std::string& state,
                                   const std::string& file = "/srv/compose.yaml") {
  docker::ContainerSummary summary{.state = state};
  summary.labels = {{"com.docker.compose.project", project},
                    {"com.docker.compose.config-hash", "0123"},
                    {"com.docker.compose.project.config_files", file}};
  return summary;
}

std::string listed(const ProjectsOptions& options) {
  docker::ContainerSummary image_label = container("label", "running");
  image_label.labels.erase("com.docker.compose.config-hash");
  const auto projects = projects_of({container("voice", "running"),
                                     container("voice", "running", "/srv/other.yaml"),
                                     container("voice", "exited"),
                                     container("asr", "paused"),
                                     container("old", "exited"),
                                     image_label},
                                    options);
  if (!projects) {
    return projects.error().message;
  }
  std::string text;
  for (const ProjectSummary& project : *projects) {
    text += project.name + " " + project.status();
    for (const std::string& file : project.config_files) {
      text += " " + file;
    }
    text += "\n";
  }
  return text;
}

TEST(ProjectsOf, CountsWhatRuns) {
  EXPECT_EQ(listed({}),
            "asr paused(1) /srv/compose.yaml\n"
            "voice running(2) /srv/compose.yaml /srv/other.yaml\n");
}

TEST(ProjectsOf, CountsEverythingOnRequest) {
  EXPECT_EQ(listed({.all = true}),
            "asr paused(1) /srv/compose.yaml\n"
            "old exited(1) /srv/compose.yaml\n"
            "voice exited(1), running(2) /srv/compose.yaml /srv/other.yaml\n");
}

TEST(ProjectsOf, FindsAPatternAnywhereInAName) {
  EXPECT_EQ(listed({.name_patterns = {"^as", "nothing"}}), "asr paused(1) /srv/compose.yaml\n");
  EXPECT_EQ(listed({.name_patterns = {"^sr"}}), "");
  EXPECT_EQ(listed({.name_patterns = {"("}}), "'(' is not a regular expression");
}

}  // namespace
}  // namespace voicehub::ops
