#include "core/compose/to_project.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/compose/config_hash.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/to_parts.hpp"

namespace voicehub::compose {
namespace {

AddressManagement to_addresses(const Node& node) {
  AddressManagement addresses{.driver = text_of(node, "driver"),
                              .options = text_map_of(node, "options")};
  for (const Node& pool : member_of(node, "config").items) {
    addresses.pools.push_back({.subnet = text_of(pool, "subnet"),
                               .gateway = text_of(pool, "gateway"),
                               .ip_range = text_of(pool, "ip_range"),
                               .aux_addresses = text_map_of(pool, "aux_addresses")});
  }
  return addresses;
}

std::optional<bool> switch_of(const Node& map, std::string_view key) {
  return map.find(key) == nullptr ? std::nullopt : std::optional{flag_of(map, key)};
}

Network to_network(const Entry& entry) {
  const Node& node = entry.value;
  return {.key = entry.key,
          .name = text_of(node, "name"),
          .driver = text_of(node, "driver"),
          .driver_options = text_map_of(node, "driver_opts"),
          .labels = text_map_of(node, "labels"),
          .external = flag_of(node, "external"),
          .internal = flag_of(node, "internal"),
          .attachable = flag_of(node, "attachable"),
          .addresses = to_addresses(member_of(node, "ipam")),
          .enable_ipv4 = switch_of(node, "enable_ipv4"),
          .enable_ipv6 = switch_of(node, "enable_ipv6"),
          .config_hash = network_hash(node)};
}

Volume to_volume(const Entry& entry) {
  const Node& node = entry.value;
  return {.key = entry.key,
          .name = text_of(node, "name"),
          .driver = text_of(node, "driver"),
          .driver_options = text_map_of(node, "driver_opts"),
          .labels = text_map_of(node, "labels"),
          .external = flag_of(node, "external"),
          .config_hash = volume_hash(node)};
}

}  // namespace

Result<Project> to_project(const Node& file, const std::string& name, const Environment& contents) {
  Project project{.name = name};
  for (const Entry& entry : member_of(file, "services").entries) {
    VH_TRY(Service service, to_service(entry.value, entry.key));
    add_secrets_and_configs(service, entry.value, file, contents);
    if (service.build) {
      add_secrets_and_agents(*service.build, member_of(entry.value, "build"), file, contents);
    }
    if (service.image.empty()) {
      service.image = fmt::format("{}-{}", name, entry.key);
    }
    service.config_hash = config_hash(entry.value);
    if (!service.joins().empty()) {
      service.config_with_joins = config_with_joins(entry.value);
    }
    project.services.emplace(entry.key, std::move(service));
  }
  for (const Entry& entry : member_of(file, "networks").entries) {
    project.networks.emplace(entry.key, to_network(entry));
  }
  for (const Entry& entry : member_of(file, "volumes").entries) {
    project.volumes.emplace(entry.key, to_volume(entry));
  }
  return project;
}

}  // namespace voicehub::compose
