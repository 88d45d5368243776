#pragma once

#include <string>

#include "core/plan/container_spec.hpp"

namespace voicehub::plan {

// A container for one command, beside those of its service: what `voicehub run` makes. The service
// of the project is already as the command line wants it.
struct OneOff {
  std::string service;
  std::string name;  // of the container
  std::string slug;  // what makes it different from others of the service, as a label
  bool use_aliases = false;
  bool auto_remove = false;  // when it ends
  bool start = false;        // a step of the plan; else whoever attaches to it starts it
  bool pull = false;         // the image anew
};

// <project>-<service>-run-<first 12 digits of the slug>
[[nodiscard]] std::string one_off_name(const Project& project,
                                       const Service& service,
                                       const std::string& slug);

// Found by others under its own name alone, unless it is to be found as the service is, and without
// the service's fixed addresses, which its containers have.
[[nodiscard]] docker::ContainerSpec one_off_spec(const Project& project,
                                                 const OneOff& one_off,
                                                 bool drop_gpu);

}  // namespace voicehub::plan
