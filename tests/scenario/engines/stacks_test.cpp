// The stacks under compose/, as they stand there: each is started, spoken to where it speaks, and
// taken down again.

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const RunOptions kPatiently{.deadline = 18min};  // compilers and downloads

// A folder of compose/, run from there under a project name and with ports of the test's own.
class Stack {
 public:
  Stack(const std::string& folder, std::vector<std::string> files)
      : folder_{fs::current_path() / "compose" / folder} {
    for (const std::string& file : files) {
      options_.insert(options_.end(), {"-f", (folder_ / file).string()});
    }
  }

  ~Stack() { daemon_.remove_project(name_); }

  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  Finished run(std::vector<std::string> arguments) const {
    std::vector<std::string> command{VOICEHUB_BINARY, "-p", name_};
    command.insert(command.end(), options_.begin(), options_.end());
    command.insert(command.end(), arguments.begin(), arguments.end());
    RunOptions patiently = kPatiently;
    patiently.environment = environment;
    return scenario::run(command, patiently);
  }

  // Everything that `start` says; the test fails when an engine does not become healthy.
  std::string start() const {
    const Finished started = run({"start"});
    EXPECT_EQ(started.exit_code, 0) << started.error_output;
    const Finished tested = run({"test"});
    EXPECT_EQ(tested.exit_code, 0) << tested.output << tested.error_output;
    return started.error_output;
  }

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] Daemon& daemon() { return daemon_; }

  std::map<std::string, std::string> environment{{"TTS_PORT", std::to_string(free_port())},
                                                 {"ASR_PORT", std::to_string(free_port())},
                                                 {"STT_PORT", std::to_string(free_port())}};

 private:
  fs::path folder_;
  std::string name_ = "vhtest-stack-" + std::to_string(free_port());
  std::vector<std::string> options_;
  Daemon daemon_;
};

class Stacks : public Scenario {};

TEST_F(Stacks, MoshiMustNotStartWithoutAGpuAndMustWithTheBundledEngines) {
  const Finished refused = Stack{"moshi", {"compose.yaml"}}.run({"start"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("asks for a GPU"));
  Stack{"moshi", {"compose.yaml", "compose.bundled.yaml"}}.start();
}

TEST_F(Stacks, ASharedEngineMustBeOnTheNetworkOfNobody) {
  Stack stack{"shared-tts", {"compose.yaml"}};
  const std::string network = stack.name() + "-global";
  stack.environment["NETWORK"] = network;
  const Finished refused = stack.run({"start"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("docker network create " + network));
  docker::Api& api = stack.daemon().api();
  ASSERT_TRUE(stack.daemon().wait(api.create_network({.name = network})));
  stack.start();
  EXPECT_EQ(stack.run({"down"}).exit_code, 0);
  EXPECT_TRUE(stack.daemon().wait(api.remove_network(network))) << "down must leave it";
}

TEST_F(Stacks, TheVoiceStackMustRunWithoutTheGpuThatItMayHave) {
  const Stack stack{"voice-stack", {"compose.yaml", "compose.gpu.yaml"}};
  if (std::getenv("VOICEHUB_HAS_GPU") == nullptr) {
    EXPECT_THAT(stack.start(), HasSubstr("no GPU here"));
  }
}

TEST_F(Stacks, EnginesMustStartWithWhatIsMountedBesideTheirModels) {
  Stack{"engines", {"compose.yaml"}}.start();
}

}  // namespace
}  // namespace voicehub::scenario
