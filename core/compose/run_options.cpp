#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/compose/run_draft.hpp"
#include "core/compose/run_line.hpp"

namespace voicehub::compose {
namespace {

Applied set_text(RunDraft& draft, const RunOption& option, const std::string& value) {
  draft.service.set(option.key, make_text(value, {}));
  return {};
}

Applied set_number(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node number = number_or_text(value);
  if (number.kind == Kind::text && !value.contains('$')) {
    return std::unexpected(fmt::format("'{}' is no number", value));
  }
  draft.service.set(option.key, std::move(number));
  return {};
}

// 4g, or -1 for no limit, which is a number to Compose.
Applied set_size(RunDraft& draft, const RunOption& option, const std::string& value) {
  draft.service.set(option.key, number_or_text(value));
  return {};
}

Applied set_flag(RunDraft& draft, const RunOption& option, const std::string& value) {
  if (value == "false" || value == "0") {
    draft.service.erase(option.key);
  } else {
    draft.service.set(option.key, make_boolean(true, {}));
  }
  return {};
}

Applied add_item(RunDraft& draft, const RunOption& option, const std::string& value) {
  list_in(draft.service, option.key).items.push_back(make_text(value, {}));
  return {};
}

Applied add_path(RunDraft& draft, const RunOption& option, const std::string& value) {
  return add_item(draft, option, host_path(value));
}

// KEY alone takes the value of whoever starts it, in a compose file too.
Applied add_pair(RunDraft& draft, const RunOption& option, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == 0 || value.empty()) {
    return std::unexpected(fmt::format("'{}' has no name", value));
  }
  Node& pairs = map_in(draft.service, option.key);
  if (equals != std::string::npos) {
    pairs.set(value.substr(0, equals), make_text(value.substr(equals + 1), {}));
  } else {
    pairs.set(value, option.key == "environment" ? Node{} : make_text("", {}));
  }
  return {};
}

Applied set_entrypoint(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node words = make_list({});
  if (!value.empty()) {
    words.items.push_back(make_text(value, {}));
  }
  draft.service.set(option.key, std::move(words));
  return {};
}

Applied set_stop_timeout(RunDraft& draft, const RunOption& option, const std::string& value) {
  return set_text(draft, option, value + "s");
}

Applied set_logging(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node& logging = map_in(draft.service, "logging");
  if (option.name == "log-driver") {
    logging.set("driver", make_text(value, {}));
    return {};
  }
  const auto equals = value.find('=');
  map_in(logging, "options")
      .set(value.substr(0, equals),
           make_text(equals == std::string::npos ? "" : value.substr(equals + 1), {}));
  return {};
}

Applied set_health(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node& check = map_in(draft.service, "healthcheck");
  if (option.key == "test") {
    Node test = make_list({});
    test.items = {make_text("CMD-SHELL", {}), make_text(value, {})};
    check.set("test", std::move(test));
  } else if (option.key == "disable") {
    check.set("disable", make_boolean(true, {}));
  } else {
    check.set(option.key, option.key == "retries" ? number_or_text(value) : make_text(value, {}));
  }
  return {};
}

// nofile=1024:2048, memlock=-1
Applied add_ulimit(RunDraft& draft, const RunOption& option, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == std::string::npos) {
    return std::unexpected(fmt::format("'{}' is no limit: NAME=SOFT[:HARD]", value));
  }
  const std::string both = value.substr(equals + 1);
  const auto colon = both.find(':');
  Node limit = number_or_text(both);
  if (colon != std::string::npos) {
    limit = make_map({});
    limit.set("soft", number_or_text(both.substr(0, colon)));
    limit.set("hard", number_or_text(both.substr(colon + 1)));
  }
  map_in(draft.service, option.key).set(value.substr(0, equals), std::move(limit));
  return {};
}

// /dev/sda:1mb
Applied add_block_io(RunDraft& draft, const RunOption& option, const std::string& value) {
  Node& io = map_in(draft.service, "blkio_config");
  if (option.key == "weight") {
    io.set("weight", number_or_text(value));
    return {};
  }
  const auto colon = value.find(':');
  if (colon == std::string::npos) {
    return std::unexpected(fmt::format("'{}' is no DEVICE:VALUE", value));
  }
  Node entry = make_map({});
  entry.set("path", make_text(value.substr(0, colon), {}));
  entry.set(option.key == "weight_device" ? "weight" : "rate",
            number_or_text(value.substr(colon + 1)));
  list_in(io, option.key).items.push_back(std::move(entry));
  return {};
}

Applied set_volume_driver(RunDraft& draft, const RunOption&, const std::string& value) {
  draft.volume_driver = value;
  return {};
}

// Of the network, which may be named later.
Applied set_endpoint(RunDraft& draft, const RunOption& option, const std::string& value) {
  if (option.key.ends_with("address")) {
    draft.endpoint.set(option.key, make_text(value, {}));
  } else {
    list_in(draft.endpoint, option.key).items.push_back(make_text(value, {}));
  }
  return {};
}

Applied add_volumes_from(RunDraft& draft, const RunOption& option, const std::string& value) {
  return add_item(draft, option, "container:" + value);
}

Applied leave_out(RunDraft& draft, const RunOption& option, const std::string& value) {
  if (value != "false") {
    draft.notes.push_back(fmt::format("--{} is left out: {}", option.name, option.key));
  }
  return {};
}

// Nothing to do, and nothing to tell: a compose file is started like that.
Applied ignore(RunDraft&, const RunOption&, const std::string&) {
  return {};
}

constexpr std::string_view kWindows = "only Windows containers have it";

constexpr std::array kOptions{
    RunOption{"add-host", 0, true, add_item, "extra_hosts"},
    RunOption{"annotation", 0, true, add_pair, "annotations"},
    RunOption{"attach", 'a', true, leave_out, "voicehub run attaches to what it runs"},
    RunOption{"blkio-weight", 0, true, add_block_io, "weight"},
    RunOption{"blkio-weight-device", 0, true, add_block_io, "weight_device"},
    RunOption{"cap-add", 0, true, add_item, "cap_add"},
    RunOption{"cap-drop", 0, true, add_item, "cap_drop"},
    RunOption{"cgroup-parent", 0, true, set_text, "cgroup_parent"},
    RunOption{"cgroupns", 0, true, set_text, "cgroup"},
    RunOption{"cidfile", 0, true, leave_out, "status --format json tells the container's id"},
    RunOption{"cpu-count", 0, true, set_number, "cpu_count"},
    RunOption{"cpu-percent", 0, true, set_number, "cpu_percent"},
    RunOption{"cpu-period", 0, true, set_number, "cpu_period"},
    RunOption{"cpu-quota", 0, true, set_number, "cpu_quota"},
    RunOption{"cpu-rt-period", 0, true, set_number, "cpu_rt_period"},
    RunOption{"cpu-rt-runtime", 0, true, set_number, "cpu_rt_runtime"},
    RunOption{"cpu-shares", 'c', true, set_number, "cpu_shares"},
    RunOption{"cpus", 0, true, set_number, "cpus"},
    RunOption{"cpuset-cpus", 0, true, set_text, "cpuset"},
    RunOption{"cpuset-mems", 0, true, leave_out, "a compose file has no word for it"},
    RunOption{"detach", 'd', false, ignore, ""},
    RunOption{"detach-keys", 0, true, leave_out, "they are Ctrl-P Ctrl-Q"},
    RunOption{"device", 0, true, add_item, "devices"},
    RunOption{"device-cgroup-rule", 0, true, add_item, "device_cgroup_rules"},
    RunOption{"device-read-bps", 0, true, add_block_io, "device_read_bps"},
    RunOption{"device-read-iops", 0, true, add_block_io, "device_read_iops"},
    RunOption{"device-write-bps", 0, true, add_block_io, "device_write_bps"},
    RunOption{"device-write-iops", 0, true, add_block_io, "device_write_iops"},
    RunOption{"disable-content-trust", 0, false, leave_out, "images are not verified anyway"},
    RunOption{"dns", 0, true, add_item, "dns"},
    RunOption{"dns-opt", 0, true, add_item, "dns_opt"},
    RunOption{"dns-option", 0, true, add_item, "dns_opt"},
    RunOption{"dns-search", 0, true, add_item, "dns_search"},
    RunOption{"domainname", 0, true, set_text, "domainname"},
    RunOption{"entrypoint", 0, true, set_entrypoint, "entrypoint"},
    RunOption{"env", 'e', true, add_pair, "environment"},
    RunOption{"env-file", 0, true, add_path, "env_file"},
    RunOption{"expose", 0, true, add_item, "expose"},
    RunOption{"gpus", 0, true, add_gpus, ""},
    RunOption{"group-add", 0, true, add_item, "group_add"},
    RunOption{"health-cmd", 0, true, set_health, "test"},
    RunOption{"health-interval", 0, true, set_health, "interval"},
    RunOption{"health-retries", 0, true, set_health, "retries"},
    RunOption{"health-start-interval", 0, true, set_health, "start_interval"},
    RunOption{"health-start-period", 0, true, set_health, "start_period"},
    RunOption{"health-timeout", 0, true, set_health, "timeout"},
    RunOption{"help", 0, false, ignore, ""},
    RunOption{"hostname", 'h', true, set_text, "hostname"},
    RunOption{"init", 0, false, set_flag, "init"},
    RunOption{"interactive", 'i', false, set_flag, "stdin_open"},
    RunOption{"io-maxbandwidth", 0, true, leave_out, kWindows},
    RunOption{"io-maxiops", 0, true, leave_out, kWindows},
    RunOption{"ip", 0, true, set_endpoint, "ipv4_address"},
    RunOption{"ip6", 0, true, set_endpoint, "ipv6_address"},
    RunOption{"ipc", 0, true, set_text, "ipc"},
    RunOption{"isolation", 0, true, set_text, "isolation"},
    RunOption{"kernel-memory", 0, true, leave_out, "kernels have no such limit any more"},
    RunOption{"label", 'l', true, add_pair, "labels"},
    RunOption{"label-file", 0, true, add_path, "label_file"},
    RunOption{"link", 0, true, add_item, "external_links"},
    RunOption{"link-local-ip", 0, true, set_endpoint, "link_local_ips"},
    RunOption{"log-driver", 0, true, set_logging, "logging"},
    RunOption{"log-opt", 0, true, set_logging, "logging"},
    RunOption{"mac-address", 0, true, set_text, "mac_address"},
    RunOption{"memory", 'm', true, set_text, "mem_limit"},
    RunOption{"memory-reservation", 0, true, set_text, "mem_reservation"},
    RunOption{"memory-swap", 0, true, set_size, "memswap_limit"},
    RunOption{"memory-swappiness", 0, true, set_number, "mem_swappiness"},
    RunOption{"mount", 0, true, add_mount, "volumes"},
    RunOption{"name", 0, true, set_text, "container_name"},
    RunOption{"net", 0, true, add_network, "networks"},
    RunOption{"net-alias", 0, true, set_endpoint, "aliases"},
    RunOption{"network", 0, true, add_network, "networks"},
    RunOption{"network-alias", 0, true, set_endpoint, "aliases"},
    RunOption{"no-healthcheck", 0, false, set_health, "disable"},
    RunOption{"oom-kill-disable", 0, false, set_flag, "oom_kill_disable"},
    RunOption{"oom-score-adj", 0, true, set_number, "oom_score_adj"},
    RunOption{"pid", 0, true, set_text, "pid"},
    RunOption{"pids-limit", 0, true, set_number, "pids_limit"},
    RunOption{"platform", 0, true, set_text, "platform"},
    RunOption{"privileged", 0, false, set_flag, "privileged"},
    RunOption{"publish", 'p', true, add_item, "ports"},
    RunOption{"publish-all", 'P', false, leave_out, "say which ports, under 'ports'"},
    RunOption{"pull", 0, true, set_text, "pull_policy"},
    RunOption{"quiet", 'q', false, ignore, ""},
    RunOption{"read-only", 0, false, set_flag, "read_only"},
    RunOption{"restart", 0, true, set_text, "restart"},
    RunOption{"rm", 0, false, leave_out, "'down' removes the container, or 'run --rm' makes one"},
    RunOption{"runtime", 0, true, set_text, "runtime"},
    RunOption{"security-opt", 0, true, add_item, "security_opt"},
    RunOption{"shm-size", 0, true, set_text, "shm_size"},
    RunOption{"sig-proxy", 0, false, leave_out, "it concerns the terminal, not the container"},
    RunOption{"stop-signal", 0, true, set_text, "stop_signal"},
    RunOption{"stop-timeout", 0, true, set_stop_timeout, "stop_grace_period"},
    RunOption{"storage-opt", 0, true, add_pair, "storage_opt"},
    RunOption{"sysctl", 0, true, add_pair, "sysctls"},
    RunOption{"tmpfs", 0, true, add_item, "tmpfs"},
    RunOption{"tty", 't', false, set_flag, "tty"},
    RunOption{"ulimit", 0, true, add_ulimit, "ulimits"},
    RunOption{"user", 'u', true, set_text, "user"},
    RunOption{"userns", 0, true, set_text, "userns_mode"},
    RunOption{"uts", 0, true, set_text, "uts"},
    RunOption{"volume", 'v', true, add_volume, "volumes"},
    RunOption{"volume-driver", 0, true, set_volume_driver, ""},
    RunOption{"volumes-from", 0, true, add_volumes_from, "volumes_from"},
    RunOption{"workdir", 'w', true, set_text, "working_dir"},
};

}  // namespace

std::span<const RunOption> run_options() {
  return kOptions;
}

Node& list_in(Node& map, std::string_view key) {
  if (map.find(key) == nullptr) {
    map.set(key, make_list({}));
  }
  return *map.find(key);
}

Node& map_in(Node& map, std::string_view key) {
  if (map.find(key) == nullptr) {
    map.set(key, make_map({}));
  }
  return *map.find(key);
}

Node number_or_text(const std::string& text) {
  const std::string digits = text.starts_with('-') ? text.substr(1) : text;
  const bool number = !digits.empty() &&
                      digits.find_first_not_of("0123456789.") == std::string::npos &&
                      std::ranges::count(digits, '.') <= 1 && digits != ".";
  if (!number) {
    return make_text(text, {});
  }
  return {.kind = digits.contains('.') ? Kind::number : Kind::integer, .text = text};
}

std::string host_path(std::string_view text) {
  std::string path{text};
  if (path.starts_with(kHere)) {
    path.replace(0, 1, ".");
  }
  if (path.starts_with(".\\") || path.starts_with("..\\")) {
    std::ranges::replace(path, '\\', '/');
  }
  return path;
}

std::vector<std::string> split_fields(std::string_view text) {
  std::vector<std::string> fields{""};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace voicehub::compose
