#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/docker_compose.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

class New : public Scenario {};

constexpr const char* kGuide = R"(docker run -d \
  --name voice-stack-asr \
  --restart unless-stopped \
  -e SERVICE_MODE=asr \
  -p 5001:5001 \
  --gpus all --shm-size 1g --ulimit nofile=1024:2048 --health-cmd 'true' --health-interval 5s \
  --mount type=bind,source=$(pwd)/server.py,target=/app/server.py,readonly \
  --log-opt max-size=10m --device /dev/snd --add-host host.docker.internal:host-gateway \
  --network edusmart --network-alias asr --tmpfs /run:size=64m --stop-timeout 3 --memory 4g \
  -v asr-models:/app/models -v "$PWD"/voices:/app/voices:ro \
  registry.gitlab.com/your-group/voice-stack:latest serve --port 5001
)";

TEST_F(New, WritesAFileThatItCanRead) {
  const TestProject project{"services: {}"};
  const Finished written = project.run({"new", "--from-run", kGuide, "-o", "made.yaml"});
  ASSERT_EQ(written.exit_code, 0) << written.error_output;
  EXPECT_EQ(written.output, "");
  const Finished config = project.run({"-f", "made.yaml", "config", "--format", "json"});
  ASSERT_EQ(config.exit_code, 0) << config.error_output;
  const auto file = nlohmann::json::parse(config.output);
  const auto& service = file["services"]["voice-stack-asr"];
  EXPECT_EQ(service["volumes"][0]["source"], (project.folder() / "server.py").string());
  EXPECT_EQ(file["volumes"]["asr-models"]["name"], "asr-models");
  EXPECT_EQ(file["networks"]["edusmart"]["external"], true);
}

TEST_F(New, LeavesAFileAlone) {
  const TestProject project{"services: {}"};
  const Finished refused =
      project.run({"new", "--from-run", "docker run tts", "-o", "compose.yaml"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("compose.yaml is there already"));
}

TEST_F(New, TakesTheLineInEachWay) {
  const TestProject project{"services: {}"};
  const std::string file = "services:\n  tts:\n    image: tts\n    ports:\n      - 5000:5000\n";
  EXPECT_EQ(project.run({"new", "--from-run", "docker run -p 5000:5000 tts"}).output, file);
  EXPECT_EQ(
      project.run({"new", "--from-run", "--", "docker", "run", "-p", "5000:5000", "tts"}).output,
      file);
  EXPECT_EQ(
      project.run({"new", "--from-run", "-"}, {.input = "docker run -p 5000:5000 tts\n"}).output,
      file);
  const Finished wrong = project.run({"new", "--from-run", "docker run --prot 1 tts"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.error_output, HasSubstr("'--prot'"));
}

TEST_F(New, MakesTheContainerThatTheLineMakes) {
  TestProject project{"services: {}"};
  const Finished made = project.run({"new",
                                     "--from-run",
                                     "-o",
                                     "made.yaml",
                                     "--",
                                     "docker",
                                     "run",
                                     "-e",
                                     "PRICE=5$",
                                     "-w",
                                     "/etc",
                                     "debian:trixie-slim",
                                     "sh",
                                     "-c",
                                     "echo $PRICE in $PWD"});
  ASSERT_EQ(made.exit_code, 0) << made.error_output;
  const Finished ran =
      project.run({"-f", "made.yaml", "-p", project.name(), "run", "--rm", "debian"});
  EXPECT_EQ(ran.output, "5$ in /etc\n") << ran.error_output;
}

class NewAndDockerCompose : public DockerCompose {};

TEST_P(NewAndDockerCompose, ReadTheSameFileAlike) {
  const TestProject project{"services: {}"};
  ASSERT_EQ(project.run({"new", "--from-run", kGuide, "-o", "made.yaml"}).exit_code, 0);
  const Finished theirs = compose(project, {"-f", "made.yaml", "config", "--format", "json"});
  ASSERT_EQ(theirs.exit_code, 0) << theirs.error_output;
  const Finished ours = project.run({"-f", "made.yaml", "config", "--format", "json"});
  const auto services = [](const Finished& config) {
    return nlohmann::json::parse(config.output)["services"]["voice-stack-asr"];
  };
  for (const char* key : {"image", "command", "environment", "ports", "networks", "healthcheck"}) {
    EXPECT_EQ(services(ours)[key], services(theirs)[key]) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Versions,
                         NewAndDockerCompose,
                         testing::Values(NewAndDockerCompose::kOlder, NewAndDockerCompose::kNewer),
                         NewAndDockerCompose::version_name);

}  // namespace
}  // namespace voicehub::scenario
