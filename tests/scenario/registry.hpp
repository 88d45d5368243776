#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {

// A registry on this machine with one image in it, which the daemon does not have.
class Registry {
 public:
  enum class Access { open, with_password };
  static constexpr std::string_view kName = "tester";
  static constexpr std::string_view kPassword = "of-the-test";

  explicit Registry(TestProject& project, Access access = Access::open);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::string image() const;
  // A config.json with name and password in it.
  [[nodiscard]] std::string docker_config() const;
  // Whether the daemon has the image.
  [[nodiscard]] bool is_here();
  void forget();

 private:
  void push();

  TestProject& project_;
  int port_;
  std::unique_ptr<Process> process_;
};

// Base of the scenarios that need one.
class RegistryScenario : public Scenario {
 protected:
  void SetUp() override;
};

}  // namespace voicehub::scenario
