#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/scalar.hpp"
#include "core/compose/to_parts.hpp"

namespace voicehub::compose {
namespace {

std::int64_t nano_cpus(const Node& map) {
  const double cpus = parse_number(text_of(map, "cpus")).value_or(0);
  constexpr double kLimit = 9e9;  // beyond it nanoseconds of CPU do not fit
  return std::llround(std::min(cpus, kLimit) * 1e9);
}

// -1 means no limit, as 0 does.
std::uint64_t bytes_of(const Node& map, std::string_view key) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_of(map, key)));
}

DeviceRequest to_device_request(const Node& node) {
  DeviceRequest request{.driver = text_of(node, "driver"),
                        .device_ids = texts_of(node, "device_ids"),
                        .capabilities = texts_of(node, "capabilities"),
                        .options = text_map_of(node, "options")};
  const int all_or_none = request.device_ids.empty() ? -1 : 0;
  request.count = static_cast<int>(integer_of(node, "count", all_or_none));
  return request;
}

// vendor.com/class=name, which a driver resolves instead of a path
bool is_cdi_name(const Node& device) {
  const std::string source = text_of(device, "source");
  const auto slash = source.find('/');
  return slash != 0 && slash != std::string::npos && source.find('=', slash) != std::string::npos &&
         source == text_of(device, "target");
}

void add_cdi_devices(const Node& service, std::vector<DeviceRequest>& requests) {
  DeviceRequest request{.driver = "cdi"};
  for (const Node& device : member_of(service, "devices").items) {
    if (is_cdi_name(device)) {
      request.device_ids.push_back(text_of(device, "source"));
    }
  }
  if (!request.device_ids.empty()) {
    requests.push_back(std::move(request));
  }
}

CpuOptions to_cpu_options(const Node& service) {
  return {.shares = integer_of(service, "cpu_shares"),
          .period_us = integer_of(service, "cpu_period"),
          .quota_us = integer_of(service, "cpu_quota"),
          .realtime_period_us = integer_of(service, "cpu_rt_period"),
          .realtime_runtime_us = integer_of(service, "cpu_rt_runtime"),
          .set = text_of(service, "cpuset"),
          .count = integer_of(service, "cpu_count"),
          .percent = integer_of(service, "cpu_percent")};
}

std::vector<DeviceRate> to_rates(const Node& list) {
  std::vector<DeviceRate> rates;
  for (const Node& item : list.items) {
    rates.push_back({.path = text_of(item, "path"), .rate = bytes_of(item, "rate")});
  }
  return rates;
}

BlockIo to_block_io(const Node& node) {
  BlockIo io{.weight = static_cast<std::uint16_t>(integer_of(node, "weight")),
             .read_bytes = to_rates(member_of(node, "device_read_bps")),
             .read_operations = to_rates(member_of(node, "device_read_iops")),
             .write_bytes = to_rates(member_of(node, "device_write_bps")),
             .write_operations = to_rates(member_of(node, "device_write_iops"))};
  for (const Node& item : member_of(node, "weight_device").items) {
    io.device_weights.push_back({.path = text_of(item, "path"),
                                 .weight = static_cast<std::uint16_t>(integer_of(item, "weight"))});
  }
  return io;
}

}  // namespace

Resources to_resources(const Node& service) {
  const Node& resources = member_of(member_of(service, "deploy"), "resources");
  const Node& limits = member_of(resources, "limits");
  const Node& reservations = member_of(resources, "reservations");
  const auto either = [](auto first, auto second) { return first != 0 ? first : second; };
  Resources result{
      .nano_cpus = either(nano_cpus(limits), nano_cpus(service)),
      .memory_bytes = either(bytes_of(limits, "memory"), bytes_of(service, "mem_limit")),
      .pids = either(integer_of(limits, "pids"), integer_of(service, "pids_limit")),
      .memory_reservation_bytes =
          either(bytes_of(reservations, "memory"), bytes_of(service, "mem_reservation")),
      .memory_swap_bytes = integer_of(service, "memswap_limit"),
      .oom_kill_disable = flag_of(service, "oom_kill_disable"),
      .oom_score_adj = integer_of(service, "oom_score_adj"),
      .cpu = to_cpu_options(service),
      .block_io = to_block_io(member_of(service, "blkio_config")),
      .nano_cpus_reservation = nano_cpus(reservations)};
  if (service.find("mem_swappiness") != nullptr) {
    result.memory_swappiness = integer_of(service, "mem_swappiness");
  }
  for (const Node& device : member_of(reservations, "devices").items) {
    result.devices.push_back(to_device_request(device));
  }
  for (const Node& gpu : member_of(service, "gpus").items) {
    DeviceRequest request = to_device_request(gpu);
    if (!request.is_gpu()) {
      request.capabilities.emplace_back("gpu");
    }
    result.devices.push_back(std::move(request));
  }
  add_cdi_devices(service, result.devices);
  return result;
}

std::vector<std::string> to_devices(const Node& service) {
  std::vector<std::string> devices;
  for (const Node& device : member_of(service, "devices").items) {
    if (!is_cdi_name(device)) {
      const std::string permissions = text_of(device, "permissions");
      devices.push_back(fmt::format("{}:{}:{}",
                                    text_of(device, "source"),
                                    text_of(device, "target"),
                                    permissions.empty() ? "rwm" : permissions));
    }
  }
  return devices;
}

Result<RestartPolicy> to_restart_policy(const Node& service, const std::string& name) {
  const Node& policy = member_of(member_of(service, "deploy"), "restart_policy");
  if (policy.kind == Kind::map) {
    const std::string condition = text_of(policy, "condition");
    const std::string known = condition == "any"    ? "always"
                              : condition == "none" ? "no"
                                                    : condition;
    return RestartPolicy{known, static_cast<int>(integer_of(policy, "max_attempts"))};
  }
  const Node& restart = member_of(service, "restart");
  const auto colon = restart.text.find(':');
  RestartPolicy result{.name = restart.text.substr(0, colon)};
  const std::vector<std::string> names{"no", "always", "on-failure", "unless-stopped"};
  const bool known = result.name.empty() || std::ranges::find(names, result.name) != names.end();
  const auto retries = colon == std::string::npos ? std::optional<std::int64_t>{0}
                                                  : parse_integer(restart.text.substr(colon + 1));
  if (!known || !retries) {
    return invalid(restart.at,
                   fmt::format("service '{}': 'restart' cannot be '{}'", name, restart.text),
                   known ? "write on-failure:3" : did_you_mean(result.name, names, "policies"));
  }
  result.maximum_retries = static_cast<int>(*retries);
  return result;
}

}  // namespace voicehub::compose
