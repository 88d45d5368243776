#include "core/plan/dev_form.hpp"

#include <fmt/format.h>

#include "core/plan/reconcile_steps.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::plan {
namespace {

// Mounting its folder would show the container a whole home folder, or the whole machine.
bool is_too_much_to_show(const HostPath& folder) {
  return parent(folder).text == "/" || parent(folder).text == "/home";
}

std::vector<reload::FollowedFile> followed_files(const Service& service,
                                                 const ObservedState& observed) {
  std::vector<reload::FollowedFile> followed;
  for (const Mount& mount : service.mounts) {
    const auto source = observed.bind_sources.find(mount.source.text);
    const bool is_file = mount.kind == MountKind::bind && source != observed.bind_sources.end() &&
                         source->second.type == FileType::file;
    if (is_file && classify(mount).role == MountRole::source &&
        !is_too_much_to_show(parent(mount.source))) {
      followed.push_back({mount.source, mount.target});
    }
  }
  return followed;
}

std::string agent_difference(const Service& service, const docker::ContainerSummary& container) {
  if (container.label(std::string{reload::label::kAgent}) != reload::agent_version()) {
    return "its agent is that of another voicehub";
  }
  const std::string has = container.label(std::string{reload::label::kDev});
  const auto asked = service.x_voicehub.reload;
  const bool is_other =
      (asked == ReloadKind::process || asked == ReloadKind::handover) && has != to_text(*asked);
  return is_other ? fmt::format("x-voicehub.reload {} → {}", has, to_text(*asked)) : std::string{};
}

}  // namespace

bool wants_agent(const Service& service, const ReconcileOptions& options) {
  return is_named(service, options) && reload::takes_edits(service);
}

std::string form_difference(const Service& service,
                            const ObservedContainer& container,
                            const ReconcileOptions& options) {
  const bool is_dev = reload::is_dev(container.summary.labels);
  if (options.form == Form::dev && wants_agent(service, options)) {
    return is_dev ? agent_difference(service, container.summary)
                  : "voicehub dev puts its agent in, so that edits need no new container";
  }
  if (options.form == Form::plain && is_dev) {
    return "it has the agent of voicehub dev, and a plain container was asked for";
  }
  return {};
}

std::optional<reload::AgentSetup> agent_setup(const Service& service,
                                              const std::string& name,
                                              const ObservedContainer* old,
                                              const ObservedState& observed,
                                              const ReconcileOptions& options) {
  const bool keeps = options.form == Form::keep && old != nullptr &&
                     reload::is_dev(old->summary.labels) && reload::takes_edits(service);
  const bool gets = options.form == Form::dev && wants_agent(service, options);
  if (!keeps && !gets) {
    return std::nullopt;
  }
  return reload::AgentSetup{.service = service,
                            .container = name,
                            .volume = reload::agent_volume_name(name),
                            .followed = followed_files(service, observed)};
}

}  // namespace voicehub::plan
