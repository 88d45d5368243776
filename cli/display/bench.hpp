#pragma once

#include <string>

#include "cli/display/terminal.hpp"
#include "core/ops/bench.hpp"

namespace voicehub::cli {

[[nodiscard]] std::string bench_text(const ops::Bench& bench, const Terminal& terminal);
[[nodiscard]] std::string bench_json(const ops::Bench& bench);

// Every request a dot over the time at which it began, at how long it took, on a logarithmic axis;
// with a line at each percentile. Of very many requests every n-th is drawn.
[[nodiscard]] std::string bench_svg(const ops::Bench& bench);

}  // namespace voicehub::cli
