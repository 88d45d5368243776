#include "cli/display/volumes.hpp"

#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

std::string labels_text(const docker::Labels& labels) {
  std::vector<std::string> parts;
  parts.reserve(labels.size());
  for (const auto& [key, value] : labels) {
    parts.push_back(key + "=" + value);
  }
  return join(parts, ",");
}

}  // namespace

std::string volumes_text(const std::vector<docker::VolumeDetails>& volumes,
                         const Terminal& terminal) {
  Table table{{"DRIVER", "VOLUME NAME"}};
  for (const docker::VolumeDetails& volume : volumes) {
    table.add({{volume.driver}, {volume.name}});
  }
  return table.text(terminal);
}

std::string volumes_json(const std::vector<docker::VolumeDetails>& volumes) {
  constexpr const char* kUnknown = "N/A";
  std::string text;
  for (const docker::VolumeDetails& volume : volumes) {
    const nlohmann::ordered_json json{{"Availability", kUnknown},
                                      {"Driver", volume.driver},
                                      {"Group", kUnknown},
                                      {"Labels", labels_text(volume.labels)},
                                      {"Links", kUnknown},
                                      {"Mountpoint", volume.mount_point},
                                      {"Name", volume.name},
                                      {"Scope", volume.scope},
                                      {"Size", kUnknown},
                                      {"Status", kUnknown}};
    text += json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

std::string volume_names(const std::vector<docker::VolumeDetails>& volumes) {
  std::string text;
  for (const docker::VolumeDetails& volume : volumes) {
    text += volume.name + "\n";
  }
  return text;
}

}  // namespace voicehub::cli
