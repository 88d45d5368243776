#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Each gets one clear error, the promised exit code, and nothing is changed.
class BadInput : public Scenario {};

constexpr std::string_view kSleeper = R"(services:
  tts:
    image: debian:trixie-slim
    command: sleep 600
)";

TEST_F(BadInput, NoProjectFile) {
  TestProject project{kSleeper};
  std::filesystem::remove(project.folder() / "compose.yaml");
  const Finished finished = project.run({"start"});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.error_output, AllOf(HasSubstr("compose.yaml"), HasSubstr("next:")));
}

TEST_F(BadInput, BrokenYamlIsNamedWithLineAndColumn) {
  TestProject project{"services:\n  tts:\n    image: [debian\n    command: x\n"};
  const Finished finished = project.run({"start"});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.error_output, testing::ContainsRegex("compose\\.yaml:[0-9]+:[0-9]+: "));
}

TEST_F(BadInput, UnknownServiceGetsTheNearestName) {
  TestProject project{kSleeper};
  const Finished finished = project.run({"start", "tss"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output, HasSubstr("did you mean 'tts'?"));
}

TEST_F(BadInput, UnknownVerbGetsTheNearestName) {
  TestProject project{kSleeper};
  const Finished finished = project.run({"strat"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.error_output, HasSubstr("did you mean 'start'?"));
}

TEST_F(BadInput, APortThatAProcessHoldsIsRefusedWithItsName) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(project.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  const Finished finished = project.run({"start"});
  ::close(listener);
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(
      finished.error_output,
      AllOf(HasSubstr("is already in use by scenario (pid " + std::to_string(::getpid()) + ")"),
            HasSubstr("publish another port in compose.yaml")));
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(BadInput, APortThatAnotherProjectPublishesIsRefusedWithItsName) {
  TestProject first{kPerlProject};
  first.write("server.pl", perl_engine("one"));
  ASSERT_EQ(first.run({"start"}).exit_code, 0);
  std::string file{kPerlProject};
  file.replace(file.find("{port}"), 6, std::to_string(first.port()));
  TestProject second{file};
  second.write("server.pl", perl_engine("two"));
  const Finished finished = second.run({"start"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output, HasSubstr("of the project '" + first.name() + "'"));
  EXPECT_EQ(served_marker(first.port()), "one");
}

TEST_F(BadInput, AMissingSourceFileIsRefusedBeforeAnythingStops) {
  TestProject project{kPerlProject};
  project.write("server.pl", perl_engine("one"));
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  std::filesystem::remove(project.folder() / "server.pl");
  const Finished finished = project.run({"restart"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output, HasSubstr("'server.pl' is to be mounted at /app/server.pl"));
  EXPECT_EQ(served_marker(project.port()), "one") << "the engine was stopped for nothing";
  EXPECT_FALSE(std::filesystem::exists(project.folder() / "server.pl"))
      << "a folder was made in its place";
}

TEST_F(BadInput, AMissingFolderIsMadeAndSaid) {
  TestProject project{R"(services:
  tts:
    image: debian:trixie-slim
    command: sleep 600
    volumes: ["./models:/models"]
)"};
  const Finished finished = project.run({"start"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error_output;
  EXPECT_THAT(finished.error_output, HasSubstr("folder created"));
  EXPECT_TRUE(std::filesystem::is_directory(project.folder() / "models"));
}

TEST_F(BadInput, AFolderWhereTheImageHasAFileIsRefused) {
  TestProject project{R"(services:
  tts:
    image: debian:trixie-slim
    command: sleep 600
    volumes: ["./debian.conf:/etc/debconf.conf"]
)"};
  std::filesystem::create_directory(project.folder() / "debian.conf");
  const Finished finished = project.run({"start"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output,
              HasSubstr("'debian.conf' is a folder, and /etc/debconf.conf in the image"));
  EXPECT_TRUE(project.containers().empty());
}

TEST_F(BadInput, AnImageThatIsNowhereIsRefused) {
  TestProject project{"services:\n  tts:\n    image: voicehub-test.invalid/nothing:1\n"};
  const Finished finished = project.run({"start"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(
      finished.error_output,
      AllOf(HasSubstr(
                "'voicehub-test.invalid/nothing:1' is not on this machine and cannot be pulled"),
            HasSubstr("build section")));
  EXPECT_TRUE(project.containers().empty());
  const std::string network = project.name() + "_default";
  EXPECT_FALSE(project.daemon().wait(project.daemon().api().inspect_network(network)));
}

TEST_F(BadInput, AGpuThatIsNotThereIsRefusedAndAnOptionalOneDropped) {
  constexpr std::string_view kGpu = R"(services:
  tts:
    image: debian:trixie-slim
    command: sleep 600
    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}}
)";
  TestProject required{kGpu};
  const Finished refused = required.run({"start"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("x-voicehub: {gpu: optional}"));
  TestProject optional{std::string{kGpu} + "    x-voicehub: {gpu: optional}\n"};
  const Finished started = optional.run({"start"});
  EXPECT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_THAT(started.error_output, HasSubstr("it runs without one"));
  EXPECT_EQ(optional.container("tts").labels.at("voicehub.gpu"), "dropped");
}

TEST_F(BadInput, AContainerNameThatSomebodyHasIsRefused) {
  TestProject first{kSleeper};
  ASSERT_EQ(first.run({"start"}).exit_code, 0);
  const std::string taken = first.name() + "-tts-1";
  TestProject second{std::string{kSleeper} + "    container_name: " + taken + "\n"};
  const Finished finished = second.run({"start"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output, HasSubstr("the container name '" + taken + "' is taken by"));
}

TEST_F(BadInput, AVolumeInUseIsRefusedBeforeAnythingIsRemoved) {
  TestProject owner{kPerlProject};
  owner.write("server.pl", perl_engine("one"));
  ASSERT_EQ(owner.run({"start"}).exit_code, 0);
  TestProject user{std::string{kSleeper} +
                   "    volumes: [\"shared:/data\"]\nvolumes:\n  shared: {external: true, name: " +
                   owner.name() + "_cache}\n"};
  ASSERT_EQ(user.run({"start"}).exit_code, 0);
  const Finished finished = owner.run({"down", "--volumes"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output,
              AllOf(HasSubstr("is in use by the container"), HasSubstr("nothing was changed")));
  EXPECT_EQ(served_marker(owner.port()), "one");
}

TEST_F(BadInput, AnUnreachableDaemonIsNamed) {
  TestProject project{kSleeper};
  const Finished finished = project.run(
      {"status"},
      {.folder = project.folder(), .environment = {{"DOCKER_HOST", "unix:///nonexistent.sock"}}});
  EXPECT_EQ(finished.exit_code, 4);
  EXPECT_THAT(finished.error_output, AllOf(HasSubstr("/nonexistent.sock"), HasSubstr("next:")));
}

TEST_F(BadInput, ABuildFailureShowsItsLineAndItsLastOutput) {
  TestProject project{"services:\n  tts:\n    build: .\n"};
  project.write("Dockerfile",
                "FROM debian:trixie-slim\nRUN true\nRUN echo about to fail && false\n");
  const Finished finished = project.run({"build"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.error_output, AllOf(HasSubstr("Dockerfile:3"), HasSubstr("about to fail")));
}

}  // namespace
}  // namespace voicehub::scenario
