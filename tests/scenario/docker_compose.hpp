#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {

// The real Docker Compose beside voicehub. The parameter is the variable that names the program.
class DockerCompose : public Scenario, public testing::WithParamInterface<const char*> {
 public:
  static constexpr const char* kOlder = "VOICEHUB_DOCKER_COMPOSE";
  static constexpr const char* kNewer = "VOICEHUB_NEWER_DOCKER_COMPOSE";

  static std::string version_name(const testing::TestParamInfo<const char*>& version) {
    return std::string_view{version.param} == kNewer ? "Newer" : "Older";
  }

 protected:
  void SetUp() override {
    Scenario::SetUp();
    if (std::getenv(GetParam()) == nullptr) {
      GTEST_SKIP() << "needs " << GetParam() << "; ./dev test fetches it";
    }
  }

  static Finished compose(const TestProject& project, std::vector<std::string> arguments) {
    std::vector<std::string> command{std::getenv(GetParam()), "-p", project.name()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, {.folder = project.folder()});
  }
};

}  // namespace voicehub::scenario
