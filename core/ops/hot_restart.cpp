#include "core/ops/hot_restart.hpp"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/ops/exit_report.hpp"
#include "core/ops/health.hpp"
#include "core/ops/timestamps.hpp"
#include "core/plan/container_spec.hpp"
#include "core/reload/dev_container.hpp"
#include "core/reload/layout.hpp"
#include "core/verify/verify.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using reload::AgentReply;

constexpr auto kCheck = 10s;
constexpr auto kBuild = 30min;
constexpr const char* kTryAgain = "correct it and save: that is tried at once";

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

bool is_python(const HostPath& file) {
  return file.text.ends_with(".py");
}

// One word is a line for the shell, more are a command as they stand.
std::vector<std::string> command_of(const std::vector<std::string>& words) {
  return words.size() == 1 ? std::vector<std::string>{"sh", "-c", words.front()} : words;
}

class Restarter {
 public:
  Restarter(Session& session, const ReloadTarget& target) : session_{session}, target_{target} {}

  Task<HotRestart> take(verify::Scope scope) {
    for (const HostPath& file : scope.only) {
      VH_CO_CHECK(co_await check(file));
    }
    VH_CO_CHECK(co_await run_own_check());
    VH_CO_CHECK(co_await build());
    start_ = Clock::now();
    VH_CO_CHECK(co_await reload(scope.only));
    result_.restarted = since(start_);
    VH_CO_CHECK(co_await await_health());
    result_.healthy = since(start_);
    VH_CO_TRY(result_.proof, co_await prove(session_, target_, std::move(scope)));
    result_.verified = since(start_);
    co_return std::move(result_);
  }

  Task<HotRestart> restart_only() {
    start_ = Clock::now();
    VH_CO_CHECK(co_await replace_process());
    result_.restarted = since(start_);
    co_return std::move(result_);
  }

 private:
  // A syntax error must not cost a running engine.
  Task<void> check(HostPath file) {
    const auto inside = in_container(target_.service, target_.container.labels, file);
    if (!inside || !is_python(file) || !session_.files.status(file)) {
      co_return done();
    }
    std::vector<std::string> words{"check", "python", inside->readable.text, inside->path.text};
    const auto checked = co_await target_.agent.request(std::move(words), kCheck);
    if (!checked && checked.error().code != ErrorCode::unsupported) {
      co_return bad_edit(
          fmt::format("{} cannot be compiled; the server was left alone", file_name(file.text)),
          checked.error().message);
    }
    co_return done();
  }

  Task<void> run_own_check() {
    const auto& check = target_.service.x_voicehub.check;
    if (check.empty()) {
      co_return done();
    }
    co_return co_await run_in(
        target_.container.id, check, "x-voicehub.check says no; the server was left alone");
  }

  Task<void> build() {
    const XVoicehub& own = target_.service.x_voicehub;
    if (own.build.empty()) {
      co_return done();
    }
    const auto start = Clock::now();
    docker::ContainerId builder = target_.container.id;
    if (!own.build_service.empty() && own.build_service != target_.service.name) {
      VH_CO_TRY(builder, co_await container_of(own.build_service));
    }
    VH_CO_CHECK(
        co_await run_in(builder, own.build, "the build failed; the old program goes on serving"));
    result_.built = since(start);
    co_return done();
  }

  // A command of the user's, before anything is done to the server. Its words are the cause.
  Task<void> run_in(docker::ContainerId container,
                    std::vector<std::string> command,
                    std::string failure) {
    docker::ExecRequest request{
        .container = container, .command = command_of(command), .deadline = kBuild};
    VH_CO_TRY(const docker::ExecReply reply, co_await session_.docker.exec(std::move(request)));
    if (reply.exit_code != 0) {
      co_return bad_edit(fmt::format("{} (exit code {})", failure, reply.exit_code),
                         std::string{trim(reply.output + reply.error_output)});
    }
    co_return done();
  }

  Task<docker::ContainerId> container_of(std::string service) {
    const std::string project = target_.container.label(std::string{plan::label::kProject});
    VH_CO_TRY(const auto listed,
              co_await session_.docker.list_containers(plan::of_service(project, service)));
    const auto running = std::ranges::find(listed, "running", &docker::ContainerSummary::state);
    if (running == listed.end()) {
      co_return make_error(ErrorCode::failed,
                           fmt::format("the build container {} does not run", service),
                           fmt::format("voicehub start {}", service));
    }
    co_return running->id;
  }

  Task<void> reload(const std::vector<HostPath>& edited) {
    const auto asked = target_.service.x_voicehub.reload;
    const bool may_be_warm = (!asked || asked == ReloadKind::warm) && !edited.empty() &&
                             std::ranges::all_of(edited, is_python);
    if (may_be_warm) {
      const auto deadline = engine::health_deadline(target_.service);
      std::vector<std::string> words{"warm", std::to_string(deadline.count())};
      const auto warm = co_await change(std::move(words), deadline + 1s);
      if (warm) {
        result_.kind = ReloadKind::warm;
        result_.kept = warm->empty() ? std::string{} : warm->front();
        co_return done();
      }
      if (warm.error().code != ErrorCode::unsupported) {
        co_return bad_edit("the edited code cannot be imported; the old code goes on serving",
                           warm.error().message);
      }
    }
    co_return co_await replace_process();
  }

  Task<void> replace_process() {
    const reload::ReplySink note = [this](const AgentReply& reply) { take_note(reply); };
    const std::string form = target_.container.label(std::string{reload::label::kDev});
    const auto deadline = engine::health_deadline(target_.service);
    if (form == to_text(ReloadKind::handover)) {
      result_.kind = ReloadKind::handover;
      const std::string& health = target_.service.x_voicehub.health;
      std::vector<std::string> words{
          "handover", health.empty() ? "/health" : health, std::to_string(deadline.count())};
      const auto handed_over = co_await change(std::move(words), 2 * deadline, note);
      if (!handed_over) {
        co_return co_await explain(handed_over.error());
      }
      co_return done();
    }
    result_.kind = ReloadKind::process;
    const auto restarted = co_await change({"restart"}, deadline, note);
    if (!restarted) {
      co_return co_await explain(restarted.error());
    }
    co_return done();
  }

  // Another voicehub may be changing the server; ours comes after it.
  Task<AgentReply> change(std::vector<std::string> words,
                          std::chrono::milliseconds deadline,
                          reload::ReplySink each = {}) {
    boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
    const auto last_try = Clock::now() + deadline;
    while (true) {
      auto changed = co_await target_.agent.request(words, deadline, each);
      const bool is_busy = !changed && changed.error().code == ErrorCode::conflict;
      if (!is_busy || Clock::now() > last_try) {
        co_return changed;
      }
      pause.expires_after(20ms);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
  }

  void take_note(const AgentReply& reply) {
    if (reply.front() == "stopped" && reply.size() > 4 && reply[4] == "1") {
      result_.warnings.push_back(
          fmt::format("had to be killed after {} ms: its main process ignores SIGTERM", reply[3]));
    }
    if (reply.front() == "hold") {
      result_.warnings.emplace_back(
          "memory would not suffice for two: the old server ended before the new one started, "
          "and requests waited meanwhile");
    }
  }

  Task<void> await_health() {
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    const auto deadline = engine::health_deadline(target_.service);
    for (auto pause = 5ms;; pause = std::min(pause * 3 / 2, 250ms)) {
      if (const auto code = target_.agent.exit_code()) {
        co_return co_await explain(
            Error{.code = ErrorCode::failed,
                  .message = fmt::format("the server ended at once (exit code {})", *code)});
      }
      if (!target_.agent.is_open()) {
        co_return make_error(ErrorCode::not_healthy,
                             fmt::format("the container of {} has ended", target_.service.name));
      }
      const ServiceHealth health =
          (co_await look(session_, target_.service, target_.container)).value();
      if (health.state == engine::HealthState::healthy) {
        co_return done();
      }
      if (since(start_) > deadline) {
        co_return co_await explain(Error{
            .code = ErrorCode::not_healthy,
            .message =
                fmt::format("not healthy after {}: {}", human_duration(deadline), health.detail)});
      }
      timer.expires_after(pause);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  // What the server said last is why.
  Task<void> explain(Error error) {
    constexpr int kLines = 20;
    if (error.cause.empty()) {
      error.cause = join(
          co_await last_lines(session_.docker, target_.container.id, kLines, since_start()), "\n");
    }
    if (error.hint.empty()) {
      error.hint = kTryAgain;
    }
    co_return std::unexpected(std::move(error));
  }

  // Only what the new server said; on a remote machine the clock may be another.
  [[nodiscard]] std::string since_start() const {
    if (session_.endpoint.remote) {
      return {};
    }
    const auto start = std::chrono::system_clock::now() - (Clock::now() - start_);
    return api_time(start);
  }

  static std::unexpected<Error> bad_edit(std::string message, std::string cause) {
    return make_error(ErrorCode::failed, std::move(message), kTryAgain, std::move(cause));
  }

  Session& session_;
  const ReloadTarget& target_;
  HotRestart result_;
  Clock::time_point start_;
};

}  // namespace

std::optional<InContainer> in_container(const Service& service,
                                        const docker::Labels& labels,
                                        const HostPath& file) {
  const auto followed = reload::followed_targets(labels);
  for (const Mount& mount : service.mounts) {
    if (mount.kind != MountKind::bind || !is_inside(file.text, mount.source.text)) {
      continue;
    }
    if (file != mount.source) {
      const ContainerPath path{mount.target.text + "/" + shown(file, mount.source)};
      return InContainer{path, path};
    }
    const auto copy = std::ranges::find(followed, mount.target);
    if (copy == followed.end()) {
      return InContainer{mount.target, mount.target};
    }
    return InContainer{
        mount.target,
        {fmt::format("{}/{}/{}", reload::kFollow, copy - followed.begin(), file_name(file.text))}};
  }
  return std::nullopt;
}

Task<HotRestart> hot_restart(Session& session, ReloadTarget target, verify::Scope scope) {
  Restarter restarter{session, target};
  co_return co_await restarter.take(std::move(scope));
}

Task<HotRestart> restart_server(Session& session, ReloadTarget target) {
  Restarter restarter{session, target};
  co_return co_await restarter.restart_only();
}

Task<verify::Report> prove(Session& session, ReloadTarget target, verify::Scope scope) {
  VH_CO_TRY(docker::ContainerDetails details,
            co_await session.docker.inspect_container(target.container.id));
  VH_CO_TRY(const reload::ServerState server, co_await target.agent.hello());
  reload::AgentChannel& agent = target.agent;
  verify::VerifyOptions options{
      .remote = session.endpoint.remote,
      .insider = verify::Insider{.ask =
                                     [&agent](std::vector<std::string> words) {
                                       return agent.look(std::move(words));
                                     },
                                 .server_loaded_ns = server.loaded_ns},
      .copies = reload::followed_targets(target.container.labels),
      .scope = std::move(scope)};
  co_return co_await verify::verify_container(
      session.docker, target.service, std::move(details), std::move(options));
}

}  // namespace voicehub::ops
