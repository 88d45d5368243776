#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "core/docker/api.hpp"
#include "tests/support/run_task.hpp"

namespace voicehub::test {

// "message · hint · cause": for the failure text of an assertion.
[[nodiscard]] std::string text_of(const Error& error);

// The value, or a failed test and the type's default.
template <typename T>
T value(Result<T> result, std::string_view what = "") {
  if (result) {
    return std::move(*result);
  }
  ADD_FAILURE() << what << ": " << text_of(result.error());
  return T{};
}

// A name that no other test and no other run of it uses: "vh-test-<tag>-<process>-<number>".
[[nodiscard]] std::string unique_name(std::string_view tag);

// True when VOICEHUB_SKIP_DOCKER=1 was set by hand. Nothing else makes a Docker test skip.
[[nodiscard]] bool skips_docker();

// The daemon that the environment names, as voicehub itself would find it.
[[nodiscard]] Result<docker::DockerEndpoint> daemon_of_environment();

// What a test has made in a daemon and leaves behind for nobody: containers first, because they
// hold the others.
class Leftovers {
 public:
  Leftovers(boost::asio::io_context& io, docker::Api& docker) : io_{io}, docker_{docker} {}

  ~Leftovers() { remove(); }

  Leftovers(const Leftovers&) = delete;
  Leftovers& operator=(const Leftovers&) = delete;

  // Each takes a name or an id, before the thing is made or after.
  void container(std::string name) { add(Kind::container, std::move(name)); }

  void network(std::string name) { add(Kind::network, std::move(name)); }

  void volume(std::string name) { add(Kind::volume, std::move(name)); }

  void image(std::string name) { add(Kind::image, std::move(name)); }

  void remove();

 private:
  enum class Kind { image, volume, network, container };

  struct Item {
    Kind kind;
    std::string name;
  };

  void add(Kind kind, std::string name) { items_.push_back({kind, std::move(name)}); }

  Task<void> remove_one(Item item);

  boost::asio::io_context& io_;
  docker::Api& docker_;
  std::vector<Item> items_;
};

// Base of tests that need a Docker Engine: fails when there is none.
class DockerTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Which daemon it is; the environment's unless a suite says otherwise.
  [[nodiscard]] virtual Result<docker::DockerEndpoint> daemon() { return daemon_of_environment(); }

  [[nodiscard]] docker::Api& api() { return *api_; }

  [[nodiscard]] Leftovers& leftovers() { return *leftovers_; }

  template <typename T>
  Result<T> run(Task<T> task, std::chrono::milliseconds deadline = std::chrono::seconds{60}) {
    return test::run(io_, std::move(task), deadline);
  }

  // A running container of debian:trixie-slim; its id. It is removed after the test.
  docker::ContainerId start_container(std::vector<std::string> command, docker::Labels labels = {});

  boost::asio::io_context io_;

 private:
  std::unique_ptr<docker::Api> api_;
  std::unique_ptr<Leftovers> leftovers_;
};

}  // namespace voicehub::test
