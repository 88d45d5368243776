#pragma once

#include <string>
#include <string_view>

#include "cli/display/terminal.hpp"
#include "core/plan/plan.hpp"

namespace voicehub::cli {

class Context;

// A plan as a table: what would be done, after what, and why.
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const Terminal& terminal);
[[nodiscard]] std::string plan_json(const plan::Plan& plan);

void show_plan(const plan::Plan& plan, const Context& context);  // on stdout

struct OutcomeWords {
  std::string_view nothing;  // there was nothing to do
  std::string_view done;
};

// How a verb ends: with the plan itself where it was only to be shown, else in words.
void tell_outcome(const plan::Plan& plan,
                  bool only_shown,
                  const OutcomeWords& words,
                  Context& context);

}  // namespace voicehub::cli
