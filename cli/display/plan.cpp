#include "cli/display/plan.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/context.hpp"
#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

std::vector<std::size_t> numbers_of(const std::vector<std::size_t>& indices) {
  std::vector<std::size_t> numbers;
  for (const std::size_t index : indices) {
    numbers.push_back(index + 1);
  }
  return numbers;
}

}  // namespace

std::string plan_text(const plan::Plan& plan, const Terminal& terminal) {
  if (plan.empty()) {
    return "nothing to do\n";
  }
  Table table{{"STEP", "AFTER", "ACTION", "ON", "WHY"}};
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const plan::Step& step = plan.steps[i];
    table.add({{std::to_string(i + 1), Colour::dim},
               {fmt::format("{}", fmt::join(numbers_of(step.after), ",")), Colour::dim},
               {plan::name_of(step.action), Colour::bold},
               {step.subject},
               {step.cause}});
  }
  return table.text(terminal);
}

std::string plan_json(const plan::Plan& plan) {
  auto steps = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const plan::Step& step = plan.steps[i];
    steps.push_back({{"step", i + 1},
                     {"after", numbers_of(step.after)},
                     {"action", plan::name_of(step.action)},
                     {"on", step.subject},
                     {"why", step.cause}});
  }
  return nlohmann::ordered_json{{"steps", std::move(steps)}}.dump(2) + "\n";
}

void show_plan(const plan::Plan& plan, const Context& context) {
  const bool json = context.format() == OutputFormat::json;
  std::fputs((json ? plan_json(plan) : plan_text(plan, context.terminal())).c_str(), stdout);
}

void tell_outcome(const plan::Plan& plan,
                  bool only_shown,
                  const OutcomeWords& words,
                  Context& context) {
  if (only_shown) {
    show_plan(plan, context);
  } else if (plan.empty()) {
    context.events().note("", std::string{words.nothing});
  } else {
    context.tell_done(std::string{words.done});
  }
}

}  // namespace voicehub::cli
