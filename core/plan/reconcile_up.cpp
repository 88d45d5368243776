#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.hpp"
#include "core/plan/anonymous_volumes.hpp"
#include "core/plan/changed_resources.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/decision.hpp"
#include "core/plan/dev_form.hpp"
#include "core/plan/orphans.hpp"
#include "core/plan/places.hpp"
#include "core/plan/preflight.hpp"
#include "core/plan/reconcile_steps.hpp"
#include "core/plan/shared_steps.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::plan {
namespace {

using Steps = std::vector<std::size_t>;

// A port or an address of this machine belongs to one container at a time.
bool can_run_twice(const docker::ContainerSpec& spec, const Service& service) {
  return service.network_mode != "host" &&
         std::ranges::all_of(service.ports,
                             [](const Port& port) { return port.published.empty(); }) &&
         std::ranges::all_of(spec.networks,
                             [](const auto& entry) { return entry.second.ipv4_address.empty(); });
}

// Builds the plan service by service, dependencies first.
class UpPlanner {
 public:
  UpPlanner(const Project& desired, const ObservedState& observed, const ReconcileOptions& options)
      : desired_{desired}, observed_{observed}, options_{options} {}

  Result<Plan> run() {
    VH_TRY(const auto selected, select_services(desired_, options_.services));
    const bool follow = options_.goal == Goal::start && !options_.no_dependencies;
    VH_TRY(auto services, with_dependencies(desired_, selected));
    if (!follow) {
      std::erase_if(services, [&](const Service* service) {
        return std::ranges::find(selected, service) == selected.end();
      });
    }
    VH_TRY(course_.networks,
           replace_changed_networks(desired_, observed_, options_, services, shared_, plan_));
    std::ranges::move(changed_volumes(desired_, observed_), std::back_inserter(plan_.warnings));
    if (options_.one_off) {
      std::erase(services, &desired_.services.at(options_.one_off->service));
    }
    for (const Service* service : services) {
      VH_CHECK(add_service(*service));
    }
    if (options_.one_off) {
      VH_CHECK(add_one_off(*options_.one_off));
    }
    VH_CHECK(add_dependents(services));
    add_orphans();
    shared_.put_images_first();
    return std::move(plan_);
  }

 private:
  Result<void> add_service(const Service& service) {
    VH_TRY(const bool without_gpu, drop_gpu(service, observed_));
    std::vector<const ObservedContainer*> existing = containers_of(service.name);
    const auto kept = take_places(desired_, service, existing);
    const Steps cleared = add_clearing(service, existing);
    bool anything = !cleared.empty();
    for (const auto& [number, container] : kept) {
      SpecContext context = context_of(service, number, observed_.containers);
      context.drop_gpu = without_gpu;
      const auto spec = container_spec(desired_, service, context);
      const Wanted wanted{number, container_name(desired_, service, number), &spec};
      VH_TRY(const bool touched, add_container(service, wanted, container, cleared));
      anything = anything || touched;
    }
    if (anything && without_gpu) {
      plan_.warnings.push_back(fmt::format(
          "{}: no GPU here, and x-voicehub.gpu is optional: it runs without one", service.name));
    }
    return done();
  }

  // Those that nobody has named, and that follow what they depend on.
  Result<void> add_dependents(const std::vector<const Service*>& planned) {
    if (options_.no_dependencies || course_.disturbed.empty()) {
      return done();
    }
    VH_TRY(const auto all, select_services(desired_, {}));
    VH_TRY(const auto ordered, with_dependencies(desired_, all));
    for (const Service* service : ordered) {
      const bool is_planned = std::ranges::find(planned, service) != planned.end();
      if (!is_planned && !followed(*service, course_).empty() &&
          !containers_of(service->name).empty()) {
        VH_CHECK(add_service(*service));
      }
    }
    return done();
  }

  // What is in the way goes first: a container that an interrupted run left has the very name that
  // the next one needs.
  Steps add_clearing(const Service& service, const std::vector<const ObservedContainer*>& surplus) {
    Steps cleared;
    for (const ObservedContainer* container : surplus) {
      const bool leftover = is_temporary_name(container->summary.name());
      cleared.push_back(add_removal(&service,
                                    *container,
                                    leftover ? "left by an interrupted run"
                                             : fmt::format("replicas is {}", service.replicas)));
    }
    return cleared;
  }

  Result<bool> add_container(const Service& service,
                             const Wanted& wanted,
                             const ObservedContainer* container,
                             const Steps& cleared) {
    const Decision decision =
        container == nullptr ? Decision{Decision::Kind::recreate, "not created yet"}
                             : decide(service, wanted, *container, observed_, options_, course_);
    if (decision.kind == Decision::Kind::keep) {
      note_kept(service, *container);
      return false;
    }
    VH_CHECK(check_ports(desired_, service, observed_));
    VH_TRY(Steps ready, shared_.before_start(service));
    ready.insert(ready.end(), cleared.begin(), cleared.end());
    switch (decision.kind) {
      case Decision::Kind::start:
        add_start(service, wanted, container->summary.id, ready, decision.cause);
        break;
      case Decision::Kind::restart:
        course_.disturbed.insert(service.name);
        add_restart(service, wanted, *container, ready, decision.cause);
        break;
      case Decision::Kind::restart_server:
        course_.disturbed.insert(service.name);
        plan_.add({RestartServer{service.name, container->summary.id},
                   service_subject(service.name, wanted.number),
                   decision.cause,
                   ready});
        break;
      default:
        VH_CHECK(add_creation(service, wanted, container, std::move(ready), decision.cause));
        break;
    }
    return true;
  }

  void note_kept(const Service& service, const ObservedContainer& container) {
    if (options_.form == Form::keep && reload::is_dev(container.summary.labels)) {
      plan_.notes.push_back(fmt::format(
          "{} has the agent of voicehub dev and is left as it is; start --plain makes it plain",
          service.name));
    }
  }

  Result<void> add_creation(const Service& service,
                            const Wanted& wanted,
                            const ObservedContainer* old,
                            Steps ready,
                            const std::string& cause) {
    VH_CHECK(check_name(desired_, wanted.name, observed_));
    VH_CHECK(check_applicable(service));
    VH_CHECK(check_engine(service));
    VH_TRY(const Steps needed, shared_.before_creation(service));
    ready.insert(ready.end(), needed.begin(), needed.end());
    course_.made_anew.insert(service.name);
    if (old != nullptr) {
      course_.disturbed.insert(service.name);
    }
    std::optional<Joins> joins = add_joins(service, ready);
    const std::string subject = service_subject(service.name, wanted.number);
    const std::string made =
        old == nullptr ? wanted.name : old->summary.id.brief() + "_" + wanted.name;
    auto agent = agent_setup(service, wanted.name, old, observed_, options_);
    if (agent) {
      docker::Labels labels{{std::string{label::kProject}, desired_.name}};
      ready = {
          plan_.add({FillAgentVolume{*agent, std::move(labels)}, subject, "for the agent", ready})};
    }
    docker::ContainerSpec spec = *wanted.spec;
    if (old != nullptr && !options_.renew_volumes) {
      const auto image = observed_.images.find(service.image);
      keep_anonymous_volumes(
          spec, *old, image == observed_.images.end() ? nullptr : &image->second);
    }
    std::size_t last =
        plan_.add({CreateContainer{made, std::move(spec), std::move(agent), std::move(joins)},
                   subject,
                   cause,
                   std::move(ready)});
    last = add_completion(service, {made}, *wanted.spec, subject, last);
    if (!options_.start) {
      if (old != nullptr) {
        last = add_replacement(service, *old, wanted, made, last);
      }
      started_[service.name].push_back({last, {wanted.name}, wanted.number});
    } else if (old == nullptr) {
      add_start(service, wanted, {wanted.name}, {last}, "created");
    } else if (options_.overlap && is_serving(*old) && can_run_twice(*wanted.spec, service)) {
      add_takeover(service, *old, wanted, made, last);
    } else {
      last = add_replacement(service, *old, wanted, made, last);
      add_start(service, wanted, {wanted.name}, {last}, "replaces the old one");
    }
    return done();
  }

  Result<void> check_engine(const Service& service) {
    VH_TRY(std::vector<std::string> warnings, plan::check_engine(service, observed_));
    std::ranges::move(warnings, std::back_inserter(plan_.warnings));
    return done();
  }

  // What a container gets between being made and being started.
  std::size_t add_completion(const Service& service,
                             const docker::ContainerId& container,
                             const docker::ContainerSpec& spec,
                             const std::string& subject,
                             std::size_t made) {
    std::size_t last = made;
    for (const auto& [network, endpoint] : spec.networks) {
      if (network != spec.network_mode) {
        last = plan_.add(
            {ConnectNetwork{container, network, endpoint}, subject, "second network", {last}});
      }
    }
    if (!service.files.empty()) {
      last = plan_.add(
          {PlaceFiles{container, service.files}, subject, "its secrets and configs", {last}});
    }
    return last;
  }

  // The containers that are joined have to run before the one that joins them is made.
  std::optional<Joins> add_joins(const Service& service, Steps& ready) {
    if (service.config_with_joins.empty()) {
      return std::nullopt;
    }
    Joins joins{.config = service.config_with_joins};
    for (const std::string& joined : service.joins()) {
      joins.containers[joined] = {container_name(desired_, desired_.services.at(joined), 1)};
      for (const Started& started : started_[joined]) {
        ready.push_back(started.step);
      }
    }
    return joins;
  }

  // Runs, and has not been stopped earlier in the plan.
  [[nodiscard]] bool is_serving(const ObservedContainer& container) const {
    return container.running() && !course_.networks.stopped.contains(container.summary.id);
  }

  void add_takeover(const Service& service,
                    const ObservedContainer& old,
                    const Wanted& wanted,
                    const std::string& made,
                    std::size_t created) {
    add_start(service, wanted, {made}, {created}, "takes over from the old one");
    Started& started = started_[service.name].back();
    const std::size_t healthy = plan_.add({AwaitTakeover{service.name, {made}},
                                           service_subject(service.name, wanted.number),
                                           "the old one serves until then",
                                           {started.step}});
    started.step = add_replacement(service, old, wanted, made, healthy);
    started.container = {wanted.name};
  }

  // The new container is complete before the old one is touched, so that a mistake costs no running
  // engine.
  std::size_t add_replacement(const Service& service,
                              const ObservedContainer& old,
                              const Wanted& wanted,
                              const std::string& made,
                              std::size_t created) {
    const std::string subject = service_subject(service.name, wanted.number);
    std::size_t last = created;
    if (is_serving(old)) {
      last = add_stop(plan_,
                      &service,
                      old,
                      stop_timeout(&service, old, observed_, options_),
                      "is being replaced",
                      {last});
    }
    last = plan_.add({RemoveContainer{old.summary.id, options_.renew_volumes},
                      subject,
                      "is being replaced",
                      {last}});
    const std::string volume = old.summary.label(std::string{reload::label::kVolume});
    const bool stays = agent_setup(service, wanted.name, &old, observed_, options_).has_value();
    if (!volume.empty() && !stays) {
      plan_.add({RemoveVolume{volume}, "volume:" + volume, "no agent needs it any more", {last}});
    }
    return plan_.add(
        {RenameContainer{{made}, wanted.name}, subject, "takes the name of the old one", {last}});
  }

  void add_restart(const Service& service,
                   const Wanted& wanted,
                   const ObservedContainer& container,
                   const Steps& ready,
                   const std::string& cause) {
    const std::size_t stopped = add_stop(plan_,
                                         &service,
                                         container,
                                         stop_timeout(&service, container, observed_, options_),
                                         cause,
                                         ready);
    add_start(service, wanted, container.summary.id, {stopped}, cause);
  }

  void add_start(const Service& service,
                 const Wanted& wanted,
                 docker::ContainerId container,
                 Steps ready,
                 const std::string& cause) {
    for (const auto& [name, dependency] : service.depends_on) {
      add_condition(name, dependency, ready);
    }
    const std::string subject = service_subject(service.name, wanted.number);
    std::size_t started = plan_.add({StartContainer{container}, subject, cause, std::move(ready)});
    started = add_hooks(service, wanted, container, started);
    started_[service.name].push_back({started, container, wanted.number});
  }

  // What runs beside the main process, one after the other, before others may depend on it.
  std::size_t add_hooks(const Service& service,
                        const Wanted& wanted,
                        docker::ContainerId container,
                        std::size_t started) {
    for (const Hook& hook : service.post_start) {
      started = plan_.add({RunHook{container, hook},
                           service_subject(service.name, wanted.number),
                           "post_start",
                           {started}});
    }
    return started;
  }

  // Waits for what was started in this plan, and for what runs already but has to be healthy or
  // complete.
  void add_condition(const std::string& name, const Dependency& dependency, Steps& ready) {
    if (const auto waits = waits_.find({name, dependency.condition}); waits != waits_.end()) {
      ready.insert(ready.end(), waits->second.begin(), waits->second.end());
      return;
    }
    Steps steps;
    std::vector<Started> targets = started_[name];
    const bool in_plan = !targets.empty();
    if (!in_plan && dependency.condition != DependencyCondition::started) {
      for (const ObservedContainer* container : containers_of(name)) {
        targets.push_back({0, container->summary.id, container->number});
      }
    }
    for (const Started& target : targets) {
      const Steps after = in_plan ? Steps{target.step} : Steps{};
      if (dependency.condition == DependencyCondition::started) {
        steps.push_back(target.step);
        continue;
      }
      steps.push_back(plan_.add({WaitFor{name, target.container, dependency.condition},
                                 service_subject(name, target.number),
                                 "others depend on it",
                                 after}));
    }
    ready.insert(ready.end(), steps.begin(), steps.end());
    waits_[{name, dependency.condition}] = std::move(steps);
  }

  std::size_t add_removal(const Service* service,
                          const ObservedContainer& container,
                          const std::string& cause) {
    const std::string subject = service_subject(container.service, container.number);
    Steps after;
    if (container.running()) {
      after.push_back(add_stop(plan_,
                               service,
                               container,
                               stop_timeout(service, container, observed_, options_),
                               cause,
                               {}));
    }
    return plan_.add({RemoveContainer{container.summary.id, true}, subject, cause, after});
  }

  // Last, so that a dependency that does not come up leaves nothing of it behind.
  Result<void> add_one_off(const OneOff& one_off) {
    const Service& service = desired_.services.at(one_off.service);
    VH_TRY(const bool without_gpu, drop_gpu(service, observed_));
    VH_CHECK(check_one_off_ports(desired_, service, observed_));
    VH_CHECK(check_name(desired_, one_off.name, observed_));
    VH_CHECK(check_applicable(service));
    VH_CHECK(check_engine(service));
    VH_TRY(const std::optional<std::size_t> cleared, clear_name(one_off.name));
    VH_TRY(Steps ready, shared_.before_start(service));
    VH_TRY(const Steps needed, shared_.before_creation(service));
    ready.insert(ready.end(), needed.begin(), needed.end());
    const std::string subject = "container:" + one_off.name;
    if (one_off.pull && observed_.images.contains(service.image)) {
      ready.push_back(plan_.add(
          {PullImage{service.image, service.platform}, "image:" + service.image, "--pull", {}}));
    }
    if (cleared) {
      ready.push_back(*cleared);
    }
    for (const auto& [name, dependency] : service.depends_on) {
      if (!options_.no_dependencies) {
        add_condition(name, dependency, ready);
      }
    }
    std::optional<Joins> joins = add_joins(service, ready);
    const auto spec = one_off_spec(desired_, one_off, without_gpu);
    std::size_t last =
        plan_.add({CreateContainer{one_off.name, spec, std::nullopt, std::move(joins)},
                   subject,
                   "for one command",
                   std::move(ready)});
    last = add_completion(service, {one_off.name}, spec, subject, last);
    if (one_off.start) {
      plan_.add({StartContainer{{one_off.name}}, subject, "created", {last}});
    }
    return done();
  }

  // A container that was made and never started is what a run leaves that was killed.
  Result<std::optional<std::size_t>> clear_name(const std::string& name) {
    for (const auto* group : {&observed_.containers, &observed_.one_offs}) {
      for (const ObservedContainer& container : *group) {
        if (container.summary.name() != name) {
          continue;
        }
        if (group != &observed_.one_offs || container.summary.state != "created") {
          return make_error(
              ErrorCode::conflict,
              fmt::format(
                  "the project has a container '{}' already ({})", name, container.summary.status),
              fmt::format("remove it (docker rm -f {}) or give another --name", name));
        }
        return std::optional{plan_.add({RemoveContainer{container.summary.id, true},
                                        "container:" + name,
                                        "left by an interrupted run",
                                        {}})};
      }
    }
    return std::optional<std::size_t>{};
  }

  void add_orphans() {
    const bool remove = options_.remove_orphans || desired_.orphans == OrphanPolicy::remove;
    for (const ObservedContainer* container : orphans_of(desired_, observed_)) {
      if (remove) {
        add_removal(nullptr, *container, "its service is not in the file");
      }
    }
    for (const ObservedContainer& container : observed_.one_offs) {
      const std::string& state = container.summary.state;
      if (remove && (state == "exited" || state == "dead")) {
        plan_.add({RemoveContainer{container.summary.id, true},
                   "container:" + container.summary.name(),
                   "a finished one-off container",
                   {}});
      }
    }
    if (!remove) {
      warn_of_orphans(desired_, observed_, plan_);
    }
  }

  std::vector<const ObservedContainer*> containers_of(const std::string& service) const {
    std::vector<const ObservedContainer*> found;
    for (const ObservedContainer& container : observed_.containers) {
      if (container.service == service) {
        found.push_back(&container);
      }
    }
    return found;
  }

  struct Started {
    std::size_t step;
    docker::ContainerId container;
    int number;
  };

  const Project& desired_;
  const ObservedState& observed_;
  const ReconcileOptions& options_;
  Plan plan_;
  SharedSteps shared_{desired_, observed_, plan_};
  std::map<std::string, std::vector<Started>> started_;
  Course course_;
  std::map<std::pair<std::string, DependencyCondition>, Steps> waits_;
};

}  // namespace

Result<Plan> reconcile_up(const Project& desired,
                          const ObservedState& observed,
                          const ReconcileOptions& options) {
  return UpPlanner{desired, observed, options}.run();
}

}  // namespace voicehub::plan
