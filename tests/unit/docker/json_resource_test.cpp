#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(ParseVersion, ReadsBothEndsOfTheApi) {
  const auto version = parse_version(
      R"({"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", "Os": "linux",
          "Arch": "amd64"})");
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_EQ(version->engine, "20.10.24");
  EXPECT_EQ(version->api, "1.41");
  EXPECT_EQ(version->minimum, "1.12");
  EXPECT_EQ(version->architecture, "amd64");
}

TEST(ParseSystemInfo, KnowsTheContainerdImageStore) {
  const auto graph = parse_system_info(
      R"({"Driver": "overlay2", "DriverStatus": [["Backing Filesystem", "extfs"]], "NCPU": 2,
          "MemTotal": 1024, "Runtimes": {"runc": {}, "nvidia": {}},
          "Swarm": {"LocalNodeState": "inactive"}})");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_FALSE(graph->containerd_image_store);
  EXPECT_FALSE(graph->swarm_active);
  EXPECT_EQ(graph->cpus, 2);
  EXPECT_THAT(graph->runtimes, ElementsAre("nvidia", "runc"));
  const auto store = parse_system_info(
      R"({"DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]],
          "Swarm": {"LocalNodeState": "active"}})");
  EXPECT_TRUE(store->containerd_image_store);
  EXPECT_TRUE(store->swarm_active);
}

TEST(ParseImage, ReadsWhatAContainerWouldRun) {
  const auto image = parse_image(R"({
    "Id": "sha256:7f", "RepoTags": ["tts:1"], "Created": "2026-11-20T16:49:08Z", "Size": 120,
    "Os": "linux", "Architecture": "amd64",
    "Config": {"Labels": {"a": "b"}, "Entrypoint": ["/init"], "Cmd": null, "User": "1000",
               "WorkingDir": "/app", "Volumes": {"/data": {}},
               "ExposedPorts": {"53/udp": {}, "80/tcp": {}},
               "Healthcheck": {"Test": ["CMD-SHELL", "true"]}}})");
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->id, "sha256:7f");
  EXPECT_THAT(image->tags, ElementsAre("tts:1"));
  EXPECT_THAT(image->labels, ElementsAre(Pair("a", "b")));
  EXPECT_THAT(image->entrypoint, ElementsAre("/init"));
  EXPECT_TRUE(image->command.empty());
  EXPECT_THAT(image->volumes, ElementsAre("/data"));
  EXPECT_THAT(image->exposed, ElementsAre(Pair(53, "udp"), Pair(80, "tcp")));
  EXPECT_TRUE(image->has_health_check);
}

TEST(ParseImageList, ReadsTheTimeAsSeconds) {
  const auto images = parse_image_list(R"([{"Id": "sha256:7f", "RepoTags": null, "Created": 60}])");
  ASSERT_TRUE(images) << images.error().message;
  EXPECT_EQ(images->front().created.time_since_epoch(), std::chrono::minutes{1});
  EXPECT_TRUE(images->front().tags.empty());
}

TEST(ParseNetworksAndVolumes, ReadLabels) {
  const auto networks = parse_network_list(
      R"([{"Id": "29e1", "Name": "voice_default", "Driver": "bridge", "Internal": true,
           "Labels": {"a": "b"}}])");
  EXPECT_EQ(networks->front().name, "voice_default");
  EXPECT_TRUE(networks->front().internal);
  const auto volumes = parse_volume_list(
      R"({"Volumes": [{"Name": "cache", "Driver": "local", "Mountpoint": "/v", "Labels": null}],
          "Warnings": null})");
  EXPECT_EQ(volumes->front().mount_point, "/v");
  EXPECT_TRUE(parse_volume_list(R"({"Volumes": null})")->empty());
}

TEST(ParseVolumeSizes, TakesUnknownForNothing) {
  const auto sizes = parse_volume_sizes(
      R"({"Volumes": [{"Name": "a", "UsageData": {"Size": 7}}, {"Name": "b", "UsageData": {"Size": -1}}]})");
  EXPECT_THAT(*sizes, ElementsAre(Pair("a", 7U), Pair("b", 0U)));
}

TEST(DaemonMessage, IsTheMessageOrTheTextItself) {
  EXPECT_EQ(daemon_message(R"({"message": "No such container: nope"})"), "No such container: nope");
  EXPECT_EQ(daemon_message("No such container: nope\r\n"), "No such container: nope");
  EXPECT_EQ(daemon_message(""), "");
}

TEST(RequestBodies, AreWhatTheDaemonExpects) {
  EXPECT_EQ(to_json(NetworkSpec{.name = "n", .driver = "bridge", .labels = {{"a", "b"}}}),
            R"({"Attachable":false,"CheckDuplicate":true,"Driver":"bridge","Internal":false,)"
            R"("Labels":{"a":"b"},"Name":"n","Options":{}})");
  EXPECT_EQ(to_json(VolumeSpec{.name = "v"}), R"({"DriverOpts":{},"Labels":{},"Name":"v"})");
  EXPECT_EQ(to_json(NetworkConnect{{"2e2d"}, {.aliases = {"tts"}}}),
            R"({"Container":"2e2d","EndpointConfig":{"Aliases":["tts"]}})");
  EXPECT_EQ(to_json(ExecRequest{.command = {"sh"}, .environment = {"K=V"}, .tty = true}),
            R"({"AttachStderr":true,"AttachStdin":false,"AttachStdout":true,"Cmd":["sh"],)"
            R"("Env":["K=V"],"Privileged":false,"Tty":true})");
}

}  // namespace
}  // namespace voicehub::docker
