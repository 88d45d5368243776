#pragma once

#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"
#include "core/verify/report.hpp"
#include "core/verify/selection.hpp"

namespace voicehub::ops {

struct VerifyServicesOptions {
  std::vector<std::string> services;  // empty: all
  bool md5 = false;
  bool only_source = false;  // leave out services without a source mount
  verify::Scope scope;
};

// Proves for each service what its containers have, all at once. Services that are not running are
// an error.
[[nodiscard]] Task<std::vector<verify::Report>> verify(Session& session,
                                                       const Project& project,
                                                       VerifyServicesOptions options);

}  // namespace voicehub::ops
