#pragma once

#include <string>

#include "cli/display/events.hpp"
#include "cli/display/terminal.hpp"
#include "core/ops/edit.hpp"

namespace voicehub::cli {

// What `voicehub dev` says of an edit: one line ("tts  server.py  detected 34 ms · restarted 41 ms
// · healthy 312 ms · verified sha256:3f9a…"), and below a failed one why and what to do; or one
// JSON object.
[[nodiscard]] std::string edit_text(const ops::Edit& edit,
                                    OutputFormat format,
                                    const Terminal& terminal);

}  // namespace voicehub::cli
