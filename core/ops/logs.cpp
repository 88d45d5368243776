#include "core/ops/logs.hpp"

#include <algorithm>
#include <charconv>
#include <list>
#include <set>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/base/text.hpp"
#include "core/ops/log_merge.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
namespace label = plan::label;
using std::chrono::steady_clock;
using std::chrono::system_clock;

// While following, a line may arrive this much later than a younger one of another container.
constexpr std::chrono::milliseconds kWindow{100};

std::string attribute(const docker::EngineEvent& event, std::string_view name) {
  const auto found = event.attributes.find(std::string{name});
  return found == event.attributes.end() ? std::string{} : found->second;
}

int number_in(const std::string& text) {
  int number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// One container whose log is read.
struct Source {
  docker::ContainerId id;
  std::string name;       // as lines show it
  std::string container;  // its name
  docker::LogOptions request;
  ResumePoint resume;
  std::map<docker::OutputStream, ErrorFilter> filters;
  std::size_t number = 0;      // in the merge
  bool attached = false;       // its log is being read
  bool started_again = false;  // while it was
};

class LogReader {
 public:
  LogReader(Session& session,
            const Project& project,
            LogsOptions options,
            LogHandler handler,
            asio::any_io_executor executor)
      : session_{session},
        project_{project},
        options_{std::move(options)},
        handler_{std::move(handler)},
        merge_{options_.follow ? std::optional{kWindow} : std::nullopt},
        timer_{executor},
        group_{executor} {}

  Task<void> run() {
    const TimePoint begun = system_clock::now();
    VH_CO_TRY(const docker::LogOptions request, first_request(begun));
    VH_CO_TRY(const auto selected, select_services(project_, options_.services));
    for (const Service* service : selected) {
      selected_.insert(service->name);
    }
    VH_CO_TRY(auto containers, co_await selected_containers());
    for (const auto& container : containers) {
      Source& source = add_source(container.summary.id, container.service, container.number);
      source.container = container.summary.name();
      source.request = request;
      // With --tail 0 nothing has been read that says where to go on after a restart.
      source.resume = ResumePoint{options_.tail == 0 ? begun : TimePoint{}};
      attach(source);
    }
    if (options_.follow) {
      group_.spawn(watch(begun));
    }
    co_await group_.join();
    if (failure_ && (options_.follow || failed_ == sources_.size())) {
      co_return std::unexpected(*failure_);
    }
    co_return done();
  }

 private:
  Result<docker::LogOptions> first_request(TimePoint begun) const {
    docker::LogOptions request{
        .follow = options_.follow, .timestamps = true, .tail = options_.tail};
    if (!options_.since.empty()) {
      VH_TRY(const TimePoint since, parse_point_in_time(options_.since, begun));
      request.since = api_time(since);
    }
    return request;
  }

  Task<std::vector<plan::ObservedContainer>> selected_containers() {
    VH_CO_TRY(auto listed,
              co_await session_.docker.list_containers(plan::of_project(project_.name)));
    auto containers = plan::project_containers(project_.name, std::move(listed));
    std::erase_if(containers,
                  [this](const auto& container) { return !selected_.contains(container.service); });
    if (containers.empty()) {
      co_return make_error(ErrorCode::not_found,
                           options_.services.empty()
                               ? fmt::format("project {} has no containers", project_.name)
                               : fmt::format("{} has no container", join(options_.services, ", ")),
                           "make and start them: voicehub start");
    }
    co_return containers;
  }

  Source& add_source(docker::ContainerId id, const std::string& service, int number) {
    const auto known = project_.services.find(service);
    const bool one_of_many =
        number > 1 || (known != project_.services.end() && known->second.replicas > 1);
    Source& source = sources_.emplace_back();
    source.id = std::move(id);
    source.name = one_of_many ? fmt::format("{}-{}", service, number) : service;
    source.number = merge_.open();
    return source;
  }

  void attach(Source& source) {
    source.attached = true;
    merge_.reopen(source.number);
    group_.spawn(read(source));
  }

  asio::awaitable<void> read(Source& source) {
    do {
      source.started_again = false;
      LineJoiner joiner{[&](LogLine line) { take(source, std::move(line)); }};
      const docker::LogSink sink = [&](docker::OutputStream stream, std::string_view bytes) {
        joiner.add(stream, bytes);
        deliver();
        return done();
      };
      const auto answer = co_await session_.docker.logs(source.id, source.request, sink);
      joiner.end();
      if (!answer) {
        fail(source.name, answer.error());
      }
      go_on_after(source);
    } while (source.started_again);
    source.attached = false;
    merge_.close(source.number);
    deliver();
  }

  // The next answer of the daemon begins at the last line of this one.
  static void go_on_after(Source& source) {
    source.resume.rewind();
    source.request.tail.reset();
    if (source.resume.since() != TimePoint{}) {
      source.request.since = api_time(source.resume.since());
    }
  }

  void take(Source& source, LogLine line) {
    if (!source.resume.is_new(line.time)) {
      return;
    }
    if (options_.errors && !source.filters[line.stream].shows(line.text)) {
      return;
    }
    line.service = source.name;
    line.container = source.container;
    merge_.add(source.number, std::move(line), steady_clock::now());
  }

  void deliver() {
    const std::vector<LogLine> lines = merge_.take(steady_clock::now());
    if (!lines.empty()) {
      handler_(lines);
    }
    if (merge_.due() && !waiting_) {
      waiting_ = true;
      group_.spawn(deliver_when_due());
    }
  }

  asio::awaitable<void> deliver_when_due() {
    while (const auto due = merge_.due()) {
      timer_.expires_at(*due);
      boost::system::error_code ignored;
      co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      deliver();
    }
    waiting_ = false;
  }

  // Stops and starts, which end a log and begin it again.
  asio::awaitable<void> watch(TimePoint begun) {
    const docker::EventHandler handler = [this](const docker::EngineEvent& event) {
      on_event(event);
      return done();
    };
    docker::EventOptions options{.label_filters = plan::of_project(project_.name),
                                 .since = api_time(begun)};
    const auto ended = co_await session_.docker.events(std::move(options), handler);
    failure_ = ended ? Error{.code = ErrorCode::docker_unreachable,
                             .message = "the Docker Engine has closed the connection"}
                     : ended.error();
  }

  void on_event(const docker::EngineEvent& event) {
    const std::string service = attribute(event, label::kService);
    if (event.type != "container" || !selected_.contains(service) ||
        attribute(event, label::kOneOff) == "True") {
      return;
    }
    if (event.action == "die") {
      session_.events.note(service, "stopped, exit code " + attribute(event, "exitCode"));
    } else if (event.action == "start") {
      session_.events.note(service, "started");
      on_start(event, service);
    }
  }

  void on_start(const docker::EngineEvent& event, const std::string& service) {
    const auto known =
        std::ranges::find(sources_, event.id, [](const Source& s) { return s.id.text; });
    if (known != sources_.end() && known->attached) {
      known->started_again = true;
      return;
    }
    if (known != sources_.end()) {
      attach(*known);
      return;
    }
    Source& source = add_source({event.id}, service, number_in(attribute(event, label::kNumber)));
    source.container = attribute(event, "name");
    source.request = {.follow = true, .timestamps = true};
    attach(source);
  }

  void fail(const std::string& name, const Error& error) {
    // A container that has been removed has nothing more to say, and the user may have heard
    // enough.
    if (error.code == ErrorCode::not_found || error.code == ErrorCode::cancelled) {
      return;
    }
    ++failed_;
    failure_ = failure_.value_or(error);
    // Where nothing else goes on, run() returns the failure.
    if (options_.follow || sources_.size() > 1) {
      session_.events.warning(name, error.message);
    }
  }

  Session& session_;
  const Project& project_;
  LogsOptions options_;
  LogHandler handler_;
  LogMerge merge_;
  asio::steady_timer timer_;
  std::set<std::string> selected_;
  std::list<Source> sources_;  // a list: readers hold references
  std::optional<Error> failure_;
  std::size_t failed_ = 0;
  bool waiting_ = false;
  TaskGroup group_;
};

}  // namespace

Task<void> logs(Session& session, const Project& project, LogsOptions options, LogHandler handler) {
  const auto executor = co_await asio::this_coro::executor;
  LogReader reader{session, project, std::move(options), std::move(handler), executor};
  co_return co_await reader.run();
}

}  // namespace voicehub::ops
