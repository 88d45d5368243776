#pragma once

#include <string>

#include "cli/display/terminal.hpp"
#include "core/ops/bench.hpp"

namespace voicehub::cli {

[[nodiscard]] std::string bench_text(const ops::BenchResult& result, const Terminal& terminal);
[[nodiscard]] std::string bench_json(const ops::BenchResult& result);

// How long each accepted request took: a curve of the share that was at least as quick.
[[nodiscard]] std::string bench_svg(const ops::BenchResult& result);

}  // namespace voicehub::cli
