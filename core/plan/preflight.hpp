#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/plan/observed_state.hpp"

namespace voicehub::plan {

// What can be known to fail before anything is stopped or made. Each refusal is an Error with the
// cure as its hint.

// Somebody else publishes a port that the service asks for. Containers of the service itself do not
// count: they are replaced.
[[nodiscard]] Result<void> check_ports(const Project& project,
                                       const Service& service,
                                       const ObservedState& observed);

// The same for a container beside those of the service, which then do count.
[[nodiscard]] Result<void> check_one_off_ports(const Project& project,
                                               const Service& service,
                                               const ObservedState& observed);

// Folders that have to be made before the service starts; refuses sources that are missing or of
// the wrong type.
[[nodiscard]] Result<std::vector<HostPath>> missing_bind_folders(const Project& project,
                                                                 const Service& service,
                                                                 const ObservedState& observed);

// What the service says and this Docker Engine is too old for, which would pass over it in silence:
// refused where the container would be another, else a warning.
[[nodiscard]] Result<std::vector<std::string>> check_engine(const Service& service,
                                                            const ObservedState& observed);

// The file says something of the service that cannot be applied, or gives it a secret or config
// that is not to be had.
[[nodiscard]] Result<void> check_applicable(const Service& service);

// A container of another project, or of none, has the name.
[[nodiscard]] Result<void> check_name(const Project& project,
                                      const std::string& name,
                                      const ObservedState& observed);

// A network that has to be made anew and that a container attached to it keeps from it: one outside
// the project, or of a service that is not in the file.
[[nodiscard]] Result<void> check_network_free(const Project& project,
                                              const std::string& network,
                                              const std::string& difference,
                                              const ObservedState& observed);

// True when the service's GPU request has to be dropped; refuses one that is required and cannot be
// met.
[[nodiscard]] Result<bool> drop_gpu(const Service& service, const ObservedState& observed);

// A volume of the project that a container outside it uses.
[[nodiscard]] Result<void> check_volume_unused(const Volume& volume, const ObservedState& observed);

}  // namespace voicehub::plan
