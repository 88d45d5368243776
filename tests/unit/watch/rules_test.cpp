#include "core/watch/rules.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace voicehub::watch {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// "tts restart /srv/voice/server.py (source mount at /app/server.py)"
std::vector<std::string> text_of(const std::vector<Rule>& rules) {
  std::vector<std::string> lines;
  for (const Rule& rule : rules) {
    lines.push_back(fmt::format(
        "{} {} {} ({})", rule.service, to_text(rule.action), rule.path.text, rule.reason));
  }
  return lines;
}

Project project_with(Service service) {
  Project project;
  project.name = "voice";
  project.directory = {"/srv/voice"};
  project.files = {{"/srv/voice/compose.yaml"}};
  project.variable_files = {{"/srv/voice/.env"}};
  service.name = "tts";
  project.services.emplace("tts", std::move(service));
  return project;
}

std::vector<Rule> rules_of(const Project& project,
                           const std::vector<BuildInputRule>& build_inputs = {}) {
  return rules_for(project, {&project.services.at("tts")}, {{"tts", build_inputs}});
}

TEST(Rules, WatchSourceMountsBuildInputsAndTheProjectsFiles) {
  Service service;
  service.mounts = {{.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}}};
  const Project project = project_with(service);
  EXPECT_THAT(text_of(rules_of(project, {{{"/srv/voice/Dockerfile"}, "Dockerfile"}})),
              ElementsAre("tts restart /srv/voice/server.py (source mount at /app/server.py)",
                          "tts rebuild /srv/voice/Dockerfile (Dockerfile)",
                          " apply /srv/voice/compose.yaml (project file)",
                          " apply /srv/voice/.env (variables of the project)"));
}

// A container that appends to its log all day is no reason to restart it.
TEST(Rules, LeaveLogsCachesModelsAndBuildTargetsAlone) {
  Service service;
  service.mounts = {{.source = {"/srv/voice/logs"}, .target = {"/app/logs"}},
                    {.source = {"/srv/voice/hf"}, .target = {"/root/.cache/huggingface"}},
                    {.source = {"/srv/voice/models"}, .target = {"/models"}},
                    {.source = {"/srv/voice/target"}, .target = {"/app/moshi-server/target"}}};
  const Project project = project_with(service);
  for (const Rule& rule : rules_of(project)) {
    EXPECT_EQ(rule.action, Action::apply) << rule.path.text;
  }
  EXPECT_EQ(unwatched_mounts(project, {&project.services.at("tts")}).size(), 4U);
}

TEST(Rules, LeaveOutWhatOtherMountsPutBelowAMountedFolder) {
  Service service;
  service.mounts = {{.source = {"/srv/voice"}, .target = {"/app"}},
                    {.source = {"/srv/voice/logs"}, .target = {"/var/log/voice"}},
                    {.kind = MountKind::volume, .volume = "modules", .target = {"/app/venv"}}};
  const Project project = project_with(service);
  EXPECT_THAT(rules_of(project).front().ignore, ElementsAre("logs", "venv"));
}

TEST(Rules, OfXVoicehubStandInPlaceOfAllOthers) {
  Service service;
  service.mounts = {{.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}}};
  service.watch = {{.action = WatchAction::rebuild, .path = {"/srv/voice/a"}}};
  service.x_voicehub.watch = std::vector<WatchRule>{{.path = {"/srv/voice/src"}}};
  const Project project = project_with(service);
  EXPECT_THAT(text_of(rules_of(project)),
              Contains("tts restart /srv/voice/src (x-voicehub.watch)"));
  EXPECT_THAT(text_of(rules_of(project)), Not(Contains(testing::HasSubstr("server.py"))));
  EXPECT_THAT(text_of(rules_of(project)), Not(Contains(testing::HasSubstr("rebuild"))));
}

TEST(Rules, AnEmptyListOfXVoicehubWatchesNothing) {
  Service service;
  service.mounts = {{.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}}};
  service.x_voicehub.watch.emplace();
  const Project project = project_with(service);
  for (const Rule& rule : rules_of(project)) {
    EXPECT_TRUE(rule.service.empty()) << rule.path.text;
  }
}

TEST(Rules, LeaveOutBuildInputsThatAMountHides) {
  Service service;
  service.mounts.push_back({.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}});
  EXPECT_THAT(text_of(rules_of(project_with(service),
                               {{{"/srv/voice/server.py"}, "COPY server.py"},
                                {{"/srv/voice/requirements.txt"}, "COPY requirements.txt"}})),
              AllOf(Not(Contains(testing::HasSubstr("COPY server.py"))),
                    Contains(testing::HasSubstr("COPY requirements.txt"))));
}

}  // namespace
}  // namespace voicehub::watch
