#include "core/compose/normalize.hpp"

#include <gtest/gtest.h>

#include "tests/unit/compose/tree_text.hpp"

namespace voicehub::compose {
namespace {

Notes notes;

// The attribute of a service in its long form, or the message.
std::string normal(const std::string& attribute) {
  Node tree = parse("services:\n  tts:\n    " + attribute + "\n");
  notes.clear();
  const auto outcome = normalize(tree, file_shape(), InPlace::values, notes);
  if (!outcome) {
    return outcome.error().message;
  }
  return to_text(tree.find("services")->find("tts")->entries.front().value);
}

TEST(Normalize, ExpandsShortPorts) {
  EXPECT_EQ(normal("ports: ['5000:5001']"),
            R"([{target: 5001, published: "5000", protocol: "tcp"}])");
  EXPECT_EQ(normal("ports: [8080, '6060/udp']"),
            R"([{target: 8080, protocol: "tcp"}, {target: 6060, protocol: "udp"}])");
  EXPECT_EQ(normal("ports: ['127.0.0.1::5005', '[::1]:80:81']"),
            R"([{host_ip: "127.0.0.1", target: 5005, protocol: "tcp"}, )"
            R"({host_ip: "::1", target: 81, published: "80", protocol: "tcp"}])");
}

TEST(Normalize, ExpandsPortRanges) {
  EXPECT_EQ(normal("ports: ['8000-8001:9000-9001']"),
            R"([{target: 9000, published: "8000", protocol: "tcp"}, )"
            R"({target: 9001, published: "8001", protocol: "tcp"}])");
  EXPECT_EQ(normal("ports: ['8000-8009:80']"),
            R"([{target: 80, published: "8000-8009", protocol: "tcp"}])");
}

TEST(Normalize, TakesTheLastOfTwoEqualPorts) {
  EXPECT_EQ(normal("ports: ['0.0.0.0:80:80', '81:81', '80:80']"),
            R"([{target: 80, published: "80", protocol: "tcp"}, )"
            R"({target: 81, published: "81", protocol: "tcp"}])");
}

TEST(Normalize, SaysWhatIsWrongWithAPort) {
  const std::string where = "f.yaml:3:13: service 'tts': 'ports': ";
  EXPECT_EQ(normal("ports: ['80:']"), where + "'80:' names no container port");
  EXPECT_EQ(normal("ports: ['80/xyz']"), where + "'xyz' is no protocol: tcp, udp or sctp");
  EXPECT_EQ(normal("ports: ['70000']"), where + "'70000' is no port number");
  EXPECT_EQ(normal("ports: ['90-80']"), where + "the range '90-80' runs backwards");
  EXPECT_EQ(normal("ports: ['80-81:80-82']"),
            where + "the ranges of '80-81:80-82' differ in length");
  EXPECT_EQ(normal("ports: ['::1:80:80']"), where + "write the IPv6 address in brackets: [::1]");
  EXPECT_EQ(normal("ports: ['localhost:80:80']"), where + "'localhost' is no IP address");
  EXPECT_EQ(normal("ports: ['80:0']"), where + "the container port cannot be 0");
  EXPECT_EQ(normal("ports: [true]"), where + "a port is text or a mapping, not true or false");
}

TEST(Normalize, BoundsWhatPortRangesGrowInto) {
  EXPECT_EQ(normal("ports: ['1-65535', '1-65535/udp', '1-65535/sctp', '9']"),
            "f.yaml:3:55: service 'tts': 'ports': these are more ports than a container has");
}

TEST(Normalize, TellsBindMountsFromVolumes) {
  EXPECT_EQ(normal("volumes: ['./server.py:/app/server.py:rw']"),
            R"([{type: "bind", source: "./server.py", target: "/app/server.py", )"
            R"(bind: {create_host_path: true}, read_only: false}])");
  EXPECT_EQ(normal("volumes: ['cache:/cache/:ro,nocopy']"),
            R"([{type: "volume", source: "cache", target: "/cache", )"
            R"(volume: {nocopy: true}, read_only: true}])");
  EXPECT_EQ(normal("volumes: [/data]"), R"([{type: "volume", target: "/data", volume: {}}])");
  EXPECT_EQ(normal("volumes: ['/a:/b:z,rslave']"),
            R"([{type: "bind", source: "/a", target: "/b", )"
            R"(bind: {create_host_path: true, selinux: "z", propagation: "rslave"}}])");
}

TEST(Normalize, TakesALetterAndAColonForAWindowsDrive) {
  EXPECT_EQ(normal(R"(volumes: ['E:\hub\server.py:/app/server.py'])"),
            R"([{type: "bind", source: "E:\hub\server.py", target: "/app/server.py", )"
            R"(bind: {create_host_path: true}}])");
}

TEST(Normalize, NotesThatAVolumeOfOneLetterIsReadAsADrive) {
  EXPECT_EQ(normal("volumes: ['m:/models']"),
            R"([{type: "volume", target: "m:/models", volume: {}}])");
  EXPECT_EQ(notes,
            Notes{"f.yaml:3:15: 'm:/models' is a Windows path to Docker Compose: give the volume a "
                  "longer name"});
}

TEST(Normalize, NotesVolumeOptionsThatHaveNoEffect) {
  EXPECT_EQ(normal("volumes: ['/a:/b:wr,cached']"),
            R"([{type: "bind", source: "/a", target: "/b", bind: {create_host_path: true}}])");
  EXPECT_EQ(notes, Notes{"f.yaml:3:15: the volume option 'wr' is unknown and has no effect"});
}

TEST(Normalize, KeepsTheLastMountOfATarget) {
  EXPECT_EQ(normal("volumes: ['v1:/x', 'v2:/y', 'v3:/x/']"),
            R"([{type: "volume", source: "v3", target: "/x", volume: {}}, )"
            R"({type: "volume", source: "v2", target: "/y", volume: {}}])");
}

TEST(Normalize, SaysWhatIsWrongWithAVolume) {
  const std::string where = "f.yaml:3:15: service 'tts': 'volumes': ";
  EXPECT_EQ(normal("volumes: ['/a:']"), where + "'/a:' has nothing between two colons");
  EXPECT_EQ(normal("volumes: ['']"), where + "a volume cannot be empty");
  EXPECT_EQ(normal("volumes: ['aa:bb:cc:dd']"), where + "'aa:bb:cc:dd' has too many colons");
}

TEST(Normalize, TurnsVariableListsIntoMappings) {
  EXPECT_EQ(normal("environment: [A=1, B, C=, D=a=b, A=2]"),
            R"({B: null, C: "", D: "a=b", A: "2"})");
  EXPECT_EQ(normal("environment: {A: 1.50, B: true, C: , D: 0755}"),
            R"({A: "1.5", B: "true", C: null, D: "493"})");
  EXPECT_EQ(normal("labels: [a, b=1]"), R"({a: "", b: "1"})");
  EXPECT_EQ(normal("labels: {a: }"), R"({a: ""})");
}

TEST(Normalize, SplitsCommandLines) {
  EXPECT_EQ(normal("command: python server.py --name 'my voice'"),
            R"(["python", "server.py", "--name", "my voice"])");
  EXPECT_EQ(normal("command: []"), "[]");
  EXPECT_EQ(normal("entrypoint: ['a b', c]"), R"(["a b", "c"])");
  EXPECT_EQ(normal("command: a && b"), R"(["a"])");
  EXPECT_EQ(notes,
            Notes{"f.yaml:3:14: '&& b' is ignored, because no shell runs the command: use "
                  "[\"sh\", \"-c\", \"…\"]"});
}

TEST(Normalize, ExpandsTheOtherShortForms) {
  EXPECT_EQ(normal("build: ./engine"), R"({context: "./engine"})");
  EXPECT_EQ(normal("depends_on: [db]"), R"({db: {condition: "service_started", required: true}})");
  EXPECT_EQ(normal("networks: [front, back]"), "{front: null, back: null}");
  EXPECT_EQ(normal("env_file: a.env"), R"([{path: "a.env"}])");
  EXPECT_EQ(normal("env_file: [a.env, {path: b.env, required: false}]"),
            R"([{path: "a.env"}, {path: "b.env", required: false}])");
  EXPECT_EQ(normal("healthcheck: {test: curl -f http://x}"),
            R"({test: ["CMD-SHELL", "curl -f http://x"]})");
  EXPECT_EQ(normal("tmpfs: /run"), R"(["/run"])");
  EXPECT_EQ(normal("gpus: all"), "[{count: -1}]");
  EXPECT_EQ(normal("expose: [80, '81']"), R"(["80", "81"])");
  EXPECT_EQ(normal("devices: [/dev/snd, '/dev/a:/dev/b:r']"),
            R"([{source: "/dev/snd", target: "/dev/snd", permissions: "rwm"}, )"
            R"({source: "/dev/a", target: "/dev/b", permissions: "r"}])");
  EXPECT_EQ(normal("extra_hosts: {a: 1.1.1.1, b: ['::1', 2.2.2.2]}"),
            R"(["a=1.1.1.1", "b=::1", "b=2.2.2.2"])");
  EXPECT_EQ(normal("extra_hosts: ['a:1.1.1.1', 'b:[::1]']"), R"(["a=1.1.1.1", "b=::1"])");
  EXPECT_EQ(normal("gpus: [{count: '010'}]"), R"([{count: 10}])");
  EXPECT_EQ(normal("extra_hosts: ['a:1.1.1.1,2.2.2.2']"), R"(["a=1.1.1.1", "a=2.2.2.2"])");
}

TEST(Normalize, CastsQuotedBooleansAndNumbers) {
  EXPECT_EQ(normal("init: 'yes'"), "true");
  EXPECT_EQ(normal("privileged: off"), "false");
  EXPECT_EQ(normal("healthcheck: {retries: '5'}"), "{retries: 5}");
  EXPECT_EQ(normal("cpus: '1.50'"), "1.5");
  EXPECT_EQ(normal("mem_limit: 1.5g"), R"("1610612736")");
  EXPECT_EQ(normal("stop_grace_period: 90s"), R"("1m30s")");
}

TEST(Normalize, RefusesWrongTypes) {
  EXPECT_EQ(normal("image: 5"),
            "f.yaml:3:12: service 'tts': 'image' must be text, not a whole number");
  EXPECT_EQ(normal("ports: 80"),
            "f.yaml:3:12: service 'tts': 'ports' must be a list, not a whole number");
  EXPECT_EQ(normal("command: [a, 5]"),
            "f.yaml:3:18: service 'tts': 'command[1]' must be text, not a whole number");
  EXPECT_EQ(normal("init: maybe"),
            "f.yaml:3:11: service 'tts': 'init' must be true or false, not 'maybe'");
  EXPECT_EQ(
      normal("healthcheck: {retries: three}"),
      "f.yaml:3:28: service 'tts': 'healthcheck.retries' must be a whole number, not 'three'");
  EXPECT_EQ(normal("environment: {A: [1]}"),
            "f.yaml:3:22: service 'tts': 'environment': 'A' must be text, not a list");
  EXPECT_EQ(normal("stop_grace_period: 90"),
            "f.yaml:3:24: service 'tts': 'stop_grace_period' must be text, not a whole number");
  EXPECT_EQ(normal("stop_grace_period: 1y"),
            "f.yaml:3:24: service 'tts': 'stop_grace_period': '1y' is no duration");
  EXPECT_EQ(normal("mem_limit: lots"),
            "f.yaml:3:16: service 'tts': 'mem_limit': 'lots' is no size");
  EXPECT_EQ(normal("depends_on: {db: {condition: ready}}"),
            "f.yaml:3:34: service 'tts': 'depends_on.db.condition' cannot be 'ready'");
}

TEST(Normalize, SuggestsTheAttributeThatWasMeant) {
  Node tree = parse("services: {tts: {imagee: x}}");
  const auto outcome = normalize(tree, file_shape(), InPlace::values, notes);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "f.yaml:1:18: service 'tts' has no attribute 'imagee'");
  EXPECT_EQ(outcome.error().hint, "did you mean 'image'?");
  EXPECT_EQ(normal("healthcheck: {intervall: 5s}"),
            "f.yaml:3:19: service 'tts': 'healthcheck' has no attribute 'intervall'");
}

TEST(Normalize, LeavesExtensionsAlone) {
  EXPECT_EQ(normal("x-note: {anything: [1, {a: b}]}"), R"({anything: [1, {a: "b"}]})");
  EXPECT_EQ(normal("build: {context: ., x-note: 5}"), R"({context: ".", x-note: 5})");
}

TEST(Normalize, WantsXVoicehubBelowAService) {
  EXPECT_EQ(normal("x-voicehub: {engine: tts, mounts: {/app/logs: log}}"),
            R"({engine: "tts", mounts: {/app/logs: "log"}})");
  EXPECT_EQ(normal("x-voicehub: {engin: tts}"),
            "f.yaml:3:18: service 'tts': 'x-voicehub' has no attribute 'engin'");
  EXPECT_EQ(normal("build: {x-voicehub: {}}"),
            "f.yaml:3:13: service 'tts': 'build': 'x-voicehub' has no meaning here");
  Node tree = parse("x-voicehub: {engine: tts}");
  EXPECT_EQ(normalize(tree, file_shape(), InPlace::values, notes).error().message,
            "f.yaml:1:1: the file: 'x-voicehub' has no meaning here");
}

TEST(Normalize, ReadsTheOldFormOfExternal) {
  Node tree = parse("networks: {front: {external: {name: shared}}}");
  ASSERT_TRUE(normalize(tree, file_shape(), InPlace::values, notes));
  EXPECT_EQ(to_text(tree), R"({networks: {front: {external: true, name: "shared"}}})");
}

}  // namespace
}  // namespace voicehub::compose
