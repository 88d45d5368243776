#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/project/service.hpp"

namespace voicehub::compose {

// What the command line of `voicehub run` changes of a service, in the words of Docker Compose.
struct ServiceChanges {
  std::vector<std::string> command;       // empty: the service's own
  std::optional<std::string> entrypoint;  // a command line; empty: none
  std::vector<std::string> environment;   // KEY=VALUE, or KEY: as it is in the process
  std::vector<std::string> env_files;
  std::vector<std::string> labels;
  std::vector<std::string> ports;
  std::vector<std::string> volumes;
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::string user;
  std::string working_dir;
  bool service_ports = false;  // else none of the service's own is published
};

// What those words mean depends on.
struct ChangeContext {
  HostPath directory;       // where relative paths start
  Environment environment;  // of the process
};

// The service as one container for one command: nothing restarts it, and it has no port that is not
// asked for. What cannot be read is a usage error that names the flag.
[[nodiscard]] Result<Service> changed_service(Service service,
                                              const ServiceChanges& changes,
                                              const FileSystem& files,
                                              const ChangeContext& context);

}  // namespace voicehub::compose
