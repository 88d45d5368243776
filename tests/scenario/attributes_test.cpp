// What a file may say of a service beyond the everyday: namespaces and volumes of others, hooks,
// networks that change.

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

class Attributes : public Scenario {};

constexpr std::string_view kJoined = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sleep", "infinity"]
    stop_grace_period: 0s
    environment: {WORKERS: "2"}
    volumes: ["cache:/cache"]
  proxy:
    image: debian:trixie-slim
    command: ["sh", "-c", "readlink /proc/self/ns/net /proc/self/ns/ipc; ls -d /cache; sleep infinity"]
    stop_grace_period: 0s
    network_mode: service:tts
    pid: service:tts
    volumes_from: ["tts:ro"]
volumes: {cache: }
)";

TEST_F(Attributes, AServiceMustShareTheNamespacesAndVolumesOfAnother) {
  TestProject project{kJoined};
  const Finished started = project.run({"start"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  const auto net = [&](const std::string& service) {
    return project.run({"exec", service, "--", "readlink", "/proc/self/ns/net"}).output;
  };
  EXPECT_EQ(net("proxy"), net("tts"));
  EXPECT_EQ(project.run({"exec", "proxy", "--", "touch", "/cache/file"}).exit_code, 1)
      << "it was to be for reading only";
  const auto proxy = project.container("proxy").id;
  EXPECT_THAT(project.run({"start"}).error_output, HasSubstr("nothing to do"));
  EXPECT_EQ(project.container("proxy").id, proxy);
}

TEST_F(Attributes, WhoJoinsAContainerMustFollowIt) {
  TestProject project{kJoined};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const auto proxy = project.container("proxy").id;
  const Finished restarted = project.run({"restart", "tts"});
  EXPECT_EQ(restarted.exit_code, 0) << restarted.error_output;
  EXPECT_EQ(project.container("proxy").id, proxy);
  EXPECT_THAT(restarted.error_output, HasSubstr("proxy"));
  std::string file{kJoined};
  file.replace(file.find("\"2\""), 3, "\"4\"");
  project.write("compose.yaml", file);
  const Finished started = project.run({"start", "tts"});
  EXPECT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_NE(project.container("proxy").id, proxy);
  EXPECT_THAT(started.error_output, HasSubstr("joins tts, which is made anew"));
}

TEST_F(Attributes, HooksMustRunAfterTheStartAndBeforeTheStop) {
  TestProject project{R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sleep", "infinity"]
    stop_grace_period: 0s
    volumes: ["./out:/out"]
    post_start: [{command: ["sh", "-c", "echo $$WORD-$$(id -u) > /out/started"], user: "33", environment: {WORD: up}}]
    pre_stop: [{command: ["sh", "-c", "echo down > /out/stopped"]}]
)"};
  std::filesystem::create_directory(project.folder() / "out");
  std::filesystem::permissions(project.folder() / "out", std::filesystem::perms::all);
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_EQ(project.run({"exec", "tts", "--", "cat", "/out/started"}).output, "up-33\n");
  ASSERT_EQ(project.run({"stop"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(project.folder() / "out/stopped"));
}

TEST_F(Attributes, AHookThatFailsMustSayWhatItSaid) {
  TestProject project{R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sleep", "infinity"]
    stop_grace_period: 0s
    post_start: [{command: ["sh", "-c", "echo no weights >&2; exit 7"]}]
)"};
  const Finished started = project.run({"start"});
  EXPECT_EQ(started.exit_code, 1);
  EXPECT_THAT(started.error_output, HasSubstr("ended with 7"));
  EXPECT_THAT(started.error_output, HasSubstr("no weights"));
}

constexpr std::string_view kNetworked = R"(services:
  tts: {image: "debian:trixie-slim", command: sleep infinity, stop_grace_period: 0s}
  db: {image: "debian:trixie-slim", command: sleep infinity, stop_grace_period: 0s}
networks: {default: {internal: false}}
)";

TEST_F(Attributes, ANetworkThatTheFileDefinesAnewMustBeMadeAnewWithWhoIsOnIt) {
  TestProject project{kNetworked};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const auto database = project.container("db").id;
  std::string file{kNetworked};
  file.replace(file.find("internal: false"), 15, "internal: true");
  project.write("compose.yaml", file);
  const Finished changed = project.run({"start", "tts"});
  EXPECT_EQ(changed.exit_code, 0) << changed.error_output;
  EXPECT_NE(project.container("db").id, database);
  EXPECT_TRUE(project.container("db").state.running);
  const auto network =
      project.daemon().wait(project.daemon().api().inspect_network(project.name() + "_default"));
  ASSERT_TRUE(network);
  EXPECT_TRUE(network->internal);
  EXPECT_THAT(project.run({"start"}).error_output, HasSubstr("nothing to do"));
}

TEST_F(Attributes, WhatCannotBeAppliedMustRefuseItsServiceAndNothingElse) {
  TestProject project{R"(services:
  tts: {image: "debian:trixie-slim", command: sleep infinity, stop_grace_period: 0s}
  llm: {image: "debian:trixie-slim", credential_spec: {file: cred.json}}
)"};
  const Finished refused = project.run({"start"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output,
              HasSubstr("compose.yaml:3:38: service 'llm': 'credential_spec' cannot be applied"));
  EXPECT_TRUE(project.containers().empty());
  EXPECT_EQ(project.run({"start", "tts"}).exit_code, 0);
  EXPECT_EQ(project.run({"logs"}).exit_code, 0);
}

}  // namespace
}  // namespace voicehub::scenario
