#include "core/ops/dev_worker.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/memory.hpp"
#include "core/base/text.hpp"
#include "core/ops/build.hpp"
#include "core/ops/converge.hpp"
#include "core/ops/exit_report.hpp"
#include "core/ops/restart.hpp"
#include "core/ops/speak.hpp"
#include "core/ops/start.hpp"
#include "core/ops/sync_files.hpp"
#include "core/ops/verify.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"
#include "core/plan/run_hook.hpp"
#include "core/reload/dev_container.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Longer than the watcher takes to tell of an edit.
constexpr auto kSettled = 400ms;

milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

bool restarts(watch::Action action) {
  return action == watch::Action::restart || action == watch::Action::sync_restart;
}

bool syncs(watch::Action action) {
  return action == watch::Action::sync || action == watch::Action::sync_exec ||
         action == watch::Action::sync_restart;
}

std::vector<HostPath> paths_of(const watch::Impact& impact) {
  std::vector<HostPath> paths;
  for (const watch::Finding& finding : impact.findings) {
    paths.push_back(finding.change.path);
  }
  return paths;
}

// Of the edited file, or of the tree that it is in where the whole of that was read.
std::optional<Digest> digest_of(const verify::Report& proof, const std::vector<HostPath>& edited) {
  for (const verify::MountReport& mount : proof.mounts) {
    if (edited.empty() || !is_inside(edited.front().text, mount.source.text)) {
      continue;
    }
    const auto selected = mount.selected.find(shown(edited.front(), mount.source));
    return selected == mount.selected.end() ? mount.container : Digest{selected->second.digest};
  }
  return std::nullopt;
}

Error unproven(const verify::Report& proof) {
  const auto bad = std::ranges::find_if(proof.mounts, [](const verify::MountReport& mount) {
    return !verify::is_proof(mount.state) && mount.state != verify::MountState::remote;
  });
  return {.code = ErrorCode::mismatch,
          .message = bad == proof.mounts.end()
                         ? std::string{"the container could not be looked into"}
                         : fmt::format("{}: {}", bad->target.text, to_text(bad->state)),
          .hint = bad == proof.mounts.end() ? std::string{} : bad->detail};
}

bool is_stale(const verify::Report& proof) {
  return std::ranges::find(proof.mounts, verify::MountState::stale, &verify::MountReport::state) !=
         proof.mounts.end();
}

bool is_good(const verify::Report& proof) {
  return std::ranges::all_of(proof.mounts, [](const verify::MountReport& mount) {
    return verify::is_proof(mount.state) || mount.state == verify::MountState::remote;
  });
}

}  // namespace

Inbox::Inbox(asio::any_io_executor executor) : woken_{std::move(executor)} {}

void Inbox::put(Delivery delivery) {
  if (waiting_) {
    waiting_->impact = watch::joined(std::move(waiting_->impact), std::move(delivery.impact));
    waiting_->detected = std::max(waiting_->detected, delivery.detected);
  } else {
    waiting_ = std::move(delivery);
  }
  wake();
}

void Inbox::wake() {
  is_woken_ = true;
  woken_.cancel();
}

Task<void> Inbox::wait(milliseconds longest) {
  if (!waiting_ && !is_woken_) {
    woken_.expires_after(longest);
    co_await woken_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  is_woken_ = false;
  co_return done();
}

std::optional<Delivery> Inbox::take() {
  return std::exchange(waiting_, std::nullopt);
}

Turns::Turns(asio::any_io_executor executor) : freed_{std::move(executor)} {}

Task<void> Turns::run(std::function<Task<void>()> work) {
  while (taken_) {
    freed_.expires_at(Clock::time_point::max());
    co_await freed_.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  struct Hold {
    Turns& turns;

    explicit Hold(Turns& held) : turns{held} { turns.taken_ = true; }

    ~Hold() {
      turns.taken_ = false;
      turns.freed_.cancel();
    }
  } const hold{*this};

  co_return co_await work();
}

DevWorker::DevWorker(Surroundings around,
                     const Service& service,
                     int number,
                     asio::any_io_executor executor)
    : around_{std::move(around)}, service_{service}, number_{number}, inbox_{std::move(executor)} {}

Task<void> DevWorker::run() {
  while (true) {
    const auto container = co_await find();
    if (!container) {
      note_outage(container.error());
      VH_CO_CHECK(co_await inbox_.wait(500ms));
      continue;
    }
    const bool by_agent =
        *container && (*container)->state == "running" && reload::is_dev((*container)->labels);
    if (!by_agent) {
      VH_CO_CHECK(co_await serve_without_agent(*container));
      VH_CO_CHECK(co_await inbox_.wait(1s));
      continue;
    }
    told_missing_ = false;
    const reload::ReplySink unasked = [this](const reload::AgentReply&) { inbox_.wake(); };
    const docker::ContainerSummary summary = **container;
    const auto served = co_await reload::converse(
        around_.session.docker, summary, unasked, [this, &summary](reload::AgentChannel& agent) {
          return serve(agent, summary);
        });
    if (!served) {
      asio::steady_timer pause{co_await asio::this_coro::executor, 200ms};
      co_await pause.async_wait(asio::use_awaitable);
    }
  }
}

Task<std::optional<docker::ContainerSummary>> DevWorker::find() {
  VH_CO_TRY(auto listed,
            co_await around_.session.docker.list_containers(
                plan::of_service(around_.project.name, service_.name)));
  if (std::exchange(daemon_away_, false)) {
    around_.session.events.note(shown_name(), "the Docker Engine is back");
    const Delivery again{.impact = {.service = service_.name}, .by_key = true};
    inbox_.put(again);
  }
  for (plan::ObservedContainer& container :
       plan::project_containers(around_.project.name, std::move(listed))) {
    if (container.number == number_) {
      co_return std::move(container.summary);
    }
  }
  co_return std::nullopt;
}

void DevWorker::note_outage(const Error& error) {
  if (!std::exchange(daemon_away_, true)) {
    around_.session.events.warning(shown_name(),
                                   fmt::format("{}; going on when it is back", error.message));
  }
}

Task<void> DevWorker::serve(reload::AgentChannel& agent, docker::ContainerSummary container) {
  const ReloadTarget target{service_, std::move(container), agent};
  bool told_exit = false;
  VH_CO_CHECK(co_await agent.hello());
  if (!std::exchange(caught_up_, true)) {
    VH_CO_CHECK(co_await catch_up(target));
  }
  while (true) {
    if (auto delivery = inbox_.take()) {
      VH_CO_CHECK(co_await take(target, std::move(*delivery)));
      told_exit = !current_;
    }
    if (!agent.is_open()) {
      co_return done();
    }
    const auto code = agent.exit_code();
    if (code && !std::exchange(told_exit, true)) {
      const auto ends_with_it = [&] { return !agent.is_open() || inbox_.has_mail(); };
      if (co_await soon(ends_with_it)) {
        continue;  // it is the whole container that ends, or there is something to try
      }
      Edit edit{.service = shown_name(), .action = "watch"};
      const auto lines = co_await last_lines(around_.session.docker, target.container.id, 20);
      edit.failure = Error{.code = ErrorCode::not_healthy,
                           .message = fmt::format("the server ended (exit code {})", *code),
                           .hint = "save an edit, or press r to start it again",
                           .cause = join(lines, "\n")};
      tell(std::move(edit));
    }
    told_exit = told_exit && code.has_value();
    VH_CO_CHECK(co_await inbox_.wait(1h));
  }
}

// Whether it becomes so in the time that the watcher takes to tell of an edit.
asio::awaitable<bool> DevWorker::soon(std::function<bool()> is_so) {
  const auto end = Clock::now() + kSettled;
  while (!is_so() && Clock::now() < end) {
    (void)co_await inbox_.wait(std::chrono::ceil<milliseconds>(end - Clock::now()));
  }
  co_return is_so();
}

// Edits that were made while nobody watched.
Task<void> DevWorker::catch_up(const ReloadTarget& target) {
  verify::Scope scope{.except = around_.busy_files.busy()};
  const auto proof = co_await prove(around_.session, target, std::move(scope));
  give_back_memory();  // 100,000 files take 100 MB for a moment, and the session lasts all day
  if (!proof || is_good(*proof) || co_await edited_again()) {
    co_return done();
  }
  const Error why = unproven(*proof);
  around_.session.events.note(
      shown_name(), fmt::format("edited while nobody watched ({}): restarting", why.message));
  inbox_.put({.impact = {.service = service_.name}, .by_key = true});
  co_return done();
}

Task<void> DevWorker::take(const ReloadTarget& target, Delivery delivery) {
  Edit edit = edit_for(delivery);
  const auto taken = co_await take_by_agent(target, delivery, edit);
  if (!taken) {
    edit.failure = taken.error();
  }
  if (!edit.failure && around_.speak) {
    const auto spoken = co_await measure_speech(target.container, edit);
    if (!spoken) {
      edit.failure = spoken.error();
    }
  }
  tell(std::move(edit));
  co_return done();
}

Task<void> DevWorker::take_by_agent(const ReloadTarget& target,
                                    const Delivery& delivery,
                                    Edit& edit) {
  const watch::Action action = delivery.impact.action;
  if (action == watch::Action::rebuild) {
    co_return co_await rebuild(delivery, edit);
  }
  const auto start = Clock::now();
  if (syncs(action)) {
    VH_CO_CHECK(co_await sync_files(around_.session.docker,
                                    around_.session.files,
                                    target.container.id,
                                    delivery.impact.findings));
    VH_CO_CHECK(co_await run_commands(target.container.id, delivery.impact.findings));
  }
  if (!restarts(action)) {
    edit.restarted = since(start);
    co_return done();
  }
  verify::Scope scope{.only = paths_of(delivery.impact), .except = around_.busy_files.busy()};
  VH_CO_TRY(HotRestart restart, co_await hot_restart(around_.session, target, std::move(scope)));
  edit.how = to_text(restart.kind);
  edit.kept = restart.kept;
  edit.warnings = std::move(restart.warnings);
  edit.built = restart.built;
  edit.restarted = restart.restarted;
  edit.healthy = restart.healthy - restart.restarted;
  edit.verified = restart.verified - restart.healthy;
  if (is_stale(restart.proof) && !co_await edited_again()) {
    co_return co_await cure(target.container.id, delivery, edit);
  }
  co_return co_await judge(restart.proof, delivery, edit);
}

// Green only when it is proven; an edit that was overtaken by the next one is neither.
Task<void> DevWorker::judge(verify::Report proof, const Delivery& delivery, Edit& edit) {
  if (is_good(proof)) {
    edit.digest = digest_of(proof, paths_of(delivery.impact));
  } else if (co_await edited_again()) {
    edit.warnings.emplace_back("edited again meanwhile: that comes next");
  } else {
    edit.failure = unproven(proof);
  }
  co_return done();
}

// Whether the next edit is waiting, or on its way.
asio::awaitable<bool> DevWorker::edited_again() {
  co_return co_await soon([this] { return inbox_.has_mail(); });
}

Task<void> DevWorker::judge_service(Delivery delivery, Edit& edit) {
  VerifyServicesOptions options{.services = {service_.name},
                                .scope = {.except = around_.busy_files.busy()}};
  VH_CO_TRY(const auto proofs,
            co_await verify(around_.session, around_.project, std::move(options)));
  for (const verify::Report& proof : proofs) {
    VH_CO_CHECK(co_await judge(proof, delivery, edit));
  }
  co_return done();
}

// Only a new start of the container takes the path of a mount anew.
Task<void> DevWorker::cure(docker::ContainerId container, const Delivery& delivery, Edit& edit) {
  const auto start = Clock::now();
  edit.how = to_text(ReloadKind::container);
  edit.warnings.emplace_back(
      "what is mounted was replaced, and no agent can follow it there: the container is restarted");
  co_return co_await around_.turns.run([&]() -> Task<void> {
    VH_CO_CHECK(co_await around_.session.docker.stop_container(container, std::nullopt));
    VH_CO_CHECK(co_await around_.session.docker.start_container(container));
    VH_CO_CHECK(
        co_await await_health(around_.session, around_.project, {service_.name}, {}, std::nullopt));
    edit.restarted = edit.restarted.value_or(0ms) + since(start);
    edit.healthy.reset();
    co_return co_await judge_service(delivery, edit);
  });
}

Task<void> DevWorker::serve_without_agent(std::optional<docker::ContainerSummary> container) {
  const bool runs = container && container->state == "running";
  if (!runs && !std::exchange(told_missing_, true)) {
    around_.session.events.warning(
        shown_name(),
        container
            ? fmt::format("does not run ({}): the next edit, or r, starts it", container->status)
            : std::string{"has no container: the next edit, or r, makes one"});
  }
  told_missing_ = !runs;
  auto delivery = inbox_.take();
  if (!delivery) {
    co_return done();
  }
  Edit edit = edit_for(*delivery);
  const auto taken = co_await take_without_agent(std::move(container), *delivery, edit);
  if (!taken) {
    edit.failure = taken.error();
  }
  tell(std::move(edit));
  co_return done();
}

Task<void> DevWorker::take_without_agent(std::optional<docker::ContainerSummary> container,
                                         const Delivery& delivery,
                                         Edit& edit) {
  const watch::Action action = delivery.impact.action;
  if (action == watch::Action::rebuild) {
    co_return co_await rebuild(delivery, edit);
  }
  if (!container || container->state != "running") {
    co_return co_await start_again(delivery, edit);
  }
  const auto start = Clock::now();
  if (syncs(action)) {
    VH_CO_CHECK(co_await sync_files(
        around_.session.docker, around_.session.files, container->id, delivery.impact.findings));
    VH_CO_CHECK(co_await run_commands(container->id, delivery.impact.findings));
  }
  if (!restarts(action)) {
    edit.restarted = since(start);
    co_return done();
  }
  edit.how = to_text(ReloadKind::container);
  co_return co_await around_.turns.run([&]() -> Task<void> {
    VH_CO_TRY(const Restarted restarted,
              co_await restart(around_.session, around_.project, {.services = {service_.name}}));
    edit.restarted = since(start);
    for (const verify::Report& proof : restarted.proof) {
      VH_CO_CHECK(co_await judge(proof, delivery, edit));
    }
    co_return done();
  });
}

Task<void> DevWorker::rebuild(const Delivery& delivery, Edit& edit) {
  if (number_ != 1) {
    co_return done();
  }
  const auto start = Clock::now();
  edit.how = "rebuild";
  co_return co_await around_.turns.run([&]() -> Task<void> {
    VH_CO_CHECK(co_await build(around_.session, around_.project, {.services = {service_.name}}));
    VH_CO_CHECK(co_await ops::start(around_.session,
                                    around_.project,
                                    {.services = {service_.name},
                                     .form = plan::Form::dev,
                                     .overlap = true,
                                     .no_dependencies = true}));
    edit.restarted = since(start);
    co_return co_await judge_service(delivery, edit);
  });
}

Task<void> DevWorker::start_again(const Delivery& delivery, Edit& edit) {
  if (!around_.start) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} does not run", shown_name()),
                         fmt::format("voicehub start {}", service_.name));
  }
  const auto start = Clock::now();
  edit.how = "start";
  co_return co_await around_.turns.run([&]() -> Task<void> {
    VH_CO_CHECK(co_await ops::start(
        around_.session, around_.project, {.services = {service_.name}, .form = plan::Form::dev}));
    edit.restarted = since(start);
    co_return co_await judge_service(delivery, edit);
  });
}

Task<void> DevWorker::run_commands(docker::ContainerId container,
                                   std::vector<watch::Finding> findings) {
  std::vector<Hook> hooks;
  for (const watch::Finding& finding : findings) {
    const Hook& hook = finding.rule.exec;
    if (finding.rule.action == watch::Action::sync_exec && !hook.command.empty() &&
        std::ranges::find(hooks, hook) == hooks.end()) {
      hooks.push_back(hook);
    }
  }
  for (const Hook& hook : hooks) {
    VH_CO_CHECK(co_await plan::run_hook(around_.session.docker, container, hook));
  }
  co_return done();
}

Task<void> DevWorker::measure_speech(docker::ContainerSummary container, Edit& edit) {
  VH_CO_TRY(edit.first_audio, co_await first_audio(around_.session, service_, container));
  co_return done();
}

Edit DevWorker::edit_for(const Delivery& delivery) const {
  const watch::Impact& impact = delivery.impact;
  Edit edit{.service = shown_name(), .action = std::string{to_text(impact.action)}};
  for (const watch::Finding& finding : impact.findings) {
    edit.files.push_back(shown(finding.change.path, around_.project.directory));
    if (edit.rule.empty() || finding.rule.action == impact.action) {
      edit.rule = finding.rule.reason;
    }
  }
  if (!delivery.by_key) {
    edit.detected = delivery.detected;
  }
  return edit;
}

void DevWorker::tell(Edit edit) {
  current_ = !edit.failure.has_value();
  around_.tell(edit);
}

std::string DevWorker::shown_name() const {
  return service_.replicas == 1 ? service_.name : fmt::format("{}:{}", service_.name, number_);
}

}  // namespace voicehub::ops
