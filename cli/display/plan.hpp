#pragma once

#include <string>

#include "cli/display/terminal.hpp"
#include "core/plan/plan.hpp"

namespace voicehub::cli {

class Context;

// A plan as a table: what would be done, after what, and why.
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const Terminal& terminal);
[[nodiscard]] std::string plan_json(const plan::Plan& plan);

void show_plan(const plan::Plan& plan, const Context& context);  // on stdout

}  // namespace voicehub::cli
