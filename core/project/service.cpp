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

}  // namespace voicehub
