#include "core/compose/validate.hpp"

#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

class Validate : public ProjectFixture {
 protected:
  // Of a service `a` with an image and these attributes.
  std::string refused(const std::string& attributes, const std::string& rest = "") {
    return refusal("services:\n  a:\n    image: x\n    " + attributes + "\n" + rest);
  }
};

TEST_F(Validate, WantsAnImageOrABuildSection) {
  EXPECT_EQ(refusal("services:\n  tts:\n    ports: ['80']\n"),
            "compose.yaml:2:3: service 'tts': there is neither an 'image' nor a 'build' section");
}

TEST_F(Validate, WantsAValueForEachAttribute) {
  EXPECT_EQ(refused("ports:"), "compose.yaml:4:5: service 'a': 'ports' has no value");
  EXPECT_EQ(refusal("services:\n  a:\n"), "compose.yaml:2:3: service 'a' has no value");
  EXPECT_EQ(refused("command:"), "loaded");
  EXPECT_EQ(refused("deploy:"), "loaded");
}

TEST_F(Validate, WantsWhatIsRequired) {
  EXPECT_EQ(refused("develop: {watch: [{path: .}]}"),
            "compose.yaml:4:23: service 'a': 'develop.watch[0]' needs 'action'");
  EXPECT_EQ(refused("volumes: [{source: v, target: /v}]"),
            "compose.yaml:4:15: service 'a': 'volumes[0]' needs 'type'");
  EXPECT_EQ(refused("volumes: [{type: bind, target: /v}]"),
            "compose.yaml:4:15: service 'a': 'volumes': a mount of type 'bind' needs 'source'");
  EXPECT_EQ(refused("develop: {watch: [{path: ., action: sync}]}"),
            "compose.yaml:4:23: service 'a': 'develop.watch': the action 'sync' needs 'target'");
}

TEST_F(Validate, WantsWhatALaterFileMayAdd) {
  write("base.yaml", "services: {a: {depends_on: {b: {restart: true}}}, b: {image: x}}");
  write("later.yaml", "services: {a: {image: x, depends_on: [b]}}");
  options_.files = {"base.yaml", "later.yaml"};
  EXPECT_TRUE(load().services.at("a").depends_on.at("b").restart);
}

TEST_F(Validate, WantsDefinedNetworksAndVolumes) {
  EXPECT_EQ(refused("networks: [frnt]", "networks: {front: }\n"),
            "compose.yaml:4:16: service 'a': the network 'frnt' is not defined\n"
            "did you mean 'front'? Else add it to the top-level 'networks:'");
  EXPECT_EQ(refused("volumes: ['models:/models']"),
            "compose.yaml:4:15: service 'a': the volume 'models' is not defined\n"
            "add it to the top-level 'volumes:'");
}

TEST_F(Validate, WantsDependenciesThatExist) {
  EXPECT_EQ(refused("depends_on: [bd]", "  db: {image: x}\n"),
            "compose.yaml:4:18: service 'a': it depends on 'bd', which is no service\n"
            "did you mean 'db'?");
  EXPECT_EQ(refused("depends_on: [db]", "  db: {image: x, profiles: [dev]}\n"),
            "compose.yaml:4:18: service 'a': it depends on 'db', which no active profile switches "
            "on\nadd --profile dev");
  EXPECT_EQ(refused("depends_on: {db: {condition: service_started, required: false}}",
                    "  db: {image: x, profiles: [dev]}\n"),
            "loaded");
}

TEST_F(Validate, RefusesServicesThatDependOnEachOther) {
  EXPECT_EQ(refusal("services:\n"
                    "  a: {image: x, depends_on: [b]}\n"
                    "  b: {image: x, depends_on: [c]}\n"
                    "  c: {image: x, depends_on: [b]}\n"),
            "compose.yaml:3:29: dependency cycle: services depend on each other: b -> c -> b");
}

TEST_F(Validate, RefusesWhatExcludesEachOther) {
  EXPECT_EQ(refused("network_mode: host\n    networks: [n]", "networks: {n: }\n"),
            "compose.yaml:5:15: service 'a': 'network_mode' and 'networks' exclude each other");
  EXPECT_EQ(refused("build: {dockerfile: D, dockerfile_inline: FROM x}"),
            "compose.yaml:4:25: service 'a': 'build.dockerfile' and 'build.dockerfile_inline' "
            "exclude each other");
  EXPECT_EQ(refused("gpus: [{count: 1, device_ids: ['0']}]"),
            "compose.yaml:4:12: service 'a': 'count' and 'device_ids' of a device exclude each "
            "other");
  EXPECT_EQ(refused("volumes: ['vv:/v']", "volumes: {vv: {external: true, driver: local}}\n"),
            "compose.yaml:5:40: 'volumes.vv': 'external' and 'driver' exclude each other");
}

TEST_F(Validate, RefusesTwoDifferentValuesOfOneThing) {
  EXPECT_EQ(refused("mem_limit: 1g\n    deploy: {resources: {limits: {memory: 2g}}}"),
            "compose.yaml:4:16: service 'a': 'mem_limit' is 1073741824 and "
            "'deploy.resources.limits.memory' is 2147483648\nkeep one of them");
  EXPECT_EQ(refused("scale: 2\n    deploy: {replicas: 2}"), "loaded");
}

TEST_F(Validate, GivesAContainerNameToOneContainer) {
  EXPECT_EQ(refused("container_name: tts\n    scale: 2"),
            "compose.yaml:4:21: service 'a': a service with 'container_name' cannot have several "
            "replicas");
  EXPECT_EQ(refused("container_name: tts", "  b: {image: x, container_name: tts}\n"),
            "compose.yaml:5:33: service 'b': service 'a' has the same container_name 'tts'");
}

TEST_F(Validate, WantsContainerNamesThatDockerTakes) {
  for (const char* name : {"a", "-tts", "my tts", "a=b", "''"}) {
    EXPECT_THAT(refused(std::string{"container_name: "} + name),
                testing::HasSubstr("cannot be a container's name"))
        << name;
  }
  EXPECT_EQ(refused("container_name: My_tts.1-2"), "loaded");
}

TEST_F(Validate, WantsOneSourceOfASecretOrConfig) {
  EXPECT_EQ(refused("secrets: [s]", "secrets: {s: {}}\n"),
            "compose.yaml:5:11: 'secrets.s' needs one of file, environment\nor `external: true`");
  EXPECT_EQ(refused("secrets: [s]", "secrets: {s: {file: ./s, environment: S}}\n"),
            "compose.yaml:5:11: 'secrets.s' needs one of file, environment");
  EXPECT_EQ(refused("tty: true", "configs: {c: {content: a, file: ./c}}\n"),
            "compose.yaml:5:11: 'configs.c' needs one of file, environment, content");
  EXPECT_EQ(refused("secrets: [s]", "secrets: {s: {external: true}}\n"), "loaded");
}

TEST_F(Validate, WantsWordsThatDockerKnows) {
  EXPECT_THAT(refused("cgroup: hots"), testing::HasSubstr("did you mean 'host'"));
  EXPECT_THAT(
      refused("volumes: [{type: bind, source: ., target: /x, bind: {selinux: q, recursive: no}}]"),
      testing::HasSubstr("'volumes[0].bind.selinux' cannot be 'q'"));
}

TEST_F(Validate, RefusesEqualItemsWhereTheyMeanNothing) {
  EXPECT_EQ(refused("security_opt: [a, b, a]"),
            "compose.yaml:4:26: service 'a': 'security_opt' has 'a' twice");
  EXPECT_EQ(refused("networks: [n, n]", "networks: {n: }\n"),
            "compose.yaml:4:19: service 'a': 'networks': 'n' is there twice");
  EXPECT_EQ(refused("volumes_from: [b, b]", "  b: {image: x}\n"),
            "compose.yaml:4:23: service 'a': 'volumes_from' has 'b' twice");
  EXPECT_EQ(refused("cap_add: [A, B, A]"), "loaded");
}

}  // namespace
}  // namespace voicehub::compose
