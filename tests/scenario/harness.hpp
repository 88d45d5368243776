#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "core/docker/api.hpp"
#include "tests/scenario/process.hpp"

namespace voicehub::scenario {

// A straight line to the daemon, to see what is really there and to clean up.
class Daemon {
 public:
  Daemon();

  [[nodiscard]] docker::Api& api() { return *api_; }

  // Runs the call to its end.
  template <typename T>
  Result<T> wait(Task<T> call) {
    std::optional<Result<T>> result;
    boost::asio::co_spawn(context_, std::move(call), [&](std::exception_ptr bug, Result<T> answer) {
      if (bug) {
        std::rethrow_exception(bug);
      }
      result.emplace(std::move(answer));
    });
    context_.restart();
    while (!result) {
      context_.run_one();
    }
    return std::move(*result);
  }

  // Everything that carries the project's label: containers, networks, volumes, built images.
  void remove_project(const std::string& name);

 private:
  boost::asio::io_context context_;
  std::unique_ptr<docker::Api> api_;
};

// A folder with a project file and a project name that no other test uses. What the daemon has of
// the project is removed with it.
class TestProject {
 public:
  // `compose_file` becomes compose.yaml; "{port}" in it is replaced by a free host port.
  explicit TestProject(std::string_view compose_file);
  ~TestProject();
  TestProject(const TestProject&) = delete;
  TestProject& operator=(const TestProject&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  [[nodiscard]] int port() const { return port_; }

  void write(const std::string& file, std::string_view content) const;

  // voicehub in the project's folder.
  [[nodiscard]] Finished run(std::vector<std::string> arguments, RunOptions options = {}) const;
  [[nodiscard]] Process start(std::vector<std::string> arguments, RunOptions options = {}) const;
  [[nodiscard]] Process start_in_terminal(std::vector<std::string> arguments,
                                          TerminalSize size = {}) const;

  [[nodiscard]] Daemon& daemon() { return daemon_; }

  // The containers of the project, as the daemon lists them.
  [[nodiscard]] std::vector<docker::ContainerSummary> containers();
  // The first container of the service; the test fails when there is none.
  [[nodiscard]] docker::ContainerDetails container(const std::string& service);

 private:
  std::string name_;
  std::filesystem::path folder_;
  int port_;
  Daemon daemon_;
};

// A port of this machine that nobody listens on.
[[nodiscard]] int free_port();

// Base of every scenario: fails without a Docker Engine, unless VOICEHUB_SKIP_DOCKER=1 was set by
// hand.
class Scenario : public testing::Test {
 protected:
  void SetUp() override;
};

}  // namespace voicehub::scenario
