#include "core/plan/resource_spec.hpp"

#include <string_view>

#include <fmt/format.h>

#include "core/plan/container_spec.hpp"

namespace voicehub::plan {
namespace {

std::vector<docker::AddressPoolSpec> pool_specs(const AddressManagement& addresses) {
  std::vector<docker::AddressPoolSpec> specs;
  for (const AddressPool& pool : addresses.pools) {
    specs.push_back({.subnet = pool.subnet,
                     .gateway = pool.gateway,
                     .ip_range = pool.ip_range,
                     .aux_addresses = pool.aux_addresses});
  }
  return specs;
}

struct Made {
  std::string_view kind;  // label::kNetwork, label::kVolume
  const std::string& key;
  const std::string& config_hash;
};

void add_labels(const Project& project, const Made& made, Fields fields, docker::Labels& labels) {
  for (const auto& [name, value] : labels) {
    fields["labels." + name] = value;
  }
  labels[std::string{made.kind}] = made.key;
  labels[std::string{label::kProject}] = project.name;
  labels[std::string{label::kComposeVersion}] = std::string{kLabelVersion};
  labels[std::string{label::kConfigHash}] = made.config_hash;
  labels[std::string{label::kSpec}] = to_label(fields);
}

std::string value_of(const docker::Labels& labels, std::string_view name) {
  const auto found = labels.find(std::string{name});
  return found == labels.end() ? std::string{} : found->second;
}

}  // namespace

docker::NetworkSpec network_spec(const Project& project, const Network& network) {
  docker::NetworkSpec spec{.name = network.name,
                           .driver = network.driver,
                           .options = network.driver_options,
                           .labels = network.labels,
                           .internal = network.internal,
                           .attachable = network.attachable,
                           .address_driver = network.addresses.driver,
                           .pools = pool_specs(network.addresses),
                           .address_options = network.addresses.options,
                           .enable_ipv4 = network.enable_ipv4,
                           .enable_ipv6 = network.enable_ipv6};
  add_labels(
      project, {label::kNetwork, network.key, network.config_hash}, fields_of(spec), spec.labels);
  return spec;
}

docker::VolumeSpec volume_spec(const Project& project, const Volume& volume) {
  docker::VolumeSpec spec{.name = volume.name,
                          .driver = volume.driver,
                          .options = volume.driver_options,
                          .labels = volume.labels};
  add_labels(
      project, {label::kVolume, volume.key, volume.config_hash}, fields_of(spec), spec.labels);
  return spec;
}

std::string difference(const docker::Labels& made, const docker::Labels& wanted) {
  const std::string spec = value_of(made, label::kSpec);
  if (!spec.empty()) {
    return explain_difference(from_label(spec), from_label(value_of(wanted, label::kSpec)), {}, {});
  }
  const std::string hash = value_of(made, label::kConfigHash);
  return hash.empty() || hash == value_of(wanted, label::kConfigHash)
             ? std::string{}
             : "Docker Compose has made it of another definition";
}

}  // namespace voicehub::plan
