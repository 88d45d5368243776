#include "core/ops/wait_healthy.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/ops/exit_report.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

std::string logs_hint(const Service& service) {
  return fmt::format("see all of its output: voicehub logs {}", service.name);
}

// How the wait sees the container in one look: `starting` is the only state to go on from.
using Look = std::function<Task<ServiceHealth>(docker::ContainerSummary)>;

class HealthWait {
 public:
  HealthWait(Session& session,
             const Project& project,
             const Service& service,
             docker::ContainerId container)
      : session_{session}, project_{project}, service_{service}, container_{std::move(container)} {}

  Task<void> run(std::optional<docker::ContainerSummary> first, WaitOptions options, Look look) {
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    const auto deadline = options.deadline.value_or(engine::health_deadline(service_));
    bool told = false;
    for (auto pause = 20ms;; pause = std::min(pause * 3 / 2, 250ms)) {
      if (!first) {
        VH_CO_TRY(first, co_await find());
      }
      const docker::ContainerSummary summary = std::move(*std::exchange(first, std::nullopt));
      if (summary.state != "running" && summary.state != "created") {
        co_return co_await explain_exit(summary);
      }
      VH_CO_TRY(const ServiceHealth health, co_await look(summary));
      if (health.source == HealthSource::state && std::exchange(options.just_started, false)) {
        continue;
      }
      refused_ = refused_ || (health.source == HealthSource::http &&
                              health.state == engine::HealthState::starting);
      if (health.state == engine::HealthState::healthy && !is_vanishing(health)) {
        tell(Event::Kind::finished, health.source == HealthSource::state ? "running" : "healthy");
        co_return done();
      }
      if (!std::exchange(told, true)) {
        tell(Event::Kind::started, "waiting until it is healthy");
      }
      if (since(start_) > deadline) {
        co_return give_up(health);
      }
      // What a server says in its first second is of no interest when it is healthy in the next.
      if (since(start_) > 1s) {
        progress(health.detail);
      }
      timer.expires_after(pause);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

 private:
  // Its port was seen closed and now cannot be reached at all: the process has ended, and the
  // daemon will say so in a moment.
  [[nodiscard]] bool is_vanishing(const ServiceHealth& health) const {
    return refused_ && health.source == HealthSource::state && !health.takes_connections;
  }

  std::unexpected<Error> give_up(const ServiceHealth& health) {
    tell(Event::Kind::failed, "not healthy");
    return make_error(ErrorCode::not_healthy,
                      fmt::format("{} is not healthy after {}: {}",
                                  service_.name,
                                  human_duration(since(start_)),
                                  health.detail),
                      logs_hint(service_) + "; to wait longer: --timeout SECONDS");
  }

  Task<docker::ContainerSummary> find() {
    VH_CO_TRY(
        auto listed,
        co_await session_.docker.list_containers(plan::of_service(project_.name, service_.name)));
    const auto same = std::ranges::find_if(listed, [&](const docker::ContainerSummary& summary) {
      return summary.id == container_ || summary.name() == container_.text;
    });
    if (same == listed.end()) {
      co_return make_error(
          ErrorCode::not_healthy,
          fmt::format("the container of {} was removed while it started", service_.name),
          "start it again: voicehub start " + service_.name);
    }
    co_return std::move(*same);
  }

  Task<void> explain_exit(docker::ContainerSummary summary) {
    VH_CO_TRY(const ExitReport report, co_await exit_report(session_.docker, summary.id));
    const bool restarts = !service_.restart.name.empty() && service_.restart.name != "no";
    if (report.exit_code == 0 && !restarts && !is_declared_engine(service_)) {
      tell(Event::Kind::finished, "completed");
      co_return done();
    }
    const bool again = summary.state == "restarting";
    tell(Event::Kind::failed, again ? "keeps exiting" : "exited");
    co_return make_error(ErrorCode::not_healthy,
                         fmt::format("{} {} ({})",
                                     service_.name,
                                     again ? "exits each time it is started" : "exited",
                                     report.summary()),
                         logs_hint(service_),
                         join(report.last_lines, "\n"));
  }

  void tell(Event::Kind kind, const std::string& text) {
    Event event;
    event.kind = kind;
    event.subject = service_.name;
    event.text = text;
    if (kind != Event::Kind::started) {
      event.elapsed = since(start_);
    }
    session_.events.on_event(event);
  }

  void progress(const std::string& detail) {
    Event event;
    event.kind = Event::Kind::progress;
    event.subject = service_.name;
    event.text = "waiting until it is healthy";
    event.detail = detail;
    session_.events.on_event(event);
  }

  Session& session_;
  const Project& project_;
  const Service& service_;
  docker::ContainerId container_;
  bool refused_ = false;
  Clock::time_point start_ = Clock::now();
};

// As `status` sees it.
Look look_of(Session& session, const Service& service) {
  return [&session, &service](docker::ContainerSummary summary) {
    return look(session, service, std::move(summary));
  };
}

}  // namespace

Task<void> wait_healthy(Session& session,
                        const Project& project,
                        const Service& service,
                        docker::ContainerSummary container,
                        WaitOptions options) {
  HealthWait wait{session, project, service, container.id};
  co_return co_await wait.run(std::move(container), options, look_of(session, service));
}

Task<void> wait_healthy(Session& session,
                        const Project& project,
                        const Service& service,
                        docker::ContainerId container,
                        WaitOptions options) {
  HealthWait wait{session, project, service, std::move(container)};
  co_return co_await wait.run(std::nullopt, options, look_of(session, service));
}

Task<void> wait_health_check(Session& session,
                             const Project& project,
                             const Service& service,
                             docker::ContainerId container,
                             WaitOptions options) {
  HealthWait wait{session, project, service, std::move(container)};
  const Look look_at_daemon = [](docker::ContainerSummary summary) -> Task<ServiceHealth> {
    const std::string_view told = docker_health(summary.status);
    co_return ServiceHealth{.state = told == "healthy"     ? engine::HealthState::healthy
                                     : told == "unhealthy" ? engine::HealthState::unhealthy
                                                           : engine::HealthState::starting,
                            .source = HealthSource::docker,
                            .detail = told.empty() ? "it has no health check" : std::string{told}};
  };
  co_return co_await wait.run(std::nullopt, options, look_at_daemon);
}

Task<void> wait_completed(Session& session, const Service& service, docker::ContainerId container) {
  VH_CO_TRY(const int code, co_await session.docker.wait_container(container));
  if (code != 0) {
    VH_CO_TRY(const ExitReport report, co_await exit_report(session.docker, container));
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} did not complete ({})", service.name, report.summary()),
                         logs_hint(service),
                         join(report.last_lines, "\n"));
  }
  co_return done();
}

}  // namespace voicehub::ops
