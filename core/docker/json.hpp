#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/docker/types.hpp"

// The Engine API's JSON and our types. What the daemon leaves out, or sends as null, becomes the
// field's default; an answer that is not JSON at all is an error.
namespace voicehub::docker {

// --- answers
[[nodiscard]] Result<Version> parse_version(std::string_view body);
[[nodiscard]] Result<SystemInfo> parse_system_info(std::string_view body);
[[nodiscard]] Result<EngineEvent> parse_event(std::string_view line);
[[nodiscard]] Result<std::map<std::string, std::uint64_t>> parse_volume_sizes(
    std::string_view body);

[[nodiscard]] Result<std::vector<ContainerSummary>> parse_container_list(std::string_view body);
[[nodiscard]] Result<ContainerDetails> parse_container(std::string_view body);
// The header X-Docker-Container-Path-Stat: JSON as Base64.
[[nodiscard]] Result<PathStat> parse_path_stat(std::string_view header);
// "Id" of the answer to a create call.
[[nodiscard]] Result<std::string> parse_id(std::string_view body);
[[nodiscard]] Result<int> parse_wait(std::string_view body);

struct ExecState {
  bool running = false;
  int exit_code = 0;
};

[[nodiscard]] Result<ExecState> parse_exec_state(std::string_view body);

[[nodiscard]] Result<ContainerStats> parse_stats(std::string_view body);
[[nodiscard]] Result<ProcessTable> parse_process_table(std::string_view body);

[[nodiscard]] Result<ImageDetails> parse_image(std::string_view body);
[[nodiscard]] Result<std::vector<ImageDetails>> parse_image_list(std::string_view body);
[[nodiscard]] Result<std::string> parse_registry_digest(std::string_view body);
[[nodiscard]] Result<NetworkDetails> parse_network(std::string_view body);
[[nodiscard]] Result<std::vector<NetworkDetails>> parse_network_list(std::string_view body);
[[nodiscard]] Result<VolumeDetails> parse_volume(std::string_view body);
[[nodiscard]] Result<std::vector<VolumeDetails>> parse_volume_list(std::string_view body);

// The "message" of an error body; the text itself where the daemon does not send JSON.
[[nodiscard]] std::string daemon_message(std::string_view body);

// What a line of progress says: a failure ("error"), a status, or neither. A pull has a status for
// each layer, with the bytes of it that are there.
struct ProgressLine {
  std::string error;
  std::string status;
  std::string layer;
  std::uint64_t current = 0;
  std::uint64_t total = 0;  // 0: not known
};

[[nodiscard]] ProgressLine parse_progress(std::string_view line);

// --- requests
struct LabelFilters {
  const std::vector<std::string>& labels;
};

struct ExecStart {
  bool tty = false;
};

struct NetworkConnect {
  const ContainerId& container;
  const EndpointSpec& endpoint;
};

// `api_minor`: the 41 of API 1.41; newer fields are left out for older daemons.
[[nodiscard]] std::string to_json(const ContainerSpec& spec, int api_minor);
[[nodiscard]] std::string to_json(const ExecRequest& request);
[[nodiscard]] std::string to_json(const ExecStart& start);
[[nodiscard]] std::string to_json(const NetworkSpec& spec);
[[nodiscard]] std::string to_json(const NetworkConnect& connect);
[[nodiscard]] std::string to_json(const std::vector<Ulimit>& limits);
[[nodiscard]] std::string to_json(const VolumeSpec& spec);
[[nodiscard]] std::string to_json(const LabelFilters& filters);
[[nodiscard]] std::string to_json(const std::map<std::string, std::string>& map);
[[nodiscard]] std::string to_json(const std::vector<std::string>& list);

}  // namespace voicehub::docker
