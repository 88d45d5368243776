#include "core/ops/dev.hpp"

#include <algorithm>
#include <list>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/base/text.hpp"
#include "core/image/build_inputs.hpp"
#include "core/ops/converge.hpp"
#include "core/ops/dev_worker.hpp"
#include "core/ops/start.hpp"
#include "core/ops/stop.hpp"
#include "core/ops/sync_files.hpp"
#include "core/ops/test.hpp"
#include "core/ops/verify.hpp"
#include "core/plan/container_spec.hpp"
#include "core/reload/strategy.hpp"
#include "core/watch/busy_files.hpp"
#include "core/watch/change_stream.hpp"
#include "core/watch/ignore.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::chrono::milliseconds since_save(const watch::Batch& batch) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto saved = std::chrono::nanoseconds{batch.changed_ns};
  if (batch.changed_ns == 0 || saved > now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - batch.first_event);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - saved);
}

std::vector<watch::WatchedTree> trees_of(const std::vector<watch::Rule>& rules) {
  std::vector<watch::WatchedTree> trees;
  for (const watch::Rule& rule : rules) {
    trees.push_back({.path = rule.path, .ignore = rule.ignore});
  }
  return trees;
}

// What can be told and gone on from: a server that does not come up, an image that cannot be built.
bool is_survivable(const Error& error) {
  return error.code == ErrorCode::not_healthy || error.code == ErrorCode::failed;
}

// As long as one reading of the project files is good for.
class Round {
 public:
  enum class End { quit, stop_and_quit, project_changed };

  Round(Session& session,
        Project project,
        const DevOptions& options,
        const DevDisplay& display,
        asio::any_io_executor executor)
      : session_{session},
        project_{std::move(project)},
        options_{options},
        display_{display},
        executor_{executor},
        turns_{executor},
        ended_{executor, Clock::time_point::max()} {}

  Task<End> run(DevCommands& commands, bool first) {
    using asio::experimental::awaitable_operators::operator||;
    VH_CO_TRY(services_, select_services(project_, options_.services));
    // Before anything is started, so that no edit falls in between.
    rules_ = watch::rules_for(project_, services_, find_build_inputs());
    VH_CO_TRY(stream_, co_await watch::ChangeStream::open(trees_of(rules_)));
    VH_CO_CHECK(co_await bring_up(first));
    co_await tell_strategies();
    tell_rules();
    make_workers();
    co_await (work(commands) || wait_for_end());
    co_return *end_;
  }

  [[nodiscard]] bool is_current() const {
    return std::ranges::all_of(workers_, &DevWorker::is_current);
  }

  [[nodiscard]] const Project& project() const { return project_; }

 private:
  // A service that fails to come up ends the first round alone: later the next edit may cure it.
  Task<void> bring_up(bool first) {
    if (const auto there = co_await session_.docker.version(); first && !there) {
      co_return std::unexpected(there.error());
    }
    auto up = co_await start();
    if (!up && first && !is_survivable(up.error())) {
      co_return std::unexpected(up.error());
    }
    if (!up) {
      display_.edit({.service = project_.name, .action = "start", .failure = up.error()});
    }
    co_return done();
  }

  Task<void> start() {
    const std::vector<watch::Impact> initial = initial_syncs();
    if (options_.start) {
      StartOptions how{.services = options_.services,
                       .form = plan::Form::dev,
                       .no_wait = !initial.empty()};  // it may lack what is to be synced
      VH_CO_CHECK(co_await ops::start(session_, project_, std::move(how)));
    }
    for (const watch::Impact& impact : initial) {
      VH_CO_CHECK(co_await sync_to_all(impact));
    }
    if (options_.start && !initial.empty()) {
      VH_CO_CHECK(co_await await_health(session_, project_, options_.services, {}, std::nullopt));
    }
    co_return done();
  }

  // Every file that is there, as if it had just been made.
  [[nodiscard]] std::vector<watch::Impact> initial_syncs() const {
    std::vector<watch::Rule> rules;
    std::vector<watch::Change> changes;
    for (const watch::Rule& rule : rules_) {
      if (!rule.initial_sync) {
        continue;
      }
      rules.push_back(rule);
      for (HostPath& file : stream_->files(rule.path)) {
        changes.push_back(
            {.kind = watch::Change::Kind::created, .path = std::move(file), .digest = {}});
      }
    }
    return watch::impacts_of(rules, changes);
  }

  Task<void> sync_to_all(watch::Impact impact) {
    VH_CO_TRY(
        const auto containers,
        co_await session_.docker.list_containers(plan::of_service(project_.name, impact.service)));
    for (const docker::ContainerSummary& container : containers) {
      VH_CO_CHECK(
          co_await sync_files(session_.docker, session_.files, container.id, impact.findings));
    }
    co_return done();
  }

  std::map<std::string, std::vector<watch::BuildInputRule>> find_build_inputs() {
    std::map<std::string, std::vector<watch::BuildInputRule>> all;
    for (const Service* service : services_) {
      if (!service->build) {
        continue;
      }
      const auto inputs = image::build_inputs(*service->build, session_.files);
      if (!inputs) {
        session_.events.warning(
            service->name,
            fmt::format("what its image is built from is not watched: {}", inputs.error().message));
        continue;
      }
      for (const image::BuildInput& input : *inputs) {
        all[service->name].push_back({input.path, input.reason});
      }
    }
    return all;
  }

  asio::awaitable<void> tell_strategies() {
    for (const Service* service : services_) {
      const auto image = co_await session_.docker.inspect_image(service->image);
      if (image) {
        const reload::Strategy strategy = reload::choose_strategy(*service, *image);
        session_.events.note(
            service->name,
            fmt::format("an edit restarts it by {}: {}", to_text(strategy.kind), strategy.why));
      }
    }
  }

  void tell_rules() {
    for (const watch::Rule& rule : rules_) {
      session_.events.note(rule.service,
                           fmt::format("watching {} ({}): {}",
                                       shown(rule.path, project_.directory),
                                       rule.reason,
                                       to_text(rule.action)));
    }
    for (const watch::Unwatched& mount : watch::unwatched_mounts(project_, services_)) {
      session_.events.note(mount.service,
                           fmt::format("not watching {} ({})", mount.mount, mount.reason));
    }
    session_.events.note("", "changes are seen by " + stream_->method());
    for (const std::string& warning : stream_->warnings()) {
      session_.events.warning("", warning);
    }
  }

  void make_workers() {
    for (const Service* service : services_) {
      for (int number = 1; number <= service->replicas; ++number) {
        workers_.emplace_back(DevWorker::Surroundings{.session = session_,
                                                      .project = project_,
                                                      .turns = turns_,
                                                      .busy_files = busy_files_,
                                                      .tell = display_.edit,
                                                      .start = options_.start,
                                                      .speak = options_.speak},
                              *service,
                              number,
                              executor_);
      }
    }
  }

  Task<void> work(DevCommands& commands) {
    TaskGroup group{executor_};
    for (DevWorker& worker : workers_) {
      group.spawn(until_ended(worker.run()));
    }
    group.spawn(until_ended(follow_changes()));
    group.spawn(until_ended(obey(commands)));
    if (options_.logs && display_.logs) {
      group.spawn(until_ended(follow_logs()));
    }
    co_await group.join();
    co_return done();
  }

  // A part that cannot go on is told and left behind; the others do go on.
  asio::awaitable<void> until_ended(Task<void> part) {
    const auto ended = co_await std::move(part);
    if (!ended && ended.error().code != ErrorCode::cancelled) {
      session_.events.warning("", ended.error().message);
    }
  }

  Task<void> wait_for_end() {
    if (!end_) {
      co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return done();
  }

  void end(End how) {
    end_ = how;
    ended_.cancel();
  }

  Task<void> follow_changes() {
    while (true) {
      VH_CO_TRY(watch::Batch batch, co_await stream_->next());
      const auto detected = since_save(batch);
      leave_out_busy_files(batch.changes);
      for (const watch::Impact& impact : watch::impacts_of(rules_, batch.changes)) {
        if (impact.action == watch::Action::apply) {
          end(End::project_changed);
          co_return done();
        }
        deliver({.impact = impact, .detected = detected});
      }
    }
  }

  // A file that the server itself writes all the time would restart it all the time. Not so source
  // text, or what is watched by its own name: a script may edit that faster than any person.
  void leave_out_busy_files(std::vector<watch::Change>& changes) {
    std::erase_if(changes, [&](const watch::Change& change) {
      const bool is_asked_for =
          watch::is_source_name(change.path.text) ||
          std::ranges::find(rules_, change.path, &watch::Rule::path) != rules_.end();
      if (is_asked_for) {
        return false;
      }
      const auto verdict = busy_files_.note(change.path, Clock::now());
      if (verdict == watch::BusyFiles::Verdict::becomes_busy) {
        session_.events.warning(
            "",
            fmt::format("{} is written again and again: that is no edit, and left out from now on",
                        shown(change.path, project_.directory)));
      }
      return verdict != watch::BusyFiles::Verdict::counts;
    });
  }

  void deliver(const Delivery& delivery) {
    for (DevWorker& worker : workers_) {
      if (worker.service().name == delivery.impact.service) {
        worker.deliver(delivery);
      }
    }
  }

  // By key: to every service that edits reach.
  void deliver_to_all(watch::Action action) {
    for (const Service* service : services_) {
      const bool meant = std::ranges::any_of(
          rules_, [&](const watch::Rule& rule) { return rule.service == service->name; });
      const bool possible = action != watch::Action::rebuild || service->build;
      if (meant && possible) {
        deliver({.impact = {.service = service->name, .action = action}, .by_key = true});
      }
    }
  }

  Task<void> obey(DevCommands& commands) {
    while (true) {
      VH_CO_TRY(const DevCommand command, co_await commands.next());
      switch (command) {
        case DevCommand::restart: deliver_to_all(watch::Action::restart); break;
        case DevCommand::rebuild: deliver_to_all(watch::Action::rebuild); break;
        case DevCommand::test: co_await run_test(); break;
        case DevCommand::verify: co_await run_verify(); break;
        case DevCommand::quit: end(End::quit); co_return done();
        case DevCommand::stop_and_quit: end(End::stop_and_quit); co_return done();
      }
    }
  }

  Task<std::vector<TestedService>> test_all() {
    VH_CO_TRY(std::vector<TestTarget> targets,
              co_await test_targets(session_, project_, options_.services));
    co_return co_await test(session_, std::move(targets), {});
  }

  asio::awaitable<void> run_test() {
    const auto tested = co_await test_all();
    if (!tested) {
      session_.events.warning("", tested.error().message);
      co_return;
    }
    for (const TestedService& service : *tested) {
      for (const engine::Check& check : service.report.checks) {
        const std::string line = fmt::format("{}: {}", check.name, check.detail);
        if (check.passed || check.skipped) {
          session_.events.note(service.service, line);
        } else {
          session_.events.warning(service.service, line);
        }
      }
    }
  }

  asio::awaitable<void> run_verify() {
    const auto proofs = co_await verify(session_, project_, {.services = options_.services});
    if (!proofs) {
      session_.events.warning("", proofs.error().message);
      co_return;
    }
    for (const verify::Report& proof : *proofs) {
      for (const verify::MountReport& mount : proof.mounts) {
        const std::string line = fmt::format("{}: {}", mount.target.text, to_text(mount.state));
        if (verify::is_proof(mount.state)) {
          session_.events.note(proof.service, line);
        } else {
          session_.events.warning(proof.service, line + "; " + mount.detail);
        }
      }
    }
  }

  // A daemon that goes away ends the logs; it may come back.
  Task<void> follow_logs() {
    while (true) {
      LogsOptions how{.services = options_.services, .follow = true, .tail = 0};
      const auto ended = co_await logs(session_, project_, how, display_.logs);
      if (ended) {
        co_return done();
      }
      asio::steady_timer pause{executor_, 500ms};
      co_await pause.async_wait(asio::use_awaitable);
    }
  }

  Session& session_;
  Project project_;
  const DevOptions& options_;
  const DevDisplay& display_;
  asio::any_io_executor executor_;
  Turns turns_;
  asio::steady_timer ended_;
  std::optional<End> end_;
  std::vector<const Service*> services_;
  std::vector<watch::Rule> rules_;
  std::unique_ptr<watch::ChangeStream> stream_;
  watch::BusyFiles busy_files_;
  std::list<DevWorker> workers_;
};

// The newest project; one that cannot be read is told, and the last good one goes on.
Project load_again(const ProjectLoader& load, const Project& last, const DevDisplay& display) {
  auto loaded = load();
  if (loaded) {
    return std::move(*loaded);
  }
  display.edit({.service = last.name, .action = "apply", .failure = loaded.error()});
  return last;
}

}  // namespace

DevCommands::DevCommands(asio::any_io_executor executor) : wake_{std::move(executor)} {}

void DevCommands::push(DevCommand command) {
  waiting_.push_back(command);
  wake_.cancel();
}

Task<DevCommand> DevCommands::next() {
  while (waiting_.empty()) {
    wake_.expires_at(Clock::time_point::max());
    co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  const DevCommand command = waiting_.front();
  waiting_.pop_front();
  co_return command;
}

Task<bool> dev(Session& session,
               ProjectLoader load,
               DevOptions options,
               DevDisplay display,
               DevCommands& commands) {
  VH_CO_TRY(Project project, load());
  for (bool first = true;; first = false) {
    Round round{session, project, options, display, co_await asio::this_coro::executor};
    VH_CO_TRY(const Round::End end, co_await round.run(commands, first));
    if (end == Round::End::stop_and_quit) {
      VH_CO_CHECK(co_await stop(session, project, {.services = options.services}));
    }
    if (end != Round::End::project_changed) {
      co_return round.is_current();
    }
    session.events.note("", "the project file has changed");
    project = load_again(load, project, display);
  }
}

}  // namespace voicehub::ops
