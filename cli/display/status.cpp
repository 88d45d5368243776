#include "cli/display/status.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cli/display/proof.hpp"
#include "cli/display/table.hpp"
#include "core/base/paths.hpp"
#include "core/base/text.hpp"
#include "core/ops/exit_report.hpp"

namespace voicehub::cli {
namespace {

using engine::HealthState;
using ops::ServiceStatus;
using ops::StatusReport;

std::string name_of(const StatusReport& report, const ServiceStatus& row) {
  const auto containers = std::ranges::count(report.services, row.service, &ServiceStatus::service);
  return containers > 1 ? fmt::format("{}-{}", row.service, row.number) : row.service;
}

std::string since(const StatusReport& report, std::chrono::system_clock::time_point then) {
  return human_duration(
      std::chrono::duration_cast<std::chrono::milliseconds>(report.taken_at - then));
}

bool is_running(const ServiceStatus& row) {
  return row.container && row.container->state == "running";
}

bool has_failed(const ServiceStatus& row) {
  return row.details && ops::has_failed(*row.details);
}

Cell state_cell(const ServiceStatus& row) {
  if (!row.container) {
    return {"not created", Colour::dim};
  }
  if (is_running(row)) {
    return {"running", Colour::green};
  }
  std::string state = row.container->state;
  if (row.details && state != "created" && state != "paused") {
    const docker::ContainerState& how = row.details->state;
    state += fmt::format(" ({}{})", how.exit_code, how.oom_killed ? ", out of memory" : "");
  }
  return {std::move(state), has_failed(row) ? Colour::red : Colour::yellow};
}

Cell health_cell(const ServiceStatus& row) {
  const ops::ServiceHealth& health = row.health;
  if (!is_running(row)) {
    return {};
  }
  if (health.source == ops::HealthSource::state) {
    return {"no check", Colour::dim};
  }
  const std::string state{engine::to_text(health.state)};
  if (health.state == HealthState::healthy) {
    return {state, Colour::green};
  }
  const Colour colour = health.state == HealthState::starting ? Colour::yellow : Colour::red;
  return {health.detail == state ? state : state + ": " + printable(health.detail), colour};
}

// In the words of the daemon's list: "Up 5 minutes (healthy)".
std::string uptime_in(std::string_view status) {
  constexpr std::string_view kUp = "Up ";
  if (!status.starts_with(kUp)) {
    return {};
  }
  status.remove_prefix(kUp.size());
  return std::string{trim(status.substr(0, status.find('(')))};
}

std::string uptime_text(const StatusReport& report, const ServiceStatus& row) {
  if (!is_running(row)) {
    return {};
  }
  return row.details ? since(report, row.details->state.started_at)
                     : uptime_in(row.container->status);
}

std::string restarts_text(const ServiceStatus& row) {
  return row.details && row.details->restart_count > 0 ? std::to_string(row.details->restart_count)
                                                       : "";
}

Cell image_cell(const ServiceStatus& row) {
  return row.image_replaced ? Cell{row.image + " (replaced)", Colour::yellow} : Cell{row.image};
}

// "server.py→/app/server.py"
std::string mounts_text(const ServiceStatus& row) {
  std::vector<std::string> mounts;
  if (row.container) {
    for (const docker::MountPoint& mount : row.container->mounts) {
      const bool is_volume = mount.type == "volume";
      const std::string source = is_volume ? mount.name : file_name(mount.source);
      mounts.push_back(fmt::format(
          "{}→{}{}", source, mount.destination, mount.read_write ? "" : " (read-only)"));
    }
  }
  return join(mounts, ", ");
}

std::string overview(const StatusReport& report, const Terminal& terminal) {
  Table table{{"SERVICE",
               "STATE",
               "HEALTH",
               "UPTIME",
               "RESTARTS",
               "PORTS",
               "IMAGE",
               "IMAGE AGE",
               "MOUNTS"}};
  for (const ServiceStatus& row : report.services) {
    table.add({{name_of(report, row)},
               state_cell(row),
               health_cell(row),
               {uptime_text(report, row)},
               {restarts_text(row), Colour::yellow},
               {row.container ? ports_text(row.container->ports) : ""},
               image_cell(row),
               {row.image_created ? since(report, *row.image_created) : ""},
               {mounts_text(row)}});
  }
  return table.text(terminal);
}

std::string last_lines_text(const ServiceStatus& row, const Terminal& terminal) {
  std::string text;
  for (const std::string& line : row.last_lines) {
    text += "  " + paint(terminal, Colour::dim, "│") + " " + printable(line) + "\n";
  }
  return text;
}

// "tts ended with exit code 1, 212 ms after its start"
std::string failure_text(const StatusReport& report,
                         const ServiceStatus& row,
                         const Terminal& terminal) {
  const docker::ContainerState& state = row.details->state;
  const auto lived =
      std::chrono::duration_cast<std::chrono::milliseconds>(state.finished_at - state.started_at);
  std::string text = fmt::format("\n{}: {}",
                                 paint(terminal, Colour::red, name_of(report, row)),
                                 printable(ops::ending_of(*row.details).summary()));
  // The daemon notes the start of a process that ends at once after its end.
  text +=
      lived.count() > 0 ? fmt::format(", {} after it started", human_duration(lived)) : ", at once";
  return text + "\n" + last_lines_text(row, terminal);
}

std::string usage_text(const docker::ContainerStats& stats) {
  std::string text = fmt::format("memory {}", human_bytes(stats.memory_bytes));
  if (stats.memory_limit_bytes > 0) {
    text += fmt::format(" of {}", human_bytes(stats.memory_limit_bytes));
  }
  return fmt::format("{}, CPU {:.1f} %, {} processes", text, stats.cpu_percent, stats.pids);
}

std::string volumes_text(const StatusReport& report, const ServiceStatus& row) {
  std::vector<std::string> sizes;
  for (const docker::MountPoint& mount : row.container->mounts) {
    const auto size = report.volume_bytes.find(mount.name);
    if (mount.type == "volume" && size != report.volume_bytes.end()) {
      sizes.push_back(fmt::format("{} {}", mount.name, human_bytes(size->second)));
    }
  }
  return join(sizes, ", ");
}

// What only the long form knows of a container.
std::string facts_text(const StatusReport& report,
                       const ServiceStatus& row,
                       const Terminal& terminal) {
  std::string text;
  if (row.stats) {
    text += usage_text(*row.stats) + "\n";
  }
  if (const std::string volumes = volumes_text(report, row); !volumes.empty()) {
    text += fmt::format("volumes: {}\n", volumes);
  }
  if (row.proof) {
    text += proof_text({*row.proof}, terminal);
  }
  if (!row.proof_failure.empty()) {
    text += fmt::format("no proof of its mounts: {}\n", printable(row.proof_failure));
  }
  text += last_lines_text(row, terminal);
  if (text.empty()) {
    return {};
  }
  return fmt::format("\n{}\n{}", paint(terminal, Colour::bold, name_of(report, row)), text);
}

}  // namespace

std::string status_text(const StatusReport& report, const Terminal& terminal) {
  std::string text = overview(report, terminal);
  for (const ServiceStatus& row : report.services) {
    if (has_failed(row)) {
      text += failure_text(report, row, terminal);
    } else if (row.container) {
      text += facts_text(report, row, terminal);
    }
  }
  for (const docker::ContainerSummary& orphan : report.orphans) {
    text += fmt::format(
        "\n{} ({}) belongs to no service of the file; voicehub start "
        "--remove-orphans removes it\n",
        orphan.name(),
        orphan.state);
  }
  return text;
}

std::string ports_text(const std::vector<docker::PublishedPort>& ports) {
  std::set<std::string> seen;
  std::vector<std::string> shown;
  for (const docker::PublishedPort& port : ports) {
    if (port.published == 0) {
      continue;
    }
    const bool everywhere =
        port.host_address.empty() || port.host_address == "0.0.0.0" || port.host_address == "::";
    const std::string text = fmt::format("{}{}→{}{}",
                                         everywhere ? "" : port.host_address + ":",
                                         port.published,
                                         port.target,
                                         port.protocol == "tcp" ? "" : "/" + port.protocol);
    if (seen.insert(text).second) {
      shown.push_back(text);
    }
  }
  return join(shown, ", ");
}

}  // namespace voicehub::cli
