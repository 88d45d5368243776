#pragma once

#include <string>
#include <string_view>

namespace voicehub {

// The parts of "host:5000/team/name:tag@sha256:…". Those that are not there are empty.
struct ImageName {
  std::string repository;  // "host:5000/team/name"
  std::string tag;
  std::string digest;  // "sha256:…"
};

[[nodiscard]] ImageName split_image_name(std::string_view reference);

// "host:5000", where the name says which registry it is from; empty: Docker Hub.
[[nodiscard]] std::string registry_host(std::string_view reference);

// With everything that is understood when it is not said: "tts" is "docker.io/library/tts:latest".
// A digest makes the tag superfluous.
[[nodiscard]] std::string complete_image_name(std::string_view reference);

}  // namespace voicehub
