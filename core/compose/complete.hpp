#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/references.hpp"
#include "core/compose/substitute.hpp"

namespace voicehub::compose {

// Takes the services out that none of `profiles` switches on ("*" switches all on).
[[nodiscard]] DisabledServices take_disabled(Node& file, const std::set<std::string>& profiles);

// Adds the variables of each service's env_file to its environment, and looks up those that the
// file names without a value. File names in messages are relative to `current_folder`.
[[nodiscard]] Result<void> complete_environments(Node& file,
                                                 const FileSystem& files,
                                                 const Lookup& lookup,
                                                 const HostPath& current_folder,
                                                 Notes& notes);

// Every env_file of the services, each once; those too that are not there and not required.
[[nodiscard]] std::vector<HostPath> env_files_of(const Node& file);

// Adds the dependencies that services have because they share something of each other.
void complete_implied(Node& file);

struct Completion {
  std::string project_name;
  HostPath directory;
  bool with_names = true;    // build defaults, the default network, full names of resources
  bool with_details = true;  // what a service means without saying it
};

// Adds what the file leaves unsaid, and leaves out networks, volumes and the like that no service
// uses.
void complete_defaults(Node& file, const Completion& how);

// Gives variables of services that have no value the one that `lookup` knows.
void inherit_variables(Node& file, const Lookup& lookup);

}  // namespace voicehub::compose
