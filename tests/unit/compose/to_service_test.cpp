#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

using namespace std::chrono_literals;

class ToService : public ProjectFixture {
 protected:
  Service with(const std::string& attributes) { return service("image: x\n    " + attributes); }

  std::string refused(const std::string& attributes) {
    return refusal("services:\n  tts:\n    image: x\n    " + attributes + "\n");
  }
};

TEST_F(ToService, TellsNoCommandFromAnEmptyOne) {
  EXPECT_EQ(with("tty: true").command, std::nullopt);
  EXPECT_EQ(with("command:").command, std::nullopt);
  EXPECT_EQ(with("command: []").command, std::vector<std::string>{});
  EXPECT_EQ(with("entrypoint: a b").entrypoint, (std::vector<std::string>{"a", "b"}));
}

TEST_F(ToService, LeavesInitToWhoeverStartsTheContainer) {
  EXPECT_EQ(with("tty: true").init, std::nullopt);
  EXPECT_EQ(with("init: false").init, false);
}

TEST_F(ToService, CountsInNanosecondsAndBytes) {
  const Service tts = with(
      "stop_grace_period: 1m30s\n"
      "    shm_size: 2gb\n"
      "    healthcheck: {test: [CMD, check], interval: 1.5s, start_period: 40s, retries: 5}");
  EXPECT_EQ(tts.stop_grace_period, 90s);
  EXPECT_EQ(tts.shm_bytes, 2ULL << 30U);
  EXPECT_EQ(tts.health_check,
            (HealthCheck{
                .test = {"CMD", "check"}, .interval = 1500ms, .start_period = 40s, .retries = 5}));
}

TEST_F(ToService, DisablesTheHealthCheckInBothSpellings) {
  EXPECT_TRUE(with("healthcheck: {disable: true}").health_check->disabled);
  EXPECT_EQ(with("healthcheck: {test: [NONE]}").health_check, HealthCheck{.disabled = true});
}

TEST_F(ToService, TakesLimitsFromDeployOrFromTheOlderAttributes) {
  const Resources deployed =
      with(
          "deploy: {resources: {limits: {cpus: '0.5', memory: 4G, pids: 100}, "
          "reservations: {memory: 2G, cpus: '0.25'}}}")
          .resources;
  EXPECT_EQ(deployed,
            (Resources{.nano_cpus = 500'000'000,
                       .memory_bytes = 4ULL << 30U,
                       .pids = 100,
                       .memory_reservation_bytes = 2ULL << 30U,
                       .nano_cpus_reservation = 250'000'000}));
  const Resources older = with("cpus: 0.5\n    mem_limit: 4g\n    pids_limit: 100").resources;
  EXPECT_EQ(older, (Resources{.nano_cpus = 500'000'000, .memory_bytes = 4ULL << 30U, .pids = 100}));
  EXPECT_EQ(with("pids_limit: -1\n    mem_limit: -1").resources, Resources{.pids = -1});
}

TEST_F(ToService, AsksForGpusInEachSpelling) {
  const DeviceRequest all{.driver = "nvidia", .count = -1, .capabilities = {"gpu"}};
  EXPECT_EQ(with("deploy: {resources: {reservations: {devices: [{driver: nvidia, count: all, "
                 "capabilities: [gpu]}]}}}")
                .resources.devices,
            std::vector{all});
  EXPECT_EQ(with("gpus: [{driver: nvidia}]").resources.devices, std::vector{all});
  EXPECT_EQ(with("gpus: [{device_ids: ['0', '3']}]").resources.devices,
            (std::vector<DeviceRequest>{{.device_ids = {"0", "3"}, .capabilities = {"gpu"}}}));
  const Service cdi = with("devices: [nvidia.com/gpu=all, /dev/snd]");
  EXPECT_EQ(cdi.resources.devices,
            (std::vector<DeviceRequest>{{.driver = "cdi", .device_ids = {"nvidia.com/gpu=all"}}}));
  EXPECT_TRUE(cdi.resources.devices.front().is_gpu());
  EXPECT_EQ(cdi.devices, std::vector<std::string>{"/dev/snd:/dev/snd:rwm"});
}

TEST_F(ToService, ReadsRestartPolicies) {
  EXPECT_EQ(with("restart: unless-stopped").restart, RestartPolicy{"unless-stopped"});
  EXPECT_EQ(with("restart: on-failure:3").restart, (RestartPolicy{"on-failure", 3}));
  EXPECT_EQ(with("restart: ''").restart, RestartPolicy{});
  EXPECT_EQ(with("restart: 'no'\n    deploy: {restart_policy: {condition: any}}").restart,
            RestartPolicy{"always"});
  EXPECT_EQ(with("deploy: {restart_policy: {condition: on-failure, max_attempts: 2}}").restart,
            (RestartPolicy{"on-failure", 2}));
  EXPECT_EQ(refused("restart: allways"),
            "compose.yaml:4:14: service 'tts': 'restart' cannot be 'allways'\n"
            "did you mean 'always'?");
  EXPECT_EQ(refused("restart: on-failure:x"),
            "compose.yaml:4:14: service 'tts': 'restart' cannot be 'on-failure:x'\n"
            "write on-failure:3");
}

TEST_F(ToService, CountsReplicas) {
  EXPECT_EQ(with("tty: true").replicas, 1);
  EXPECT_EQ(with("scale: 3").replicas, 3);
  EXPECT_EQ(with("deploy: {replicas: 0}").replicas, 0);
  EXPECT_EQ(refused("scale: -1"), "compose.yaml:4:12: service 'tts': there cannot be -1 replicas");
}

TEST_F(ToService, MountsTmpfsInBothSpellings) {
  const Service tts = with(
      "tmpfs: ['/run', '/scratch:size=64m,mode=1777,noexec']\n"
      "    volumes: [{type: tmpfs, target: /y, tmpfs: {size: 1g, mode: 0755}}]");
  ASSERT_EQ(tts.mounts.size(), 3U);
  EXPECT_EQ(
      tts.mounts[0],
      (Mount{
          .kind = MountKind::tmpfs, .target = {"/y"}, .tmpfs_bytes = 1 << 30, .tmpfs_mode = 0755}));
  EXPECT_EQ(tts.mounts[1], (Mount{.kind = MountKind::tmpfs, .target = {"/run"}}));
  EXPECT_EQ(tts.mounts[2],
            (Mount{.kind = MountKind::tmpfs,
                   .target = {"/scratch"},
                   .tmpfs_bytes = 64 << 20,
                   .tmpfs_mode = 01777}));
  EXPECT_EQ(refused("tmpfs: '/x:uid=5'"),
            "compose.yaml:4:12: service 'tts': the tmpfs option 'uid=5' is not supported yet\n"
            "size=64m and mode=1777 are");
}

TEST_F(ToService, CreatesBindSourcesOnlyWhereTheFileMeansIt) {
  const Service tts = with(
      "volumes: ['./a:/a', {type: bind, source: ./b, target: /b}, "
      "{type: bind, source: ./c, target: /c, bind: {create_host_path: true}}]");
  EXPECT_TRUE(tts.mounts[0].create_source);
  EXPECT_FALSE(tts.mounts[1].create_source);
  EXPECT_TRUE(tts.mounts[2].create_source);
}

TEST_F(ToService, ChecksThePortsOfTheLongSyntax) {
  EXPECT_EQ(
      with("ports: [{target: 80, published: 8080-8090, host_ip: 127.0.0.1}]").ports,
      (std::vector<Port>{{.host_address = "127.0.0.1", .published = "8080-8090", .target = 80}}));
  EXPECT_EQ(refused("ports: [{target: 70000}]"),
            "compose.yaml:4:22: service 'tts': '70000' is no port number");
  EXPECT_EQ(refused("ports: [{target: 80, published: abc}]"),
            "compose.yaml:4:37: service 'tts': 'abc' is no port number or range");
  EXPECT_EQ(refused("ports: [{target: 80, protocol: foo}]"),
            "compose.yaml:4:36: service 'tts': 'foo' is no protocol: tcp, udp or sctp");
}

TEST_F(ToService, ReadsWatchRules) {
  const Service tts = with(
      "develop: {watch: [{path: ./server.py, action: sync+restart, target: /app/server.py, "
      "ignore: __pycache__/}, {path: Dockerfile, action: rebuild}]}");
  EXPECT_EQ(
      tts.watch,
      (std::vector<WatchRule>{{.action = WatchAction::sync_restart,
                               .path = {path("server.py")},
                               .target = {"/app/server.py"},
                               .ignore = {"__pycache__/"}},
                              {.action = WatchAction::rebuild, .path = {path("Dockerfile")}}}));
}

TEST_F(ToService, ReadsXVoicehub) {
  const Service tts = with(
      "volumes: ['./voices:/app/voices', './data:/app/data']\n"
      "    x-voicehub: {engine: tts, health: /ready, port: '4123', gpu: optional, sentence: "
      "Hello,\n"
      "                 mounts: {/app/data: source}}");
  EXPECT_EQ(tts.x_voicehub,
            (XVoicehub{.engine = EngineKind::tts,
                       .health = "/ready",
                       .port = 4123,
                       .gpu_optional = true,
                       .mounts = {{"/app/data", MountRole::source}},
                       .sentence = "Hello"}));
  EXPECT_EQ(tts.mounts[0].role, std::nullopt);
  EXPECT_EQ(tts.mounts[1].role, MountRole::source);
}

TEST_F(ToService, ChecksXVoicehub) {
  const std::string where = "compose.yaml:4:";
  EXPECT_EQ(refused("x-voicehub: {engine: ttz}"),
            where + "26: service 'tts': 'x-voicehub.engine' cannot be 'ttz'\ndid you mean 'tts'?");
  EXPECT_EQ(
      refused("x-voicehub: {health: ready}"),
      where + "26: service 'tts': 'x-voicehub.health' is a path such as /health, not 'ready'");
  EXPECT_EQ(refused("x-voicehub: {port: 0}"),
            where + "24: service 'tts': 'x-voicehub.port' cannot be 0");
  EXPECT_EQ(
      refused("volumes: ['./l:/app/logs']\n    x-voicehub: {mounts: {/app/log: log}}"),
      "compose.yaml:5:27: service 'tts': 'x-voicehub.mounts' names '/app/log', and nothing is "
      "mounted there\ndid you mean '/app/logs'?");
}

TEST_F(ToService, KeepsWhatCannotBeAppliedForWhoeverWouldRunIt) {
  const auto refusals = [this](const std::string& attributes) {
    std::string text;
    for (const Error& refusal : with(attributes).refusals) {
      text += refusal.message + "\n" + refusal.cause;
    }
    return text;
  };
  EXPECT_EQ(refusals("tty: true"), "");
  EXPECT_EQ(refusals("provider: {type: model}"),
            "compose.yaml:4:5: service 'tts': 'provider' cannot be applied\n"
            "a plugin of Docker Compose runs such services, not Docker Engine");
  const Project project = load("services: {db: {image: x}, tts: {image: x, uts: 'service:db'}}");
  const std::vector<Error>& shared = project.services.at("tts").refusals;
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].message,
            "compose.yaml:1:49: service 'tts': 'uts: service:db' cannot be applied");
  EXPECT_EQ(shared[0].cause, "Docker Engine shares this namespace with the host only");
  EXPECT_THAT(refusals("volumes: [{type: cluster, source: x, target: /x}]"),
              testing::HasSubstr("a mount of type 'cluster' cannot be applied"));
}

TEST_F(ToService, KeepsWhatCannotBeBuiltForWhoeverWouldBuildIt) {
  const auto refusal = [this](const std::string& build) {
    const Service tts = with("build: " + build);
    EXPECT_TRUE(tts.refusals.empty());
    return tts.build->refusals.empty() ? "" : tts.build->refusals.front().message;
  };
  EXPECT_EQ(refusal("{context: ., sbom: false, cache_to: [type=inline], platforms: [linux/arm64]}"),
            "");
  EXPECT_EQ(refusal("{context: 'git://host/a.git', dockerfile_inline: FROM a}"),
            "compose.yaml:4:22: service 'tts': 'build.context' is fetched by the engine, with its "
            "own Dockerfile");
  EXPECT_EQ(refusal("{context: ., additional_contexts: {a: 'https://host/a.git'}}"),
            "compose.yaml:4:47: service 'tts': the context 'a' cannot be 'https://host/a.git'");
  EXPECT_THAT(refusal("{context: ., platforms: [linux/arm64, linux/amd64]}"),
              testing::HasSubstr("'build.platforms' names 2 platforms"));
  EXPECT_THAT(refusal("{context: ., cache_to: ['type=local,dest=/x']}"),
              testing::HasSubstr("'build.cache_to' cannot be 'type=local,dest=/x'"));
}

TEST_F(ToService, ReadsTheContextsOfABuild) {
  const Service tts = with(
      "build: {context: app, additional_contexts: {a: ./models, b: 'docker-image://x:1', "
      "c: 'service:tts'}}");
  EXPECT_EQ(tts.build->contexts,
            (std::vector<NamedContext>{{.name = "a", .folder = {path("models")}},
                                       {.name = "b", .image = "x:1"},
                                       {.name = "c", .service = "tts"}}));
  EXPECT_TRUE(tts.build->refusals.empty());
  const BuildSpec remote = *with("build: 'https://host/a.git#main:app'").build;
  EXPECT_EQ(remote.remote, "https://host/a.git#main:app");
  EXPECT_EQ(remote.context.text, "");
  EXPECT_THAT(refused("build: {context: ., additional_contexts: {a: 'service:tss'}}"),
              testing::HasSubstr("'additional_contexts' names 'tss', which is no service"));
}

TEST_F(ToService, KnowsHowLongAnImageIsNewEnough) {
  EXPECT_EQ(with("pull_policy: missing").refresh_after, std::nullopt);
  EXPECT_EQ(with("pull_policy: always").refresh_after, 0ns);
  EXPECT_EQ(with("pull_policy: daily").refresh_after, 24h);
  EXPECT_EQ(with("pull_policy: every_1w2d3h30m").refresh_after, 9 * 24h + 3h + 30min);
  EXPECT_EQ(refused("pull_policy: every_day"),
            "compose.yaml:4:18: service 'tts': 'pull_policy': it cannot be 'every_day'\n"
            "did you mean 'every_12h'?");
}

TEST_F(ToService, JoinsOtherServices) {
  const Project project = load(
      "services:\n"
      "  db: {image: x}\n"
      "  tts: {image: x, network_mode: 'service:db', volumes_from: ['db:ro', 'container:far']}\n");
  const Service& tts = project.services.at("tts");
  EXPECT_EQ(tts.joins(), std::set<std::string>{"db"});
  EXPECT_EQ(tts.volumes_from,
            (std::vector<VolumesFrom>{{.service = "db", .read_only = true}, {.container = "far"}}));
  EXPECT_THAT(tts.config_with_joins,
              testing::HasSubstr("\"network_mode\":\"container:" + join_mark("db") + "\""));
  EXPECT_THAT(tts.config_with_joins,
              testing::HasSubstr("\"volumes_from\":[\"" + join_mark("db") + "\",\"far\"]"));
}

TEST_F(ToService, WritesOutTheSocketOfTheApi) {
  folder_.write("home/.docker/config.json", R"({"auths": {"ghcr.io": {"auth": "eA=="}}})");
  options_.environment["HOME"] = folder_.path("home");
  const Service tts = with("use_api_socket: true");
  EXPECT_EQ(tts.mounts.at(0).source.text, "/var/run/docker.sock");
  EXPECT_EQ(tts.environment.at("DOCKER_CONFIG"), "/run/secrets/docker");
  EXPECT_EQ(tts.files.at(0).target.text, "/run/secrets/docker/config.json");
  EXPECT_EQ(tts.files.at(0).content, R"({"auths":{"ghcr.io":{"auth":"eA=="}}})");
}

TEST_F(ToService, NotesWhatOnlySwarmUnderstands) {
  const Project project = load("services: {tts: {image: x, deploy: {endpoint_mode: vip}}}");
  EXPECT_EQ(project.notes,
            Notes{"compose.yaml:1:37: service 'tts': 'deploy.endpoint_mode' means something to "
                  "Docker Swarm only: ignored"});
}

TEST_F(ToService, NotesWhatADockerfileSaysOfItsSecrets) {
  const Project project = load(
      "services: {tts: {build: {context: ., secrets: [{source: hf, mode: 0400}]}}}\n"
      "secrets: {hf: {environment: HF}}");
  EXPECT_THAT(
      project.notes,
      testing::Contains("compose.yaml:1:61: service 'tts': 'build.secrets[0].mode' is said by "
                        "RUN --mount: ignored"));
}

}  // namespace
}  // namespace voicehub::compose
