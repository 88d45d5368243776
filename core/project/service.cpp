#include "core/project/service.hpp"

#include <algorithm>

namespace voicehub {

bool DeviceRequest::is_gpu() const {
  // CDI names carry the class: nvidia.com/gpu=0
  return std::ranges::find(capabilities, "gpu") != capabilities.end() ||
         std::ranges::any_of(device_ids,
                             [](const std::string& id) { return id.contains("/gpu="); });
}

const Port* Service::api_port() const {
  const auto port = std::ranges::find_if(ports, [this](const Port& candidate) {
    return candidate.protocol == "tcp" &&
           (!x_voicehub.port || candidate.target == *x_voicehub.port);
  });
  return port == ports.end() ? nullptr : &*port;
}

std::set<std::string> Service::joins() const {
  std::set<std::string> services;
  for (const std::string& mode : {network_mode, ipc, pid}) {
    services.emplace(joined_service(mode));
  }
  for (const VolumesFrom& volumes : volumes_from) {
    services.insert(volumes.service);
  }
  services.erase("");
  return services;
}

std::string_view joined_service(std::string_view mode) {
  constexpr std::string_view kPrefix = "service:";
  return mode.starts_with(kPrefix) ? mode.substr(kPrefix.size()) : std::string_view{};
}

std::string join_mark(std::string_view service) {
  // A control character, as JSON has it: no name contains one.
  constexpr std::string_view kMark = "\\u001e";
  std::string mark{kMark};
  return mark.append(service).append(kMark);
}

}  // namespace voicehub
