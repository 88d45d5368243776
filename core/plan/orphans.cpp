#include "core/plan/orphans.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::plan {

std::vector<const ObservedContainer*> orphans_of(const Project& desired,
                                                 const ObservedState& observed) {
  std::vector<const ObservedContainer*> orphans;
  for (const ObservedContainer& container : observed.containers) {
    if (!knows_service(desired, container.service)) {
      orphans.push_back(&container);
    }
  }
  return orphans;
}

void warn_of_orphans(const Project& desired, const ObservedState& observed, Plan& plan) {
  std::vector<std::string> names;
  for (const ObservedContainer* container : orphans_of(desired, observed)) {
    names.push_back(container->summary.name());
  }
  if (names.empty() || desired.orphans == OrphanPolicy::ignore) {
    return;
  }
  plan.warnings.push_back(
      names.size() == 1
          ? fmt::format("{} is an orphan: its service is not in the file; --remove-orphans "
                        "removes it",
                        names.front())
          : fmt::format("{} are orphans: their services are not in the file; --remove-orphans "
                        "removes them",
                        join(names, ", ")));
}

}  // namespace voicehub::plan
