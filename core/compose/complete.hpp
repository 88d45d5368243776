#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/substitute.hpp"
#include "core/compose/validate.hpp"

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

// Adds what the file leaves unsaid: build defaults, the default network, the names of networks and
// volumes; and leaves out networks and volumes that no service uses.
void complete_defaults(Node& file, const std::string& project_name, const HostPath& directory);

}  // namespace voicehub::compose
