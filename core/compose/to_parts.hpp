#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/node.hpp"
#include "core/project/service.hpp"

// The parts of to_service(), each of which reads a service in its long form. `name` is the
// service's, for messages.
namespace voicehub::compose {

// volumes and tmpfs, with the roles of x-voicehub.mounts
[[nodiscard]] Result<std::vector<Mount>> to_mounts(const Node& service, const std::string& name);

[[nodiscard]] Result<std::vector<Port>> to_ports(const Node& service, const std::string& name);

// deploy.resources, gpus, CDI devices, and the older attributes that mean the same
[[nodiscard]] Resources to_resources(const Node& service);

// Devices without those that are CDI names.
[[nodiscard]] std::vector<std::string> to_devices(const Node& service);

// deploy.restart_policy, else restart
[[nodiscard]] Result<RestartPolicy> to_restart_policy(const Node& service, const std::string& name);

[[nodiscard]] Result<XVoicehub> to_x_voicehub(const Node& service, const std::string& name);

// Mounts those that are files of the host, and places the others; `contents` has the values of
// variables that some of them are.
void add_secrets_and_configs(Service& service,
                             const Node& node,
                             const Node& file,
                             const Environment& contents);

// Where the ssh agent of the shell listens.
inline constexpr std::string_view kSshAgent = "SSH_AUTH_SOCK";

// What the build may ask for; `contents` has the variables that secrets are, and SSH_AUTH_SOCK.
void add_secrets_and_agents(BuildSpec& build,
                            const Node& node,
                            const Node& file,
                            const Environment& contents);

}  // namespace voicehub::compose
