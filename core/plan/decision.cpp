#include "core/plan/decision.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/plan/container_spec.hpp"
#include "core/plan/dev_form.hpp"
#include "core/plan/reconcile_steps.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::plan {
namespace {

using Kind = Decision::Kind;

std::string field_difference(const Wanted& wanted, const ObservedContainer& container) {
  const Fields after = from_label(wanted.spec->labels.at(std::string{label::kSpec}));
  const std::string spec = container.summary.label(std::string{label::kSpec});
  const docker::ContainerDetails details = container.details.value_or(docker::ContainerDetails{});
  const Fields before = spec.empty() ? observed_fields(details, *wanted.spec) : from_label(spec);
  return explain_difference(before, after, details.environment, wanted.spec->environment);
}

// Why the container cannot stay; empty when it is what the file asks for.
std::string difference(const Service& service,
                       const Wanted& wanted,
                       const ObservedContainer& container,
                       const ObservedState& observed,
                       const Course& course) {
  const docker::ContainerSummary& summary = container.summary;
  if (summary.name() != wanted.name) {
    return fmt::format("container_name {} → {}", summary.name(), wanted.name);
  }
  for (const auto& [network, endpoint] : wanted.spec->networks) {
    const auto& causes = course.networks.causes;
    if (const auto changed = causes.find(network); changed != causes.end()) {
      return changed->second;
    }
  }
  if (!is_made_of(summary, service, *wanted.spec)) {
    const std::set<std::string> joins = service.joins();
    std::string reason = field_difference(wanted, container);
    if (reason.empty() && !joins.empty()) {
      reason = fmt::format("{} was made anew", fmt::join(joins, " or "));
    }
    if (!reason.empty()) {
      return reason;
    }
  }
  if (const auto image = observed.images.find(service.image);
      image != observed.images.end() && image->second.id != summary.image_id) {
    return "the image is newer than the container";
  }
  return {};
}

bool is_asked_for_anew(const Service& service, const ReconcileOptions& options) {
  return is_named(service, options) ? options.recreate == Recreate::all
                                    : options.recreate_dependencies;
}

// Empty when it may stay.
std::string reason_to_recreate(const Service& service,
                               const Wanted& wanted,
                               const ObservedContainer& container,
                               const ObservedState& observed,
                               const ReconcileOptions& options,
                               const Course& course) {
  if (is_asked_for_anew(service, options)) {
    return "asked to recreate";
  }
  for (const std::string& joined : service.joins()) {
    if (course.made_anew.contains(joined)) {
      return fmt::format("joins {}, which is made anew", joined);
    }
  }
  std::string cause = difference(service, wanted, container, observed, course);
  if (cause.empty()) {
    cause = form_difference(service, container, options);
  }
  if (cause.empty() && container.summary.state == "created" && !service.files.empty()) {
    cause = "created, and perhaps without its secrets and configs";
  }
  return cause;
}

}  // namespace

std::string followed(const Service& service, const Course& course) {
  for (const auto& [name, dependency] : service.depends_on) {
    if (dependency.restart && course.disturbed.contains(name)) {
      return name;
    }
  }
  return {};
}

Decision decide(const Service& service,
                const Wanted& wanted,
                const ObservedContainer& container,
                const ObservedState& observed,
                const ReconcileOptions& options,
                const Course& course) {
  const std::string& state = container.summary.state;
  if (options.recreate != Recreate::none) {
    std::string cause = reason_to_recreate(service, wanted, container, observed, options, course);
    if (!cause.empty()) {
      return {Kind::recreate, std::move(cause)};
    }
  }
  if (state == "dead" || state == "removing") {
    return {Kind::recreate, "the container is " + state};
  }
  if (!options.start) {
    return {};
  }
  if (!container.running()) {
    return {Kind::start, state == "created" ? "created and never started" : "was " + state};
  }
  if (const std::string dependency = followed(service, course); !dependency.empty()) {
    return {Kind::restart, fmt::format("restarts with {}", dependency)};
  }
  if (options.goal == Goal::restart) {
    const bool by_agent = state == "running" && reload::is_dev(container.summary.labels);
    return {by_agent ? Kind::restart_server : Kind::restart, "asked to restart"};
  }
  return {};
}

}  // namespace voicehub::plan
