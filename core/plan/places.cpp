#include "core/plan/places.hpp"

#include <algorithm>
#include <set>

#include "core/plan/container_spec.hpp"
#include "core/plan/reconcile_steps.hpp"

namespace voicehub::plan {
namespace {

std::vector<int> numbers_of(const Service& service,
                            const std::vector<const ObservedContainer*>& existing) {
  std::set<int> numbers;
  const auto wanted = static_cast<std::size_t>(std::max(service.replicas, 0));
  for (const ObservedContainer* container : existing) {
    if (numbers.size() < wanted && !is_temporary_name(container->summary.name())) {
      numbers.insert(container->number);
    }
  }
  for (int number = 1; numbers.size() < wanted; ++number) {
    numbers.insert(number);
  }
  return {numbers.begin(), numbers.end()};
}

// The container for this number. One with the right name wins over what an interrupted run left
// beside it.
const ObservedContainer* take(std::vector<const ObservedContainer*>& existing,
                              int number,
                              const std::string& name) {
  auto chosen = std::ranges::find_if(existing, [&](const ObservedContainer* container) {
    return container->summary.name() == name;
  });
  if (chosen == existing.end()) {
    chosen = std::ranges::find_if(existing, [&](const ObservedContainer* container) {
      return container->number == number && !is_temporary_name(container->summary.name());
    });
  }
  if (chosen == existing.end()) {
    return nullptr;
  }
  const ObservedContainer* container = *chosen;
  existing.erase(chosen);
  return container;
}

}  // namespace

std::vector<Place> take_places(const Project& project,
                               const Service& service,
                               std::vector<const ObservedContainer*>& existing) {
  std::vector<Place> places;
  for (const int number : numbers_of(service, existing)) {
    places.emplace_back(number, take(existing, number, container_name(project, service, number)));
  }
  return places;
}

}  // namespace voicehub::plan
