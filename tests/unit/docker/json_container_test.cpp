#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(ParseContainerList, TakesWhatStatusShows) {
  const auto list = parse_container_list(R"json([{
    "Id": "2e2d", "Names": ["/voice-tts-1", "/other/alias"], "Image": "tts:1", "ImageID": "sha256:7f",
    "Created": 1795193348, "State": "running", "Status": "Up 2 minutes (healthy)",
    "Labels": {"com.docker.compose.project": "voice"},
    "Ports": [{"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 20001, "Type": "tcp"},
              {"PrivatePort": 90, "Type": "udp"}],
    "NetworkSettings": {"Networks": {"bridge": {"NetworkID": "29e1", "IPAddress": "172.17.0.3"}}},
    "Mounts": [{"Type": "volume", "Name": "cache", "Source": "/var/lib/docker/volumes/cache/_data",
                "Destination": "/cache", "RW": false}]}])json");
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 1U);
  const ContainerSummary& container = list->front();
  EXPECT_EQ(container.id.text, "2e2d");
  EXPECT_THAT(container.names, ElementsAre("voice-tts-1", "other/alias"));
  EXPECT_EQ(container.image, "tts:1");
  EXPECT_EQ(container.image_id, "sha256:7f");
  EXPECT_EQ(container.created, 1795193348);
  EXPECT_EQ(container.state, "running");
  EXPECT_EQ(container.status, "Up 2 minutes (healthy)");
  EXPECT_EQ(container.label("com.docker.compose.project"), "voice");
  ASSERT_EQ(container.ports.size(), 2U);
  EXPECT_EQ(container.ports[0].host_address, "127.0.0.1");
  EXPECT_EQ(container.ports[0].published, 20001);
  EXPECT_EQ(container.ports[0].target, 80);
  EXPECT_EQ(container.ports[0].protocol, "tcp");
  EXPECT_EQ(container.ports[1].published, 0);
  EXPECT_EQ(container.networks.at("bridge").network_id, "29e1");
  EXPECT_EQ(container.networks.at("bridge").address, "172.17.0.3");
  ASSERT_EQ(container.mounts.size(), 1U);
  EXPECT_EQ(container.mounts[0].name, "cache");
  EXPECT_EQ(container.mounts[0].destination, "/cache");
  EXPECT_FALSE(container.mounts[0].read_write);
}

TEST(ParseContainer, ReadsStateConfigurationAndLimits) {
  const auto container = parse_container(R"({
    "Id": "2e2d", "Name": "/voice-tts-1", "Image": "sha256:7f", "RestartCount": 3,
    "Created": "2026-11-20T16:49:08.5Z", "Path": "/sbin/docker-init", "Args": ["--", "python3"],
    "State": {"Status": "exited", "Running": false, "OOMKilled": true, "ExitCode": 137, "Pid": 0,
              "Error": "boom", "StartedAt": "2026-11-20T16:49:09Z",
              "FinishedAt": "0001-01-01T00:00:00Z",
              "Health": {"Status": "unhealthy", "Log": [{"Output": "old"}, {"Output": "new"}]}},
    "Config": {"Image": "tts:1", "Labels": {"a": "b"}, "Env": ["K=V"], "Entrypoint": null,
               "Cmd": ["python3", "server.py"], "User": "1000", "WorkingDir": "/app",
               "StopSignal": "SIGINT", "StopTimeout": 3, "Tty": true,
               "Healthcheck": {"Test": ["CMD", "true"]}},
    "HostConfig": {"Init": true, "ReadonlyRootfs": true, "LogConfig": {"Type": "json-file"},
                   "RestartPolicy": {"Name": "unless-stopped"}, "NetworkMode": "voice_default",
                   "Memory": 1048576, "NanoCpus": 1500000000},
    "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"},
                                             {"HostIp": "::1", "HostPort": "8080"}],
                                  "90/udp": null}, "Networks": {}},
    "Mounts": []})");
  ASSERT_TRUE(container) << container.error().message;
  EXPECT_EQ(container->name, "voice-tts-1");
  EXPECT_EQ(container->image, "tts:1");
  EXPECT_EQ(container->image_id, "sha256:7f");
  EXPECT_EQ(container->restart_count, 3);
  EXPECT_EQ(container->path, "/sbin/docker-init");
  EXPECT_THAT(container->args, ElementsAre("--", "python3"));
  EXPECT_TRUE(container->entrypoint.empty());
  EXPECT_THAT(container->command, ElementsAre("python3", "server.py"));
  EXPECT_EQ(container->stop_timeout_seconds, 3);
  EXPECT_TRUE(container->tty);
  EXPECT_TRUE(container->init);
  EXPECT_TRUE(container->read_only_root);
  EXPECT_TRUE(container->has_health_check);
  EXPECT_EQ(container->log_driver, "json-file");
  EXPECT_EQ(container->restart_policy, "unless-stopped");
  EXPECT_EQ(container->network_mode, "voice_default");
  EXPECT_EQ(container->memory_limit_bytes, 1048576U);
  EXPECT_EQ(container->nano_cpus, 1'500'000'000);
  const ContainerState& state = container->state;
  EXPECT_TRUE(state.oom_killed);
  EXPECT_EQ(state.exit_code, 137);
  EXPECT_EQ(state.error, "boom");
  EXPECT_EQ(state.health, "unhealthy");
  EXPECT_EQ(state.last_health_output, "new");
  EXPECT_EQ(state.started_at - container->created, 500ms);
  EXPECT_EQ(state.finished_at, std::chrono::system_clock::time_point{});
  ASSERT_EQ(container->ports.size(), 3U);
  EXPECT_EQ(container->ports[1].host_address, "::1");
  EXPECT_EQ(container->ports[1].published, 8080);
  EXPECT_EQ(container->ports[2].target, 90);
  EXPECT_EQ(container->ports[2].protocol, "udp");
  EXPECT_EQ(container->ports[2].published, 0);
}

TEST(ParseContainer, KnowsNoHealthWhereThereIsNoCheck) {
  const auto none = parse_container(R"({"State": {"Health": {"Status": "none"}}})");
  EXPECT_EQ(none->state.health, "");
  const auto off = parse_container(R"({"Config": {"Healthcheck": {"Test": ["NONE"]}}})");
  EXPECT_FALSE(off->has_health_check);
}

TEST(ParseContainer, LivesWithMissingAndNullMembers) {
  for (const char* const body :
       {"{}",
        R"({"State": null, "Config": null, "Mounts": null, "HostConfig": 7})",
        R"({"Id": 5, "Config": {"Env": "K=V", "Labels": []}})"}) {
    const auto container = parse_container(body);
    ASSERT_TRUE(container) << body;
    EXPECT_EQ(container->id.text, "");
    EXPECT_EQ(container->stop_timeout_seconds, std::nullopt);
  }
}

TEST(ParseContainer, RefusesWhatIsNotJson) {
  const auto container = parse_container("<html>");
  ASSERT_FALSE(container);
  EXPECT_EQ(container.error().message, "the daemon sent something that is not JSON");
  EXPECT_EQ(container.error().cause, "<html>");
}

TEST(ParseStats, LeavesTheFileCacheOutAndCountsCores) {
  constexpr const char* kV1 = R"({
    "pids_stats": {"current": 7},
    "memory_stats": {"usage": 1000, "limit": 5000,
                     "stats": {"total_inactive_file": 300, "inactive_file": 1}},
    "cpu_stats": {"cpu_usage": {"total_usage": 400}, "system_cpu_usage": 3000, "online_cpus": 2,
                  "throttling_data": {"periods": 50, "throttled_periods": 20}},
    "precpu_stats": {"cpu_usage": {"total_usage": 100}, "system_cpu_usage": 2000}})";
  const auto stats = parse_stats(kV1);
  ASSERT_TRUE(stats) << stats.error().message;
  EXPECT_EQ(stats->memory_bytes, 700U);
  EXPECT_EQ(stats->memory_limit_bytes, 5000U);
  EXPECT_EQ(stats->pids, 7U);
  EXPECT_DOUBLE_EQ(stats->cpu_percent, 60);
  EXPECT_EQ(stats->cpu_ns, 400U);
  EXPECT_EQ(stats->quota_periods, 50U);
  EXPECT_EQ(stats->throttled_periods, 20U);
  EXPECT_EQ(stats->online_cpus, 2U);
  const auto v2 =
      parse_stats(R"({"memory_stats": {"usage": 1000, "stats": {"inactive_file": 400}}})");
  EXPECT_EQ(v2->memory_bytes, 600U);
  EXPECT_EQ(v2->cpu_percent, 0);
}

TEST(ParseProcessTable, TakesTheRowsAsTheyAre) {
  const auto table = parse_process_table(
      R"({"Titles": ["PID", "CMD"], "Processes": [["7", "sleep 600"], ["8", "sh -c \"a b\""]]})");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->titles, (std::vector<std::string>{"PID", "CMD"}));
  ASSERT_EQ(table->processes.size(), 2U);
  EXPECT_EQ(table->processes[1], (std::vector<std::string>{"8", "sh -c \"a b\""}));
  EXPECT_TRUE(parse_process_table(R"({"Titles": null, "Processes": null})")->processes.empty());
}

TEST(ParsePathStat, KnowsFoldersAndLinks) {
  // {"name":"bin","size":7,"mode":134218239,"mtime":"…","linkTarget":"/usr/bin"}
  const auto link = parse_path_stat(
      "eyJuYW1lIjoiYmluIiwic2l6ZSI6NywibW9kZSI6MTM0MjE4MjM5LCJtdGltZSI6IjIwMjYtMDctMTdUMTc6MDU6MDBa"
      "IiwibGlua1RhcmdldCI6Ii91c3IvYmluIn0=");
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_FALSE(link->folder);
  EXPECT_EQ(link->size, 7U);
  EXPECT_EQ(link->link_target, "/usr/bin");
  // {"mode":2147484141}
  EXPECT_TRUE(parse_path_stat("eyJtb2RlIjoyMTQ3NDg0MTQxfQ==")->folder);
  EXPECT_FALSE(parse_path_stat("not Base64!"));
}

TEST(ParseExecState, TellsRunningFromExited) {
  EXPECT_TRUE(parse_exec_state(R"({"Running": true, "ExitCode": null})")->running);
  EXPECT_EQ(parse_exec_state(R"({"Running": false, "ExitCode": 126})")->exit_code, 126);
}

TEST(ParseEvent, ReadsActorAndTime) {
  const auto event = parse_event(
      R"({"Type": "container", "Action": "health_status: healthy", "timeNano": 1795193348871302428,
          "Actor": {"ID": "2e2d", "Attributes": {"name": "voice-tts-1"}}})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, "container");
  EXPECT_EQ(event->action, "health_status: healthy");
  EXPECT_EQ(event->id, "2e2d");
  EXPECT_THAT(event->attributes, ElementsAre(Pair("name", "voice-tts-1")));
  EXPECT_EQ(event->time_ns, 1795193348871302428);
}

}  // namespace
}  // namespace voicehub::docker
