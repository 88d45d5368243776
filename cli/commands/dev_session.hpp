#pragma once

#include "cli/context.hpp"
#include "core/ops/dev.hpp"

namespace voicehub::cli {

// `dev` and `watch`: shows what the session tells, and with `keys` obeys the keyboard, where there
// is one.
[[nodiscard]] Task<int> run_dev(ops::Session& session,
                                Context& context,
                                ops::DevOptions options,
                                bool keys);

}  // namespace voicehub::cli
