#include "cli/display/projects.hpp"

#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {

std::string projects_text(const std::vector<ops::ProjectSummary>& projects,
                          const Terminal& terminal) {
  Table table{{"NAME", "STATUS", "CONFIG FILES"}};
  for (const ops::ProjectSummary& project : projects) {
    table.add(
        {{project.name, Colour::bold}, {project.status()}, {join(project.config_files, ",")}});
  }
  return table.text(terminal);
}

std::string projects_json(const std::vector<ops::ProjectSummary>& projects) {
  auto list = nlohmann::ordered_json::array();
  for (const ops::ProjectSummary& project : projects) {
    list.push_back({{"Name", project.name},
                    {"Status", project.status()},
                    {"ConfigFiles", join(project.config_files, ",")}});
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string project_names(const std::vector<ops::ProjectSummary>& projects) {
  std::string text;
  for (const ops::ProjectSummary& project : projects) {
    text += project.name + "\n";
  }
  return text;
}

}  // namespace voicehub::cli
