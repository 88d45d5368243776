#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/paths.hpp"
#include "core/project/ulimit.hpp"

namespace voicehub {

// What RUN --mount=type=secret,id=… finds.
struct BuildSecret {
  std::string id;
  HostPath file;                 // read when the build asks for it; empty: `content`
  std::string content;           // never shown, and no part of what an image is made of
  std::optional<Error> missing;  // why there is no content

  friend bool operator==(const BuildSecret&, const BuildSecret&) = default;
};

// What RUN --mount=type=ssh,id=… talks to.
struct BuildSsh {
  std::string id;
  HostPath socket;  // of an agent; empty: SSH_AUTH_SOCK is not set

  friend bool operator==(const BuildSsh&, const BuildSsh&) = default;
};

// What a Dockerfile can name in FROM and --from beside its own stages. One of the three is set.
struct NamedContext {
  std::string name;
  HostPath folder;
  std::string image;
  std::string service;  // of the project: the image that it has

  friend bool operator==(const NamedContext&, const NamedContext&) = default;
};

// The `build:` section of a service.
struct BuildSpec {
  HostPath context;
  std::string remote;  // a URL that the engine fetches the context from; then there is no folder
  std::string dockerfile = "Dockerfile";  // relative to the context, or absolute
  std::string dockerfile_inline;          // used instead of a file when not empty
  std::vector<NamedContext> contexts;     // sorted by name
  std::map<std::string, std::string> args;
  std::string target;
  std::vector<std::string> tags;  // besides the image name of the service
  std::map<std::string, std::string> labels;
  std::vector<std::string> cache_from;
  std::string network;
  std::vector<std::string> extra_hosts;  // "host=address"
  std::uint64_t shm_bytes = 0;
  std::vector<std::string> cache_to;
  std::map<std::string, UlimitSpec> ulimits;
  std::vector<BuildSecret> secrets;
  std::vector<BuildSsh> ssh;
  std::string platform;  // empty: the service's
  bool no_cache = false;
  bool pull = false;
  std::vector<Error> refusals;  // what the file says of it and voicehub cannot do

  friend bool operator==(const BuildSpec&, const BuildSpec&) = default;
};

}  // namespace voicehub
