#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
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
  std::vector<std::string> services;     // switched on whatever their profiles
  bool only_services = false;            // keep `services`, and what they depend on
  bool keep_variables = false;           // leave ${NAME} as it is
  bool keep_paths = false;               // leave relative paths as they are
  bool no_defaults = false;              // add no names, no default network, no Dockerfile
  bool unchecked = false;                // take names that are nowhere defined
};

// The files as one tree, in its long form and complete.
struct Model {
  Node file;
  std::string name;
  HostPath directory;
  std::vector<HostPath> files;
  std::vector<HostPath> variable_files;
  std::map<std::string, std::vector<std::string>> disabled;  // services, with their profiles
  std::vector<std::string> profiles;                         // the active ones
  Environment contents;  // of secrets and configs that are variables, by the variable's name
  OrphanPolicy orphans = OrphanPolicy::tell;
  Notes notes;
};

// Reads the files as Docker Compose would. Whatever is wrong is invalid_project, with file, line
// and column where there is one.
[[nodiscard]] Result<Model> load_model(const FileSystem& files, const LoadOptions& options);

// The same as a project that can be run; what voicehub cannot apply is invalid_project too.
[[nodiscard]] Result<Project> load_project(const FileSystem& files, const LoadOptions& options);

}  // namespace voicehub::compose
