#pragma once

#include <map>
#include <string>
#include <vector>

namespace voicehub {

// One entry of the top-level `networks:`.
struct Network {
  std::string key;     // as services refer to it
  std::string name;    // as the daemon knows it: <project>_<key>, or `name:`
  std::string driver;  // empty: the daemon's default (bridge)
  std::map<std::string, std::string> driver_options;
  std::map<std::string, std::string> labels;
  bool external = false;  // made by somebody else: must exist, is never removed
  bool internal = false;  // no way out
  bool attachable = false;

  friend bool operator==(const Network&, const Network&) = default;
};

// A service's place in a network. Its own name and container name are always aliases too.
struct NetworkAttachment {
  std::vector<std::string> aliases;
  std::string ipv4_address;

  friend bool operator==(const NetworkAttachment&, const NetworkAttachment&) = default;
};

// One entry of the top-level `volumes:`.
struct Volume {
  std::string key;
  std::string name;  // <project>_<key>, or `name:`
  std::string driver;
  std::map<std::string, std::string> driver_options;
  std::map<std::string, std::string> labels;
  bool external = false;

  friend bool operator==(const Volume&, const Volume&) = default;
};

}  // namespace voicehub
