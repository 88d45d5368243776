#pragma once

#include <string>

#include "cli/display/events.hpp"
#include "cli/display/terminal.hpp"
#include "core/base/error.hpp"

namespace voicehub::cli {

// The error as people read it: what happened, what its first reporter said, what to do next.
[[nodiscard]] std::string error_text(const Error& error, const Terminal& terminal);
[[nodiscard]] std::string error_json(const Error& error);

void report_error(const Error& error, OutputFormat format, const Terminal& terminal);  // on stderr

}  // namespace voicehub::cli
