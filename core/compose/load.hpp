#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/project/project.hpp"

namespace voicehub::compose {

using Environment = std::map<std::string, std::string>;

struct LoadOptions {
  std::vector<std::string> files;        // -f, in order; empty: discovered in `directory` and above
  std::string project_name;              // -p; empty: COMPOSE_PROJECT_NAME, `name:`, the folder
  std::vector<std::string> profiles;     // --profile
  std::vector<std::string> env_files;    // --env-file
  std::string project_directory;         // --project-directory
  HostPath directory;                    // the current folder
  Environment environment;               // of the process
  std::optional<HostPath> file_outside;  // for where no file is found; without it that is an error
};

// Reads the project as Docker Compose would read it. Whatever is wrong is invalid_project, with
// file, line and column where there is one.
[[nodiscard]] Result<Project> load_project(const FileSystem& files, const LoadOptions& options);

}  // namespace voicehub::compose
