#pragma once

#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"

namespace voicehub::compose {

// A compose file that makes the containers which lines of `docker run` make.
struct FromRun {
  Node file;
  Notes notes;  // what a compose file has no word for, by name
};

// `text` is what somebody would type, with line ends, quotes and variables, into a shell of any
// system; each `docker run` in it becomes a service. An option that docker does not know is a usage
// error.
[[nodiscard]] Result<FromRun> from_run(std::string_view text);

// The same of the words of one line, which a shell has split already.
[[nodiscard]] Result<FromRun> from_run(const std::vector<std::string>& words);

}  // namespace voicehub::compose
