#pragma once

#include <string_view>

// What Docker Engine has learnt since 20.10. An older one passes over it without a word.
namespace voicehub::docker {

struct Feature {
  int api_minor;            // the first API that has it: the 44 of 1.44
  std::string_view engine;  // the first engine that speaks it
};

namespace feature {

inline constexpr Feature kBuildLimits{42, "23.0"};  // shm_size and ulimits
inline constexpr Feature kAnnotations{43, "24.0"};
inline constexpr Feature kStartInterval{44, "25.0"};
inline constexpr Feature kEndpointMac{44, "25.0"};  // before, a container has one MAC address
inline constexpr Feature kRecursiveBind{44, "25.0"};
inline constexpr Feature kVolumeSubpath{45, "26.0"};
inline constexpr Feature kImageMount{48, "28.0"};
inline constexpr Feature kGatewayPriority{48, "28.0"};
inline constexpr Feature kInterfaceName{49, "28.1"};

}  // namespace feature
}  // namespace voicehub::docker
