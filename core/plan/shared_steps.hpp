#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/plan/observed_state.hpp"
#include "core/plan/plan.hpp"

namespace voicehub::plan {

// Steps that several containers wait for: folders, images, networks, volumes. Each becomes part of
// the plan once, the first time that it is needed and missing. What is external and missing is
// refused.
class SharedSteps {
 public:
  SharedSteps(const Project& desired, const ObservedState& observed, Plan& plan)
      : desired_{desired}, observed_{observed}, plan_{plan} {}

  // What has to be there before any container of the service is started.
  [[nodiscard]] Result<std::vector<std::size_t>> before_start(const Service& service);
  // What has to be there before one is made.
  [[nodiscard]] Result<std::vector<std::size_t>> before_creation(const Service& service);

  // The network is there and is removed by that step: whoever needs it has it made anew.
  void replace_network(const std::string& name, std::size_t removed);

  // An image that cannot be had is no reason to have made half of the rest: every step that would
  // run at once waits for all images.
  void put_images_first();

 private:
  using Steps = std::vector<std::size_t>;

  Result<void> add_image(const Service& service, Steps& steps);
  Result<void> add_networks(const Service& service, Steps& steps);
  Result<void> add_volumes(const Service& service, Steps& steps);
  std::size_t once(const std::string& subject, Action action, std::string cause, Steps after = {});

  const Project& desired_;
  const ObservedState& observed_;
  Plan& plan_;
  std::map<std::string, std::size_t> steps_;              // by subject
  std::map<std::string, std::size_t> replaced_networks_;  // by name; the step that removes it
};

}  // namespace voicehub::plan
