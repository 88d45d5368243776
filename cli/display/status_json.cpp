#include <nlohmann/json.hpp>

#include "cli/display/proof.hpp"
#include "cli/display/status.hpp"

namespace voicehub::cli {
namespace {

using Json = nlohmann::ordered_json;
using ops::ServiceStatus;

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Json time_json(std::chrono::system_clock::time_point time) {
  const std::string text = time_text(time);
  return text.empty() ? Json{} : Json(text);
}

Json ports_json(const std::vector<docker::PublishedPort>& ports) {
  Json list = Json::array();
  for (const docker::PublishedPort& port : ports) {
    Json json{{"target", port.target}, {"protocol", port.protocol}};
    if (port.published != 0) {
      json["host_address"] = port.host_address;
      json["published"] = port.published;
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json mounts_json(const std::vector<docker::MountPoint>& mounts) {
  Json list = Json::array();
  for (const docker::MountPoint& mount : mounts) {
    list.push_back({{"type", mount.type},
                    {"source", mount.type == "volume" ? mount.name : mount.source},
                    {"target", mount.destination},
                    {"read_only", !mount.read_write}});
  }
  return list;
}

Json health_json(const ops::ServiceHealth& health) {
  const char* const source = health.source == ops::HealthSource::http     ? "http"
                             : health.source == ops::HealthSource::docker ? "docker"
                                                                          : "state";
  return {{"state", engine::to_text(health.state)},
          {"source", source},
          {"detail", health.detail},
          {"engine", health.is_engine}};
}

void add_details(Json& json, const docker::ContainerDetails& container) {
  json["started_at"] = time_json(container.state.started_at);
  json["restarts"] = container.restart_count;
  if (!container.state.running) {
    json["finished_at"] = time_json(container.state.finished_at);
    json["exit_code"] = container.state.exit_code;
    json["out_of_memory"] = container.state.oom_killed;
    json["error"] = container.state.error;
  }
}

void add_long_form(Json& json, const ServiceStatus& row) {
  if (row.stats) {
    json["memory_bytes"] = row.stats->memory_bytes;
    json["memory_limit_bytes"] = row.stats->memory_limit_bytes;
    json["cpu_percent"] = row.stats->cpu_percent;
    json["processes"] = row.stats->pids;
  }
  if (row.proof) {
    json["proof"] = Json::parse(proof_json({*row.proof})).front();
  }
  if (!row.proof_failure.empty()) {
    json["proof_failure"] = row.proof_failure;
  }
}

Json row_json(const ServiceStatus& row) {
  Json json{{"service", row.service}, {"number", row.number}, {"image", row.image}};
  if (!row.container) {
    json["state"] = "not created";
    return json;
  }
  json["container"] = row.container->name();
  json["id"] = row.container->id.text;
  json["state"] = row.container->state;
  json["health"] = health_json(row.health);
  json["image_id"] = row.container->image_id;
  json["image_replaced"] = row.image_replaced;
  json["image_created"] =
      time_json(row.image_created.value_or(std::chrono::system_clock::time_point{}));
  json["ports"] = ports_json(row.container->ports);
  json["mounts"] = mounts_json(row.container->mounts);
  if (row.details) {
    add_details(json, *row.details);
  }
  add_long_form(json, row);
  if (!row.last_lines.empty()) {
    json["last_lines"] = row.last_lines;
  }
  return json;
}

// Only the volumes that the containers mount: the daemon tells the sizes of all.
Json volumes_json(const ops::StatusReport& report) {
  Json volumes = Json::object();
  for (const ServiceStatus& row : report.services) {
    if (!row.container) {
      continue;
    }
    for (const docker::MountPoint& mount : row.container->mounts) {
      const auto size = report.volume_bytes.find(mount.name);
      if (size != report.volume_bytes.end()) {
        volumes[mount.name] = size->second;
      }
    }
  }
  return volumes;
}

Json report_json(const ops::StatusReport& report) {
  Json services = Json::array();
  for (const ServiceStatus& row : report.services) {
    services.push_back(row_json(row));
  }
  Json orphans = Json::array();
  for (const docker::ContainerSummary& orphan : report.orphans) {
    orphans.push_back({{"container", orphan.name()}, {"state", orphan.state}});
  }
  Json json{{"project", report.project},
            {"services", std::move(services)},
            {"orphans", std::move(orphans)}};
  if (!report.volume_bytes.empty()) {
    json["volume_bytes"] = volumes_json(report);
  }
  return json;
}

Json environment_json(const std::vector<std::string>& environment) {
  Json list = Json::array();
  for (const std::string& variable : environment) {
    list.push_back(without_secret(variable));
  }
  return list;
}

}  // namespace

std::string status_json(const ops::StatusReport& report) {
  return dumped(report_json(report));
}

std::string inspection_json(const ops::Inspection& inspection) {
  Json containers = Json::array();
  for (std::size_t i = 0; i < inspection.specs.size(); ++i) {
    const ServiceStatus& row = inspection.status.services[i];
    const docker::ContainerDetails& container = *row.details;
    const ops::ContainerSpecReport& spec = inspection.specs[i];
    Json json = row_json(row);
    json["path"] = container.path;
    json["args"] = container.args;
    json["user"] = container.user;
    json["working_dir"] = container.working_dir;
    json["pid"] = container.state.pid;
    json["init"] = container.init;
    json["restart_policy"] = container.restart_policy;
    json["environment"] = environment_json(container.environment);
    json["spec"] = {{"made_by_voicehub", spec.made_by_voicehub},
                    {"difference", spec.difference},
                    {"fields", spec.fields}};
    json["labels"] = row.container->labels;
    containers.push_back(std::move(json));
  }
  return dumped({{"project", inspection.status.project},
                 {"service", inspection.service->name},
                 {"volume_bytes", volumes_json(inspection.status)},
                 {"containers", std::move(containers)}});
}

}  // namespace voicehub::cli
