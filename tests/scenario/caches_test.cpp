// What a container mounts besides its source: caches, models, logs and build targets.
#include <filesystem>
#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::ElementsAre;
using testing::Pair;

// A service that is compiled when it starts, with every folder that this needs kept outside. It
// writes its log and its caches all the time.
constexpr std::string_view kCompiledService = R"(services:
  tts:
    image: debian:trixie-slim
    init: true
    command:
      - sh
      - -c
      - |
        while :; do
          date >> /logs/tts.log; date > /app/target/stamp; date > /root/.cache/uv/stamp
          sleep 0.05
        done
    volumes:
      - ./src:/app/src
      - ./volumes/cargo-registry-tts:/root/.cargo/registry
      - ./volumes/tts-target:/app/target
      - ./volumes/uv-cache:/root/.cache/uv
      - ./volumes/uv-local:/root/.local/share/uv
      - ./volumes/huggingface-cache:/root/.cache/huggingface
      - ./models/:/models
      - ./volumes/tts-logs:/logs
)";

class Caches : public Scenario {};

TEST_F(Caches, AreProvenByTheirRootAndNeverRead) {
  TestProject project{kCompiledService};
  project.write("src/main.rs", "fn main() {}");
  // Its digest would take minutes. On the disk it is nothing.
  project.write("volumes/huggingface-cache/model.weights", "");
  std::filesystem::resize_file(project.folder() / "volumes/huggingface-cache/model.weights",
                               26ULL << 30U);
  ASSERT_EQ(project.run({"start"}).exit_code, 0);

  const Finished verified = project.run({"verify", "--format", "json"}, {.deadline = 10s});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.error_output;
  std::map<std::string, std::string> states;
  const auto reports = nlohmann::json::parse(verified.output);
  for (const auto& mount : reports.front().at("mounts")) {
    states[mount.at("target")] =
        mount.at("role").get<std::string>() + ", " + mount.at("state").get<std::string>();
  }
  EXPECT_THAT(states,
              ElementsAre(Pair("/app/src", "source, match"),
                          Pair("/app/target", "build_target, same root"),
                          Pair("/logs", "log, same root"),
                          Pair("/models", "model, same root"),
                          Pair("/root/.cache/huggingface", "cache, same root"),
                          Pair("/root/.cache/uv", "cache, same root"),
                          Pair("/root/.cargo/registry", "cache, same root"),
                          Pair("/root/.local/share/uv", "cache, same root")));
}

}  // namespace
}  // namespace voicehub::scenario
