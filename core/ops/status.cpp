#include "core/ops/status.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/ops/exit_report.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"
#include "core/verify/verify.hpp"

namespace voicehub::ops {
namespace {

constexpr int kLastLines = 20;

ServiceStatus row_of(const Service& service, plan::ObservedContainer container) {
  ServiceStatus row{.service = service.name, .number = container.number};
  row.image_replaced = container.summary.image.starts_with("sha256:");
  row.image = row.image_replaced ? service.image : container.summary.image;
  row.container = std::move(container.summary);
  return row;
}

// What is gone by the time it is looked at stays empty; a daemon that is gone is a failure.
template <typename T>
Result<void> keep(Result<T> answer, std::optional<T>& slot) {
  if (answer) {
    slot = std::move(*answer);
    return done();
  }
  return answer.error().code == ErrorCode::not_found ? done() : std::unexpected(answer.error());
}

// Looks at one container. Each look fills its own fields of the row.
class Examiner {
 public:
  Examiner(Session& session, const Service& service, ServiceStatus& row)
      : session_{session}, service_{service}, row_{row} {}

  Task<void> look_at_health() {
    VH_CO_TRY(row_.health, co_await look(session_, service_, *row_.container));
    co_return done();
  }

  Task<void> look_at_container(bool long_form) {
    const docker::ContainerId id = row_.container->id;
    VH_CO_CHECK(keep(co_await session_.docker.inspect_container(id), row_.details));
    if (!row_.details) {
      co_return done();
    }
    if (long_form || has_failed(*row_.details)) {
      row_.last_lines = co_await last_lines(session_.docker, id, kLastLines);
    }
    if (long_form && row_.details->state.running) {
      co_await prove();
    }
    co_return done();
  }

  Task<void> look_at_usage() {
    co_return keep(co_await session_.docker.stats(row_.container->id), row_.stats);
  }

 private:
  boost::asio::awaitable<void> prove() {
    const verify::VerifyOptions options{.remote = session_.endpoint.remote};
    auto report =
        co_await verify::verify_container(session_.docker, service_, *row_.details, options);
    if (report) {
      row_.proof = std::move(*report);
    } else {
      row_.proof_failure = report.error().message;
    }
  }

  Session& session_;
  const Service& service_;
  ServiceStatus& row_;
};

bool needs_details(const Service& service,
                   const docker::ContainerSummary& container,
                   const StatusOptions& options) {
  const bool may_be_restarted = !service.restart.name.empty() && service.restart.name != "no";
  return options.long_form || options.exact || container.state != "running" || may_be_restarted;
}

// Of all containers that run it.
Task<void> look_at_image(Session& session, StatusReport& report, std::string id) {
  std::optional<docker::ImageDetails> image;
  VH_CO_CHECK(keep(co_await session.docker.inspect_image(id), image));
  for (ServiceStatus& row : report.services) {
    if (image && row.container && row.container->image_id == id) {
      row.image_created = image->created;
    }
  }
  co_return done();
}

// Sizes are a courtesy: the daemon walks every volume for them, and may refuse.
Task<void> add_volume_sizes(Session& session, StatusReport& report) {
  auto sizes = co_await session.docker.volume_sizes();
  if (sizes) {
    report.volume_bytes = std::move(*sizes);
  }
  co_return done();
}

}  // namespace

StatusReport outline(const Project& project,
                     const std::vector<const Service*>& selected,
                     std::vector<plan::ObservedContainer> containers) {
  StatusReport report{.project = project.name};
  for (plan::ObservedContainer& container : containers) {
    if (!knows_service(project, container.service)) {
      report.orphans.push_back(std::move(container.summary));
    }
  }
  for (const Service* service : selected) {
    const std::size_t before = report.services.size();
    for (plan::ObservedContainer& container : containers) {
      if (container.service == service->name) {
        report.services.push_back(row_of(*service, std::move(container)));
      }
    }
    if (report.services.size() == before) {
      report.services.push_back({.service = service->name, .image = service->image});
    }
  }
  return report;
}

bool has_failed(const docker::ContainerDetails& container) {
  constexpr std::chrono::seconds kAtOnce{10};
  // Success, and what SIGINT, SIGKILL and SIGTERM leave behind, as a stop sends them.
  constexpr std::array kEndsOfAStop{0, 130, 137, 143};
  const docker::ContainerState& state = container.state;
  if (state.status == "running" || state.status == "paused") {
    return false;
  }
  if (state.oom_killed || !state.error.empty() || state.status == "restarting") {
    return true;
  }
  if (std::ranges::find(kEndsOfAStop, state.exit_code) == kEndsOfAStop.end()) {
    return true;
  }
  return state.exit_code != 0 && state.finished_at - state.started_at < kAtOnce;
}

Task<StatusReport> status(Session& session, const Project& project, StatusOptions options) {
  VH_CO_TRY(const auto selected, select_services(project, options.services));
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  auto containers = plan::project_containers(project.name, std::move(listed));
  StatusReport report = outline(project, selected, std::move(containers));

  std::vector<Examiner> examiners;
  examiners.reserve(report.services.size());
  std::vector<Task<void>> looks;
  std::set<std::string> images;
  for (ServiceStatus& row : report.services) {
    if (!row.container) {
      continue;
    }
    const Service& service = project.services.at(row.service);
    Examiner& examiner = examiners.emplace_back(session, service, row);
    looks.push_back(examiner.look_at_health());
    if (needs_details(service, *row.container, options)) {
      looks.push_back(examiner.look_at_container(options.long_form));
    }
    if (images.insert(row.container->image_id).second) {
      looks.push_back(look_at_image(session, report, row.container->image_id));
    }
    if (options.long_form && row.container->state == "running") {
      looks.push_back(examiner.look_at_usage());
    }
  }
  if (options.long_form) {
    looks.push_back(add_volume_sizes(session, report));
  }
  for (const Result<void>& looked : co_await run_all(std::move(looks))) {
    VH_CO_CHECK(looked);
  }
  report.taken_at = std::chrono::system_clock::now();
  co_return report;
}

}  // namespace voicehub::ops
