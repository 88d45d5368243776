#pragma once

#include <set>
#include <string>

#include "core/plan/changed_resources.hpp"
#include "core/plan/observed_state.hpp"
#include "core/plan/reconcile.hpp"

// What reconcile() makes of one container that is there; not for others.
namespace voicehub::plan {

// What happens to one container, and why.
struct Decision {
  enum class Kind { keep, start, restart, restart_server, recreate };
  Kind kind = Kind::keep;
  std::string cause;
};

// A container as the file asks for it.
struct Wanted {
  int number;
  std::string name;
  const docker::ContainerSpec* spec;
};

// What the plan does so far, as far as other containers have to follow.
struct Course {
  ChangedNetworks networks;
  std::set<std::string> made_anew;  // services with a container that is created
  std::set<std::string> disturbed;  // those with one that is replaced or restarted
};

// The dependency that `restart: true` follows: it was replaced or restarted. Empty: there is none.
[[nodiscard]] std::string followed(const Service& service, const Course& course);

[[nodiscard]] Decision decide(const Service& service,
                              const Wanted& wanted,
                              const ObservedContainer& container,
                              const ObservedState& observed,
                              const ReconcileOptions& options,
                              const Course& course);

}  // namespace voicehub::plan
