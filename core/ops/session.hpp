#pragma once

#include <string>

#include "core/base/event.hpp"
#include "core/base/file_system.hpp"
#include "core/docker/api.hpp"
#include "core/docker/endpoint.hpp"
#include "core/engine/probe.hpp"

namespace voicehub::ops {

// What every verb works with. Made by the caller (cli::Context) and outlives the verb.
struct Session {
  docker::Api& docker;
  const docker::DockerEndpoint& endpoint;
  const docker::CredentialStore& credentials;  // of registries
  FileSystem& files;
  EventSink& events;
  engine::ClientFactory engine_client;
  HostPath journal_folder;  // where the lock and the record of a project's changes live
  // Where published ports are reached: "127.0.0.1", or the host of a tcp endpoint.
  std::string daemon_host;
};

}  // namespace voicehub::ops
