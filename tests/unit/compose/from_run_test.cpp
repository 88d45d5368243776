#include "core/compose/from_run.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/compose/print.hpp"
#include "core/compose/run_draft.hpp"

namespace voicehub::compose {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string file_of(std::string_view text) {
  const auto made = from_run(text);
  return made ? to_yaml(made->file) : "error: " + made.error().message + " | " + made.error().hint;
}

std::string notes_of(std::string_view text) {
  const auto made = from_run(text);
  return made ? join(made->notes, "\n") : "error: " + made.error().message;
}

TEST(FromRun, TurnsTheLineOfAGuideIntoAFile) {
  EXPECT_EQ(file_of("docker run -d \\\n"
                    "  --name chatterbox-tts \\\n"
                    "  --network edusmart-network \\\n"
                    "  -p 5000:5000 \\\n"
                    "  -e MODEL_PATH=/models/en_US-jenny-medium.onnx \\\n"
                    "  -v $(pwd)/tts_models:/models:ro \\\n"
                    "  chatterbox-tts:latest\n"),
            "services:\n"
            "  chatterbox-tts:\n"
            "    image: chatterbox-tts:latest\n"
            "    container_name: chatterbox-tts\n"
            "    environment:\n"
            "      MODEL_PATH: /models/en_US-jenny-medium.onnx\n"
            "    ports:\n"
            "      - 5000:5000\n"
            "    volumes:\n"
            "      - ./tts_models:/models:ro\n"
            "    networks:\n"
            "      edusmart-network: {}\n"
            "networks:\n"
            "  edusmart-network:\n"
            "    external: true\n");
}

TEST(FromRun, DeclaresNamedVolumesUnderTheVeryNameThatTheyHave) {
  const std::string file = file_of(
      "docker run -d --restart unless-stopped -v asr-models:/app/models -v ./voices:/app/voices:ro "
      "registry.gitlab.com/your-group/voice-stack:latest");
  EXPECT_THAT(file, HasSubstr("services:\n  voice-stack:\n"));
  EXPECT_THAT(file, HasSubstr("      - asr-models:/app/models\n      - ./voices:/app/voices:ro\n"));
  EXPECT_THAT(file, HasSubstr("volumes:\n  asr-models:\n    name: asr-models\n"));
}

TEST(FromRun, MakesAServiceOfEachLine) {
  const std::string file = file_of(
      "docker network create voice\n"
      "# speech to text\n"
      "docker run -e SERVICE_MODE=asr -p 5001:5001 voice-stack:latest\n"
      "docker run -e SERVICE_MODE=tts -p 5002:5002 voice-stack:latest && echo up\n");
  EXPECT_THAT(file, HasSubstr("  voice-stack:\n"));
  EXPECT_THAT(file, HasSubstr("  voice-stack-2:\n"));
  EXPECT_THAT(notes_of("docker pull a\ndocker run a"),
              HasSubstr("'docker pull a' is left out: it is no docker run"));
}

TEST(FromRun, TakesTheCommandBehindTheImageAsItIs) {
  const std::string file =
      file_of("docker run --rm -v $(pwd):/workspace voice-stack-ci:latest hatch run -e test");
  EXPECT_THAT(file,
              HasSubstr("    command:\n      - hatch\n      - run\n      - -e\n      - test\n"));
  EXPECT_THAT(file, HasSubstr("      - .:/workspace\n"));
}

TEST(FromRun, KnowsTheLineEndsAndFoldersOfWindows) {
  EXPECT_THAT(file_of("docker run -p 80:80 ^\r\n -v %cd%\\models:/models ^\r\n"
                      " -v C:\\cache:/cache -e TOKEN=%HF_TOKEN% tts\r\n"),
              testing::AllOf(HasSubstr("      - ./models:/models\n"),
                             HasSubstr("      - C:\\cache:/cache\n"),
                             HasSubstr("      TOKEN: ${HF_TOKEN}\n")));
  EXPECT_THAT(file_of("docker run `\n  -v ${PWD}:/app `\n  -e KEY=$env:KEY tts"),
              testing::AllOf(HasSubstr("      - .:/app\n"), HasSubstr("      KEY: ${KEY}\n")));
}

TEST(FromRun, KeepsVariablesAndWhatIsNone) {
  EXPECT_THAT(file_of("docker run -e A=$HOME -e B='$HOME' -e C=\"${C:-x}\" -v ~/m:/m "
                      "-v \"$HOME/.cache\":/c -e D tts"),
              testing::AllOf(HasSubstr("      A: ${HOME}\n"),
                             HasSubstr("      B: $$HOME\n"),
                             HasSubstr("      C: ${C:-x}\n"),
                             HasSubstr("      D: null\n"),
                             HasSubstr("      - ~/m:/m\n"),
                             HasSubstr("      - ${HOME}/.cache:/c\n")));
}

TEST(FromRun, QuotesAPortThatYamlWouldTakeForATime) {
  EXPECT_THAT(file_of("docker run -p 22:22 -p 5000:5000 tts"),
              HasSubstr("      - \"22:22\"\n      - 5000:5000\n"));
}

TEST(FromRun, NamesTheFolderWhereAPathInTheContainerIsMeant) {
  EXPECT_THAT(file_of("docker run -v $PWD:$PWD -w $PWD tts"),
              testing::AllOf(HasSubstr("- .:${PWD}\n"), HasSubstr("working_dir: ${PWD}\n")));
}

TEST(FromRun, SaysWhatTheShellWouldHaveRun) {
  EXPECT_THAT(file_of("docker run -e NOW=$(date) tts"),
              HasSubstr("the shell runs 'date', and a compose file runs nothing"));
  EXPECT_THAT(file_of("docker run -u $(id -u):$(id -g) tts"), HasSubstr("user: ${UID}:${GID}\n"));
  EXPECT_THAT(notes_of("docker run -u $(id -u) tts"), HasSubstr("UID=$(id -u)"));
}

TEST(FromRun, ReadsGpusInEachOfTheirForms) {
  EXPECT_THAT(file_of("docker run --gpus all tts"),
              HasSubstr("            - driver: nvidia\n              count: all\n"));
  EXPECT_THAT(file_of("docker run --gpus 2 tts"), HasSubstr("count: 2\n"));
  EXPECT_THAT(file_of(R"(docker run --gpus '"device=0,2"' tts)"),
              HasSubstr("device_ids:\n                - \"0\"\n                - \"2\"\n"));
}

TEST(FromRun, KeepsReservationsTogether) {
  const std::string file = file_of("docker run --memory-reservation 1g --gpus all tts");
  EXPECT_THAT(file, HasSubstr("            - gpu\n          memory: 1g\n"));
  EXPECT_THAT(file, Not(HasSubstr("mem_reservation")));
}

TEST(FromRun, ReadsMounts) {
  const std::string file = file_of(
      "docker run --mount type=bind,source=$(pwd)/server.py,target=/app/server.py,readonly "
      "--mount type=volume,src=cache,dst=/cache,volume-driver=local "
      "--mount type=tmpfs,target=/run,tmpfs-size=64m,tmpfs-mode=1777 --tmpfs /tmp:size=1g tts");
  EXPECT_THAT(file, HasSubstr("source: ./server.py\n"));
  EXPECT_THAT(file, HasSubstr("read_only: true\n"));
  EXPECT_THAT(file, HasSubstr("create_host_path: false\n"));
  EXPECT_THAT(file, HasSubstr("          size: 64m\n          mode: 1023\n"));
  EXPECT_THAT(file, HasSubstr("  cache:\n    name: cache\n    driver: local\n"));
  EXPECT_THAT(file_of("docker run --mount type=bind,sauce=x,target=/x tts"),
              HasSubstr("--mount: a mount has no 'sauce'"));
}

TEST(FromRun, ReadsHealthLimitsAndLogs) {
  const std::string file = file_of(
      "docker run --health-cmd 'curl -f localhost || exit 1' --health-interval=5s "
      "--health-retries 3 --memory 4g --cpus 1.5 --shm-size=2gb --ulimit memlock=-1 "
      "--ulimit nofile=1024:2048 --stop-timeout 30 --log-driver json-file --log-opt max-size=10m "
      "--restart no --memory-swap -1 --init -it --sysctl net.core.somaxconn=1024 tts");
  EXPECT_THAT(file, HasSubstr("        - CMD-SHELL\n        - curl -f localhost || exit 1\n"));
  EXPECT_THAT(file, HasSubstr("retries: 3\n"));
  EXPECT_THAT(file, HasSubstr("mem_limit: 4g\n"));
  EXPECT_THAT(file, HasSubstr("memswap_limit: -1\n"));
  EXPECT_THAT(file, HasSubstr("cpus: 1.5\n"));
  EXPECT_THAT(file, HasSubstr("memlock: -1\n"));
  EXPECT_THAT(file, HasSubstr("soft: 1024\n"));
  EXPECT_THAT(file, HasSubstr("stop_grace_period: 30s\n"));
  EXPECT_THAT(file, HasSubstr("max-size: 10m\n"));
  EXPECT_THAT(file, HasSubstr("restart: \"no\"\n"));
  EXPECT_THAT(file, HasSubstr("stdin_open: true\n"));
  EXPECT_THAT(file, HasSubstr("tty: true\n"));
}

TEST(FromRun, PutsTheAddressIntoTheNetworkWhereverItStands) {
  EXPECT_THAT(file_of("docker run --ip 10.5.0.5 --net back --network-alias tts tts"),
              HasSubstr("      back:\n        ipv4_address: 10.5.0.5\n        aliases:\n"));
  EXPECT_THAT(file_of("docker run --network host tts"), HasSubstr("network_mode: host\n"));
  EXPECT_THAT(notes_of("docker run --ip 10.5.0.5 tts"), HasSubstr("they need a --network"));
}

TEST(FromRun, TakesWordsThatAShellHasSplit) {
  const auto made = from_run(std::vector<std::string>{
      "docker", "run", "-e", "PRICE=5$", "tts", "sh", "-c", "echo $HOME; sleep 1"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(to_yaml(made->file),
              testing::AllOf(HasSubstr("PRICE: 5$$\n"), HasSubstr("- echo $$HOME; sleep 1\n")));
}

TEST(FromRun, NamesWhatAComposeFileHasNoWordFor) {
  EXPECT_EQ(notes_of("docker run -d -p 80:80 tts"), "");
  EXPECT_THAT(notes_of("docker run --rm -P --cidfile x tts > log"),
              testing::AllOf(HasSubstr("--rm is left out"),
                             HasSubstr("--publish-all is left out"),
                             HasSubstr("--cidfile is left out"),
                             HasSubstr("'> log' is left out")));
}

TEST(FromRun, HelpsWithAMistypedOption) {
  EXPECT_EQ(file_of("docker run --nmae x tts"),
            "error: docker run has no option '--nmae' | did you mean '--name'?");
  EXPECT_THAT(file_of("docker run -Z tts"), HasSubstr("docker run has no option '-Z'"));
}

TEST(FromRun, RefusesWhatIsNoLineOfDockerRun) {
  EXPECT_THAT(file_of("ls -l"), HasSubstr("there is no 'docker run' in it"));
  EXPECT_THAT(file_of(""), HasSubstr("there is no 'docker run' in it"));
  EXPECT_THAT(file_of("docker run -p 80:80"), HasSubstr("names no image"));
  EXPECT_THAT(file_of("docker run --gpus all ..."), HasSubstr("'...' is no name of an image"));
  EXPECT_THAT(file_of("docker run 'tts"), HasSubstr("is not closed"));
  EXPECT_THAT(file_of("docker run -p"), HasSubstr("--publish has no value"));
  EXPECT_THAT(file_of("docker run -p 80:x tts"), HasSubstr("'x' is no port number"));
  EXPECT_THAT(file_of("docker run --cpus many tts"), HasSubstr("'many' is no number"));
}

TEST(FromRun, SkipsWhatStandsBeforeRun) {
  for (const char* line : {"sudo docker run tts",
                           "docker container run tts",
                           "$ docker --context gpu run tts",
                           "HF_TOKEN=x docker -H ssh://gpu run tts",
                           "/usr/bin/docker run tts",
                           "docker create tts"}) {
    EXPECT_EQ(file_of(line), "services:\n  tts:\n    image: tts\n") << line;
  }
}

TEST(FromRun, AcceptsEveryOptionThatItKnows) {
  for (const RunOption& option : run_options()) {
    const std::string name{option.name};
    EXPECT_FALSE(name.empty());
    const auto made = from_run(
        std::vector<std::string>{option.takes_value ? "--" + name + "=1=2:3" : "--" + name, "tts"});
    if (!made) {
      EXPECT_THAT(made.error().message, Not(HasSubstr("has no option"))) << name;
    }
  }
}

}  // namespace
}  // namespace voicehub::compose
