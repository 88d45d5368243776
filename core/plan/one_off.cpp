#include "core/plan/one_off.hpp"

#include <fmt/format.h>

namespace voicehub::plan {

std::string one_off_name(const Project& project, const Service& service, const std::string& slug) {
  constexpr std::size_t kShown = 12;
  return fmt::format("{}-{}-run-{}", project.name, service.name, slug.substr(0, kShown));
}

docker::ContainerSpec one_off_spec(const Project& project, const OneOff& one_off, bool drop_gpu) {
  Service service = project.services.at(one_off.service);
  service.container_name = one_off.name;
  docker::ContainerSpec spec = container_spec(project, service, {.drop_gpu = drop_gpu});
  spec.stdin_once = spec.open_stdin;
  spec.auto_remove = one_off.auto_remove;
  if (!one_off.use_aliases) {
    for (auto& [network, endpoint] : spec.networks) {
      endpoint.aliases = {one_off.name};
      endpoint.ipv4_address.clear();
      endpoint.ipv6_address.clear();
    }
  }
  spec.labels[std::string{label::kOneOff}] = "True";
  spec.labels[std::string{label::kSlug}] = one_off.slug;
  spec.labels.erase(std::string{label::kNumber});
  spec.labels.erase(std::string{label::kSpec});  // it is never compared with the file
  return spec;
}

}  // namespace voicehub::plan
