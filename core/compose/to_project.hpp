#pragma once

#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/node.hpp"
#include "core/project/project.hpp"

namespace voicehub::compose {

// The typed form of a complete and valid file. What remains to be refused are values that are
// right for Compose and cannot be applied by voicehub yet. Name, directory, files and notes are the
// caller's to set. `contents` has the values of variables that secrets and configs are.
[[nodiscard]] Result<Project> to_project(const Node& file,
                                         const std::string& name,
                                         const Environment& contents);

// One entry of `services`.
[[nodiscard]] Result<Service> to_service(const Node& node, const std::string& name);

}  // namespace voicehub::compose
