#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/display/images.hpp"
#include "cli/display/processes.hpp"
#include "cli/display/project_events.hpp"
#include "cli/display/projects.hpp"
#include "cli/display/volumes.hpp"

// The JSON is compared with what Docker Compose 2.40 has printed of the same things.
namespace voicehub::cli {
namespace {

using namespace std::chrono_literals;

TEST(ProjectsText, HasALineForEachProject) {
  const std::vector<ops::ProjectSummary> projects{
      {.name = "voice",
       .states = {{"exited", 1}, {"running", 2}},
       .config_files = {"/srv/compose.yaml", "/srv/more.yaml"}},
      {.name = "asr", .states = {{"paused", 1}}, .config_files = {"/asr.yaml"}}};
  EXPECT_EQ(projects_text(projects, Terminal{}),
            "NAME   STATUS                 CONFIG FILES\n"
            "voice  exited(1), running(2)  /srv/compose.yaml,/srv/more.yaml\n"
            "asr    paused(1)              /asr.yaml\n");
  EXPECT_EQ(projects_json({projects[1]}),
            R"~([{"Name":"asr","Status":"paused(1)","ConfigFiles":"/asr.yaml"}])~"
            "\n");
  EXPECT_EQ(projects_json({}), "[]\n");
  EXPECT_EQ(project_names(projects), "voice\nasr\n");
}

TEST(ImagesText, SaysWhatAContainerWasMadeOf) {
  const std::chrono::system_clock::time_point made{1'700'000'000s};
  const ops::ContainerImage image{.container = "voice-a-1",
                                  .repository = "debian",
                                  .tag = "trixie-slim",
                                  .platform = "linux/amd64",
                                  .id = "sha256:148bba895e2a3e42e06ef0e24f891c0b",
                                  .size = 76'300'964,
                                  .created = made,
                                  .tagged = made + 1h};
  ops::ContainerImage nameless = image;
  nameless.container = "voice-b-1";
  nameless.repository.clear();
  nameless.tag.clear();
  EXPECT_EQ(
      images_text({image, nameless}, Terminal{}, made + 2h),
      "CONTAINER  REPOSITORY  TAG          PLATFORM     IMAGE ID      SIZE     CREATED\n"
      "voice-a-1  debian      trixie-slim  linux/amd64  148bba895e2a  76.3 MB  2 h 0 min ago\n"
      "voice-b-1  <none>      <none>       linux/amd64  148bba895e2a  76.3 MB  2 h 0 min ago\n");
  EXPECT_EQ(images_json({image}),
            R"([{"ID":"sha256:148bba895e2a3e42e06ef0e24f891c0b","ContainerName":"voice-a-1",)"
            R"("Repository":"debian","Tag":"trixie-slim","Platform":"linux/amd64",)"
            R"("Size":76300964,"Created":"2023-11-14T22:13:20Z",)"
            R"("LastTagTime":"2023-11-14T23:13:20Z"}])"
            "\n");
  EXPECT_EQ(image_ids({image, nameless}), "148bba895e2a3e42e06ef0e24f891c0b\n");
}

TEST(VolumesText, HasALineForEachVolume) {
  const docker::VolumeDetails volume{.name = "voice_cache",
                                     .driver = "local",
                                     .mount_point = "/data",
                                     .scope = "local",
                                     .labels = {{"a", "1"}, {"b", "2"}}};
  EXPECT_EQ(volumes_text({volume}, Terminal{}),
            "DRIVER  VOLUME NAME\n"
            "local   voice_cache\n");
  EXPECT_EQ(volumes_json({volume}),
            R"({"Availability":"N/A","Driver":"local","Group":"N/A","Labels":"a=1,b=2",)"
            R"("Links":"N/A","Mountpoint":"/data","Name":"voice_cache","Scope":"local",)"
            R"("Size":"N/A","Status":"N/A"})"
            "\n");
  EXPECT_EQ(volume_names({volume}), "voice_cache\n");
}

TEST(ProcessesText, JoinsTheColumnsOfAllContainers) {
  const std::vector<ops::ContainerProcesses> all{
      {.service = "tts",
       .container = "voice-tts-1",
       .table = {.titles = {"PID", "CMD"}, .processes = {{"7", "perl server.pl"}, {"8", "sh"}}}},
      {.service = "asr",
       .number = 2,
       .container = "voice-asr-2",
       .table = {.titles = {"CMD", "USER"}, .processes = {{"sleep", "root"}}}}};
  EXPECT_EQ(processes_text(all, Terminal{}),
            "SERVICE  #  PID  CMD             USER\n"
            "tts      1  7    perl server.pl\n"
            "tts      1  8    sh\n"
            "asr      2       sleep           root\n");
  EXPECT_THAT(processes_json(all), testing::HasSubstr(R"("CMD": "perl server.pl")"));
  EXPECT_EQ(processes_json({}), "[]\n");
}

ops::ProjectEvent die_event() {
  return ops::project_event({.type = "container",
                             .action = "die",
                             .id = "71385aa7",
                             .attributes = {{"exitCode", "137"},
                                            {"image", "debian"},
                                            {"name", "voice-b-1"},
                                            {"com.docker.compose.service", "b"},
                                            {"voicehub.spec", "long"}},
                             .time_ns = 1'795'750'805'930'109'349});
}

TEST(ProjectEventText, LeavesOutOurLabels) {
  EXPECT_EQ(project_event_json(die_event()),
            R"({"action":"die","attributes":{"exitCode":"137","image":"debian",)"
            R"("name":"voice-b-1"},"id":"71385aa7","service":"b",)"
            R"("time":"2026-11-27T03:40:05.930109349Z","type":"container"})"
            "\n");
  EXPECT_THAT(project_event_text(die_event()),
              testing::HasSubstr(":05.930109 container die 71385aa7 (exitCode=137, image=debian, "
                                 "name=voice-b-1)\n"));
}

}  // namespace
}  // namespace voicehub::cli
