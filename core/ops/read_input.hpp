#pragma once

#include <functional>
#include <string_view>

#include "core/base/task.hpp"

namespace voicehub::ops {

// Everything that comes from a descriptor (a pipe, a terminal, a file), until its end or an error
// of `take`. An interrupt ends the wait for somebody who does not write.
[[nodiscard]] Task<void> read_input(int descriptor,
                                    std::function<Result<void>(std::string_view piece)> take);

}  // namespace voicehub::ops
