#include "core/ops/run.hpp"

#include <exception>
#include <random>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "core/ops/build.hpp"
#include "core/ops/converge.hpp"
#include "core/plan/one_off.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;

// 64 hex digits, as Docker Compose has them.
std::string make_slug() {
  std::random_device random;
  std::string slug;
  while (slug.size() < 64) {
    slug += fmt::format("{:08x}", random());
  }
  return slug;
}

Result<Project> changed_project(Project project,
                                const Service& service,
                                const RunOptions& options,
                                const FileSystem& files) {
  VH_TRY(Service changed,
         compose::changed_service(service, options.changes, files, options.context));
  changed.tty = options.tty;
  changed.stdin_open = options.interactive;
  if (!options.pull.empty()) {
    changed.pull_policy = options.pull;
  }
  project.services.at(service.name) = std::move(changed);
  return project;
}

std::optional<std::chrono::seconds> grace_of(const Service& service) {
  return service.stop_grace_period
             ? std::optional{std::chrono::ceil<std::chrono::seconds>(*service.stop_grace_period)}
             : std::nullopt;
}

Task<int> start_attached(Session& session,
                         docker::ContainerId container,
                         docker::ExecSession& command,
                         Relay relay) {
  auto started = co_await session.docker.start_container(container);
  if (!started) {
    // With nothing to look at in it, it is only in the way.
    (void)co_await session.docker.remove_container(container,
                                                   {.force = true, .anonymous_volumes = true});
    co_return std::unexpected(std::move(started).error());
  }
  co_return co_await relay(command);
}

// Also when nobody takes the output any more: nobody would end it.
Task<int> run_attached(Session& session,
                       docker::AttachRequest request,
                       std::optional<std::chrono::seconds> grace,
                       Relay relay) {
  const docker::ContainerId container = request.container;
  Result<int> exit_code;
  std::exception_ptr interrupted;
  try {
    auto command = co_await session.docker.attach_container(std::move(request));
    if (command) {
      exit_code = co_await start_attached(session, container, **command, std::move(relay));
    } else {
      exit_code = std::unexpected(std::move(command).error());
    }
  } catch (...) {
    interrupted = std::current_exception();
  }
  if (exit_code && !interrupted) {
    co_return exit_code;
  }
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const auto stopped = co_await session.docker.stop_container(container, grace);
  if (interrupted) {
    std::rethrow_exception(interrupted);
  }
  if (!stopped && stopped.error().code != ErrorCode::not_found) {
    session.events.warning("", stopped.error().message);
  }
  co_return exit_code;
}

plan::OneOff one_off_of(const Project& project, const Service& service, const RunOptions& options) {
  plan::OneOff one_off{.service = service.name,
                       .name = options.name,
                       .slug = make_slug(),
                       .use_aliases = options.use_aliases,
                       .auto_remove = options.remove,
                       .start = options.detach || options.dry_run,
                       .pull = options.pull == "always" && !service.build};
  if (one_off.name.empty()) {
    one_off.name = plan::one_off_name(project, service, one_off.slug);
  }
  return one_off;
}

}  // namespace

Task<RunOutcome> run(Session& session, const Project& project, RunOptions options, Relay relay) {
  VH_CO_TRY(const Service* service, find_service(project, options.service));
  VH_CO_TRY(const Project changed, changed_project(project, *service, options, session.files));
  if (options.build && !options.dry_run) {
    VH_CO_CHECK(co_await build(session, project, {.services = {service->name}}));
  }
  const plan::OneOff one_off = one_off_of(project, *service, options);
  // Several at once are usual, and each is quick: it waits for its turn.
  constexpr std::chrono::minutes kTurn{2};
  ConvergeRequest request{.verb = "run",
                          .reconcile = {.goal = plan::Goal::start,
                                        .services = {service->name},
                                        .no_dependencies = options.no_dependencies,
                                        .remove_orphans = options.remove_orphans,
                                        .one_off = one_off},
                          .dry_run = options.dry_run,
                          .lock_patience = kTurn};
  VH_CO_TRY(Converged converged, co_await converge(session, changed, std::move(request)));
  RunOutcome outcome{.plan = std::move(converged.plan), .container = {one_off.name}};
  if (options.dry_run) {
    co_return outcome;
  }
  if (options.detach) {
    outcome.goes_on = true;
    const auto details = co_await session.docker.inspect_container(outcome.container);
    if (details) {
      outcome.container = details->id;  // it may have ended, and be gone
    }
    co_return outcome;
  }
  docker::AttachRequest attach{.container = outcome.container,
                               .tty = options.tty,
                               .input = options.interactive,
                               .auto_removed = options.remove};
  VH_CO_TRY(
      outcome.exit_code,
      co_await run_attached(session, std::move(attach), grace_of(*service), std::move(relay)));
  if (options.tty) {
    const auto details = co_await session.docker.inspect_container(outcome.container);
    outcome.goes_on = details && details->state.running;
  }
  co_return outcome;
}

}  // namespace voicehub::ops
