#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/buildkit/grpc_server.hpp"

namespace voicehub::buildkit {

// Who we are to a registry. Without a name the secret is an identity token.
struct Login {
  std::string name;
  std::string secret;
};

// What a build may ask its client for.
struct Services {
  // By id. Read when it is asked for; not_found: as if there were none of that id.
  std::map<std::string, std::function<Result<std::string>()>> secrets;
  std::map<std::string, HostPath> ssh_agents;  // their sockets, by id
  // Nothing: the registry is asked as nobody.
  std::function<Task<std::optional<Login>>(std::string host)> login;
};

// The same as the methods that BuildKit calls.
[[nodiscard]] GrpcMethods to_methods(Services services);

}  // namespace voicehub::buildkit
