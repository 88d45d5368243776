#pragma once

#include "core/base/paths.hpp"
#include "core/verify/leave_out.hpp"
#include "core/verify/question.hpp"
#include "core/verify/view.hpp"

namespace voicehub::verify {

// What this machine has at `source`, which is mounted as the question says. Reads in blocks,
// follows no link inside the folder, and leaves out what `leave_out` covers.
[[nodiscard]] View look_at_host(const HostPath& source,
                                const Question& question,
                                const LeaveOut& leave_out);

}  // namespace voicehub::verify
