#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

using nlohmann::json;

json body_of(const ContainerSpec& spec, int api_minor = 41) {
  return json::parse(to_json(spec, api_minor));
}

TEST(CreateBody, SaysNothingThatWasNotAsked) {
  EXPECT_EQ(body_of({.image = "tts:1"}), json::parse(R"({"Image": "tts:1", "HostConfig": {}})"));
}

TEST(CreateBody, TellsAnEmptyCommandFromNone) {
  const json body = body_of({.image = "tts:1", .command = std::vector<std::string>{}});
  EXPECT_EQ(body["Cmd"], json::array());
  EXPECT_FALSE(body.contains("Entrypoint"));
}

TEST(CreateBody, MountsThroughMountsAndNeverThroughBinds) {
  const json body = body_of(
      {.image = "tts:1",
       .mounts = {{.type = "bind",
                   .source = "/src",
                   .target = "/app",
                   .read_only = true,
                   .propagation = "rslave"},
                  {.type = "volume",
                   .source = "cache",
                   .target = "/cache",
                   .no_copy = true,
                   .volume_labels = {{"a", "b"}}},
                  {.type = "tmpfs", .target = "/tmp", .tmpfs_bytes = 1024, .tmpfs_mode = 01777}}});
  EXPECT_EQ(body["HostConfig"], json::parse(R"({"Mounts": [
    {"Type": "bind", "Source": "/src", "Target": "/app", "ReadOnly": true,
     "BindOptions": {"Propagation": "rslave"}},
    {"Type": "volume", "Source": "cache", "Target": "/cache",
     "VolumeOptions": {"NoCopy": true, "Labels": {"a": "b"}}},
    {"Type": "tmpfs", "Target": "/tmp", "TmpfsOptions": {"SizeBytes": 1024, "Mode": 1023}}]})"));
}

TEST(CreateBody, ExposesEveryPublishedPort) {
  const json body =
      body_of({.image = "tts:1",
               .ports = {{.target = 80, .host_address = "127.0.0.1", .published = "8080"},
                         {.target = 80, .published = "8081"},
                         {.target = 53, .protocol = "udp"}},
               .exposed = {{90, "tcp"}}});
  EXPECT_EQ(body["ExposedPorts"], json::parse(R"({"80/tcp": {}, "53/udp": {}, "90/tcp": {}})"));
  EXPECT_EQ(body["HostConfig"]["PortBindings"], json::parse(R"({
    "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}, {"HostIp": "", "HostPort": "8081"}],
    "53/udp": [{"HostIp": "", "HostPort": ""}]})"));
}

TEST(CreateBody, GivesOneNetworkAndItIsTheOneOfTheNetworkMode) {
  ContainerSpec spec{
      .image = "tts:1",
      .network_mode = "voice_default",
      .networks = {{"alpha", {}},
                   {"voice_default", {.aliases = {"tts"}, .ipv4_address = "172.30.0.5"}}}};
  EXPECT_EQ(body_of(spec)["NetworkingConfig"], json::parse(R"({"EndpointsConfig": {
    "voice_default": {"Aliases": ["tts"], "IPAMConfig": {"IPv4Address": "172.30.0.5"}}}})"));
  spec.network_mode.clear();
  EXPECT_EQ(body_of(spec)["NetworkingConfig"],
            json::parse(R"({"EndpointsConfig": {"alpha": {}}})"));
}

TEST(CreateBody, SendsTheStartIntervalOnlyToDaemonsThatKnowIt) {
  const ContainerSpec spec{
      .image = "tts:1",
      .health = HealthSpec{
          .test = {"CMD", "true"}, .interval_ns = 5, .start_interval_ns = 7, .retries = 2}};
  EXPECT_EQ(body_of(spec, 43)["Healthcheck"],
            json::parse(R"({"Test": ["CMD", "true"], "Interval": 5, "Retries": 2})"));
  EXPECT_EQ(body_of(spec, 44)["Healthcheck"]["StartInterval"], 7);
}

TEST(CreateBody, CarriesGpusLimitsAndSecurity) {
  const json host = body_of({.image = "tts:1",
                             .restart_policy = "on-failure",
                             .restart_maximum_retries = 3,
                             .init = false,
                             .runtime = "nvidia",
                             .nano_cpus = 1'500'000'000,
                             .memory_bytes = 1024,
                             .device_requests = {{.count = -1, .capabilities = {{"gpu"}}}},
                             .devices = {{.host = "/dev/snd", .container = "/dev/snd"}},
                             .ulimits = {{.name = "nofile", .soft = 10, .hard = 20}},
                             .cap_drop = {"ALL"},
                             .log_driver = "json-file",
                             .log_options = {{"max-size", "1m"}},
                             .read_only_root = true})["HostConfig"];
  EXPECT_EQ(host, json::parse(R"({
    "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}, "Init": false,
    "Runtime": "nvidia", "NanoCpus": 1500000000, "Memory": 1024,
    "DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}],
    "Devices": [{"PathOnHost": "/dev/snd", "PathInContainer": "/dev/snd",
                 "CgroupPermissions": "rwm"}],
    "Ulimits": [{"Name": "nofile", "Soft": 10, "Hard": 20}], "CapDrop": ["ALL"],
    "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m"}}, "ReadonlyRootfs": true})"));
}

TEST(CreateBody, SurvivesBytesThatAreNotUtf8) {
  EXPECT_EQ(body_of({.image = "tts:1", .environment = {"K=\xff"}})["Env"][0], "K=\uFFFD");
}

}  // namespace
}  // namespace voicehub::docker
