#include "core/ops/pull.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/plan/apply.hpp"

namespace voicehub::ops {
namespace {

Task<std::set<std::string>> references(Session& session) {
  VH_CO_TRY(const auto images, co_await session.docker.list_images());
  std::set<std::string> names;
  for (const docker::ImageDetails& image : images) {
    names.insert(image.tags.begin(), image.tags.end());
  }
  co_return names;
}

bool can_be_built(const Project& project, const std::string& reference) {
  return std::ranges::any_of(project.services, [&](const auto& entry) {
    return entry.second.image == reference && entry.second.build;
  });
}

// Nothing: it was told, and is not in the way of the others.
std::optional<Error> failure_of(Session& session,
                                const Project& project,
                                const PullOptions& options,
                                const std::string& reference,
                                Error error) {
  error.message = fmt::format("cannot pull the image '{}'", reference);
  error.hint = docker::login_hint(reference, error.cause);
  if (error.hint.empty()) {
    error.hint = "check its name, and whether the registry can be reached from the Docker Engine";
  }
  const bool buildable = can_be_built(project, reference);
  const bool gone =
      error.code == ErrorCode::cancelled || error.code == ErrorCode::docker_unreachable;
  if (gone || (!buildable && !options.ignore_failures)) {
    return error;
  }
  session.events.warning("image " + reference,
                         fmt::format("could not be pulled{}: {}",
                                     buildable ? " and can be built: voicehub build" : "",
                                     error.cause));
  return std::nullopt;
}

}  // namespace

Task<plan::Plan> pull(Session& session, const Project& project, PullOptions options) {
  VH_CO_TRY(const std::set<std::string> present, co_await references(session));
  VH_CO_TRY(plan::Plan plan, plan::plan_pull(project, present, options.choice));
  for (const std::string& note : plan.notes) {
    session.events.note("", note);
  }
  if (options.dry_run) {
    co_return plan;
  }
  // Each in a plan of its own: one plan has one outcome.
  std::vector<Task<void>> pulls;
  pulls.reserve(plan.steps.size());
  for (const plan::Step& step : plan.steps) {
    pulls.push_back(
        plan::apply(session.docker, session.files, session.events, {.steps = {step}}, {}));
  }
  auto outcomes = co_await run_all(std::move(pulls));
  std::optional<Error> first;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i]) {
      const auto& action = std::get<plan::PullImage>(plan.steps[i].action);
      auto failure =
          failure_of(session, project, options, action.reference, std::move(outcomes[i].error()));
      first = first ? first : failure;
    }
  }
  if (first) {
    co_return std::unexpected(*first);
  }
  co_return plan;
}

}  // namespace voicehub::ops
