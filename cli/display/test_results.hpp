#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/ops/test.hpp"

namespace voicehub::cli {

class Context;

[[nodiscard]] std::string test_results_text(const std::vector<ops::TestedService>& tested,
                                            const Terminal& terminal);
[[nodiscard]] std::string test_results_json(const std::vector<ops::TestedService>& tested);
// JUnit XML: a suite a service, a case a check.
[[nodiscard]] std::string junit_text(const std::vector<ops::TestedService>& tested);

void show_test_results(const std::vector<ops::TestedService>& tested,
                       const Context& context);  // on stdout

}  // namespace voicehub::cli
