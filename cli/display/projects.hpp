#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/ops/ls.hpp"

namespace voicehub::cli {

[[nodiscard]] std::string projects_text(const std::vector<ops::ProjectSummary>& projects,
                                        const Terminal& terminal);
// As `docker compose ls --format json`.
[[nodiscard]] std::string projects_json(const std::vector<ops::ProjectSummary>& projects);
[[nodiscard]] std::string project_names(const std::vector<ops::ProjectSummary>& projects);

}  // namespace voicehub::cli
