#include "core/plan/pull.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/base/image_name.hpp"

namespace voicehub::plan {
namespace {

// What the tag "latest" means is for the registry to say: having one is no reason not to ask.
bool is_settled_by_presence(const std::string& reference) {
  const ImageName name = split_image_name(reference);
  return !name.digest.empty() || (!name.tag.empty() && name.tag != "latest");
}

std::string policy_of(const Service& service, PullPolicy asked) {
  switch (asked) {
    case PullPolicy::missing: return "missing";
    case PullPolicy::always: return "always";
    case PullPolicy::of_service: return service.pull_policy;
  }
  return {};
}

// Empty: it is to be pulled.
std::string reason_not_to(const Project& project,
                          const Service& service,
                          const std::set<std::string>& present,
                          const PullOptions& options) {
  const bool is_named_by_file = service.image != fmt::format("{}-{}", project.name, service.name);
  if (service.build && !is_named_by_file) {
    return "its image is built, and has no name to pull it by";
  }
  if (service.build && options.ignore_buildable) {
    return "its image can be built";
  }
  const std::string policy = policy_of(service, options.policy);
  if (policy == "never" || policy == "build") {
    return "its pull_policy is " + policy;
  }
  const bool only_missing = policy == "missing" || policy == "if_not_present";
  if (only_missing && present.contains(service.image) && is_settled_by_presence(service.image)) {
    return fmt::format("its image {} is on this machine", service.image);
  }
  return {};
}

}  // namespace

Result<Plan> plan_pull(const Project& project,
                       const std::set<std::string>& present,
                       const PullOptions& options) {
  VH_TRY(auto selected, select_services(project, options.services));
  if (options.dependencies) {
    VH_TRY(selected, with_dependencies(project, selected));
  }
  Plan plan;
  std::set<std::string> planned;
  for (const Service* service : selected) {
    const std::string reason = reason_not_to(project, *service, present, options);
    if (!reason.empty()) {
      plan.notes.push_back(fmt::format("{} is not pulled: {}", service->name, reason));
    } else if (planned.insert(service->image + " " + service->platform).second) {
      plan.add({PullImage{service->image, service->platform},
                "image:" + service->image,
                fmt::format("of {}", service->name),
                {}});
    }
  }
  return plan;
}

std::vector<const Service*> due_for_refresh(
    const std::vector<const Service*>& services,
    const std::map<std::string, docker::ImageDetails>& images,
    std::chrono::system_clock::time_point now) {
  std::vector<const Service*> due;
  std::ranges::copy_if(services, std::back_inserter(due), [&](const Service* service) {
    const auto image = images.find(service->image);
    return service->refresh_after && !service->build && image != images.end() &&
           now >= image->second.tagged + *service->refresh_after;
  });
  return due;
}

}  // namespace voicehub::plan
