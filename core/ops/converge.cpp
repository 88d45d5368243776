#include "core/ops/converge.hpp"

#include <algorithm>
#include <filesystem>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/digest.hpp"
#include "core/base/task_group.hpp"
#include "core/ops/build.hpp"
#include "core/ops/hot_restart.hpp"
#include "core/ops/wait_healthy.hpp"
#include "core/plan/apply.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/journal.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

// Two projects of the same name on two daemons are two projects; /run/docker.sock and
// /var/run/docker.sock are mostly one daemon.
std::string journal_name(const Session& session, const Project& project) {
  constexpr std::string_view kUnix = "unix://";
  std::string daemon = session.endpoint.shown;
  if (daemon.starts_with(kUnix)) {
    std::error_code ignored;
    daemon = std::filesystem::weakly_canonical(daemon.substr(kUnix.size()), ignored).string();
  }
  return project.name + "-" + sha256(daemon).hex.substr(0, 8);
}

Task<plan::Journal> open_journal(Session& session,
                                 const Project& project,
                                 const ConvergeRequest& request) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kPause{20};
  const std::string name = journal_name(session, project);
  const auto end = Clock::now() + request.lock_patience;
  boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
  while (true) {
    auto opened = plan::Journal::open(session.journal_folder, name, request.verb);
    if (opened || opened.error().code != ErrorCode::conflict || Clock::now() >= end) {
      co_return opened;
    }
    pause.expires_after(kPause);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

Task<void> wait_for(Session& session,
                    const Project& project,
                    plan::WaitFor wait,
                    ConvergeRequest& request) {
  const Service& service = project.services.at(wait.service);
  switch (wait.condition) {
    case DependencyCondition::started: break;
    case DependencyCondition::completed:
      co_return co_await wait_completed(session, service, wait.container);
    case DependencyCondition::healthy:
      co_return co_await wait_health_check(
          session, project, service, wait.container, {.deadline = request.health_deadline});
  }
  co_return done();
}

// One that does not become healthy leaves no trace.
Task<void> await_takeover(Session& session,
                          const Project& project,
                          plan::AwaitTakeover takeover,
                          std::optional<std::chrono::milliseconds> deadline) {
  const Service& service = project.services.at(takeover.service);
  auto healthy =
      co_await wait_healthy(session, project, service, takeover.container, {.deadline = deadline});
  if (!healthy) {
    (void)co_await session.docker.remove_container(takeover.container,
                                                   {.force = true, .anonymous_volumes = true});
  }
  co_return healthy;
}

// Only a container that would have to be killed is worth asking whether it is an engine.
Task<void> find_engines(Session& session, const Project& project, plan::ObservedState& observed) {
  for (const plan::ObservedContainer& container : observed.containers) {
    const auto service = project.services.find(container.service);
    if (service != project.services.end() && container.ignores_sigterm.value_or(false)) {
      VH_CO_TRY(const ServiceHealth health,
                co_await look(session, service->second, container.summary));
      if (health.is_engine) {
        observed.engines.insert(container.service);
      }
    }
  }
  co_return done();
}

// An agent that cannot be reached is no reason to leave the old code running.
Task<void> restart_container(Session& session, docker::ContainerId container) {
  VH_CO_CHECK(co_await session.docker.stop_container(container, std::nullopt));
  co_return co_await session.docker.start_container(container);
}

Task<void> restart_server_of(Session& session,
                             const Project& project,
                             plan::RestartServer restart) {
  const Service& service = project.services.at(restart.service);
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  const auto found = std::ranges::find(listed, restart.container, &docker::ContainerSummary::id);
  if (found == listed.end()) {
    co_return make_error(ErrorCode::not_found,
                         fmt::format("the container of {} is gone", service.name),
                         fmt::format("voicehub start {}", service.name));
  }
  const docker::ContainerSummary container = *found;
  bool reached = false;
  const auto restarted = co_await reload::converse(
      session.docker, container, {}, [&](reload::AgentChannel& agent) -> Task<void> {
        VH_CO_CHECK(co_await agent.hello());
        reached = true;
        VH_CO_TRY(const HotRestart done_by_agent,
                  co_await restart_server(session, {service, container, agent}));
        for (const std::string& warning : done_by_agent.warnings) {
          session.events.warning(service.name, warning);
        }
        co_return done();
      });
  if (reached) {
    co_return restarted;
  }
  session.events.warning(service.name, "its agent does not answer: the container is restarted");
  co_return co_await restart_container(session, container.id);
}

Task<Converged> decide(Session& session, const Project& project, const ConvergeRequest& request) {
  Converged result;
  VH_CO_TRY(result.observed,
            co_await plan::observe(session.docker, session.files, project, request.reconcile));
  VH_CO_CHECK(co_await find_engines(session, project, result.observed));
  VH_CO_TRY(result.plan, plan::reconcile(project, result.observed, request.reconcile));
  co_return result;
}

void tell_findings(Session& session, const plan::Plan& plan) {
  for (const std::string& warning : plan.warnings) {
    session.events.warning("", warning);
  }
  for (const std::string& note : plan.notes) {
    session.events.note("", note);
  }
}

}  // namespace

Task<Converged> converge(Session& session, const Project& project, ConvergeRequest request) {
  request.reconcile.remote = session.endpoint.remote;
  request.reconcile.dry_run = request.dry_run;
  std::optional<plan::Journal> journal;
  if (!request.dry_run) {
    VH_CO_TRY(plan::Journal opened, co_await open_journal(session, project, request));
    journal.emplace(std::move(opened));
    if (journal->interrupted()) {
      session.events.note("", fmt::format("an earlier {}; picking up", *journal->interrupted()));
    }
  }
  auto decided = co_await decide(session, project, request);
  if (!decided) {
    if (journal) {
      journal->finish();  // nothing has been done
    }
    co_return std::unexpected(decided.error());
  }
  Converged result = std::move(*decided);
  tell_findings(session, result.plan);
  if (request.dry_run) {
    co_return result;
  }
  plan::StepHandlers handlers;
  handlers.build = [&](plan::BuildImage build) {
    return build_service(session, project, project.services.at(build.service));
  };
  handlers.wait = [&](plan::WaitFor wait) {
    return wait_for(session, project, std::move(wait), request);
  };
  handlers.await_takeover = [&](plan::AwaitTakeover takeover) {
    return await_takeover(session, project, std::move(takeover), request.health_deadline);
  };
  handlers.restart_server = [&](plan::RestartServer restart) {
    return restart_server_of(session, project, std::move(restart));
  };
  handlers.done = [&](const plan::Step& step) {
    journal->record(plan::name_of(step.action) + " " + step.subject);
  };
  auto applied = co_await plan::apply(
      session.docker, session.files, session.events, result.plan, std::move(handlers));
  // A failure leaves a state that the next run sees for itself; only being killed needs an
  // explanation.
  journal->finish();
  if (!applied) {
    co_return std::unexpected(applied.error());
  }
  co_return result;
}

Task<void> await_health(Session& session,
                        const Project& project,
                        std::vector<std::string> services,
                        std::vector<plan::ObservedContainer> listed,
                        std::optional<std::chrono::milliseconds> deadline) {
  const bool just_started = listed.empty();
  if (just_started) {
    VH_CO_TRY(auto containers,
              co_await session.docker.list_containers(plan::of_project(project.name)));
    listed = plan::project_containers(project.name, std::move(containers));
  }
  const WaitOptions options{.deadline = deadline, .just_started = just_started};
  std::vector<Task<void>> waits;
  for (const plan::ObservedContainer& container : listed) {
    const auto service = project.services.find(container.service);
    const bool meant =
        service != project.services.end() &&
        (services.empty() || std::ranges::find(services, container.service) != services.end());
    if (meant) {
      waits.push_back(wait_healthy(session, project, service->second, container.summary, options));
    }
  }
  for (const Result<void>& result : co_await run_all(std::move(waits))) {
    VH_CO_CHECK(result);
  }
  co_return done();
}

}  // namespace voicehub::ops
