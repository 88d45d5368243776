#pragma once

#include <map>
#include <string>

#include "core/base/file_system.hpp"
#include "core/http/client.hpp"

namespace voicehub::docker {

// What decides where the daemon is, taken from the process by main().
struct EndpointInputs {
  std::string host_flag;                           // --host
  std::string context_flag;                        // --context
  std::map<std::string, std::string> environment;  // DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG,
                                                   // DOCKER_TLS, DOCKER_TLS_VERIFY,
                                                   // DOCKER_CERT_PATH, DOCKER_API_VERSION, HOME
};

struct DockerEndpoint {
  http::Endpoint address;
  std::string shown;        // "unix:///var/run/docker.sock", as a person would write it
  std::string context;      // name of the context it came from; empty: none
  bool remote = false;      // another machine: bind sources cannot be looked at from here
  std::string api_version;  // DOCKER_API_VERSION; empty: what both sides speak
};

// In the docker CLI's own order: --host, --context, DOCKER_HOST, DOCKER_CONTEXT, currentContext of
// config.json, the default socket. Both flags at once is a usage error, as it is there.
[[nodiscard]] Result<DockerEndpoint> resolve_endpoint(const EndpointInputs& inputs,
                                                      const FileSystem& files);

// $DOCKER_CONFIG, else ~/.docker: where config.json, contexts and certificates are. Empty: nowhere.
// A variable that is empty is one that is not set, as to the docker CLI.
[[nodiscard]] std::string config_folder(const std::map<std::string, std::string>& environment);

}  // namespace voicehub::docker
