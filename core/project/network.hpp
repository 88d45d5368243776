#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace voicehub {

// A range that addresses of a network come from.
struct AddressPool {
  std::string subnet;
  std::string gateway;
  std::string ip_range;
  std::map<std::string, std::string> aux_addresses;

  friend bool operator==(const AddressPool&, const AddressPool&) = default;
};

// `ipam:` of a network.
struct AddressManagement {
  std::string driver;
  std::vector<AddressPool> pools;
  std::map<std::string, std::string> options;

  friend bool operator==(const AddressManagement&, const AddressManagement&) = default;
};

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
  AddressManagement addresses;
  std::optional<bool> enable_ipv4;  // absent: the daemon's default
  std::optional<bool> enable_ipv6;
  std::string config_hash;  // as Service::config_hash

  friend bool operator==(const Network&, const Network&) = default;
};

// A service's place in a network. Its own name and container name are always aliases too.
struct NetworkAttachment {
  std::vector<std::string> aliases;
  std::string ipv4_address;
  std::string ipv6_address;
  std::vector<std::string> link_local_ips;
  std::map<std::string, std::string> driver_options;
  std::string mac_address;
  std::string interface_name;  // in the container
  int priority = 0;            // the network with the highest is the first of the container
  int gateway_priority = 0;    // API 1.48

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
  std::string config_hash;  // as Service::config_hash

  friend bool operator==(const Volume&, const Volume&) = default;
};

}  // namespace voicehub
