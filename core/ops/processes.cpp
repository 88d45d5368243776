#include "core/ops/processes.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;
using engine::LocalEngine;
using namespace std::chrono_literals;

constexpr std::chrono::seconds kLongestStart{120};
constexpr std::chrono::seconds kLongestStop{10};

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

constexpr std::string_view kStart = "voicehub --runtime process start";

FoundEngine found(const ProcessSession& session, const LocalEngine& engine) {
  const engine::Address address{.host = "127.0.0.1", .port = engine.port};
  return {.service = engine.name, .address = address, .client = session.engine_client(address)};
}

Task<engine::Health> health_of(ProcessSession& session, LocalEngine engine) {
  const auto client = found(session, engine).client;
  co_return co_await engine::probe(*client, {}, 2s);
}

std::unexpected<Error> ended(const LocalEngine& engine) {
  constexpr std::size_t kShownLines = 20;
  return make_error(ErrorCode::not_healthy,
                    fmt::format("'{}' has ended instead of starting", engine.name),
                    "its log is " + engine.log().string(),
                    join(engine::last_lines(engine, kShownLines), "\n"));
}

Task<void> wait_healthy(ProcessSession& session,
                        LocalEngine engine,
                        Clock::time_point started,
                        std::chrono::seconds longest) {
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  for (auto pause = 10ms;; pause = std::min(pause * 3 / 2, 250ms)) {
    if (!engine::running_process(engine)) {
      co_return ended(engine);
    }
    VH_CO_TRY(const engine::Health health, co_await health_of(session, engine));
    if (health.state == engine::HealthState::healthy) {
      co_return done();
    }
    if (since(started) > longest) {
      co_return make_error(ErrorCode::not_healthy,
                           fmt::format("'{}' is not healthy: {}", engine.name, health.detail),
                           "its log is " + engine.log().string());
    }
    timer.expires_after(pause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

void tell(ProcessSession& session,
          const LocalEngine& engine,
          std::string what,
          Clock::time_point since_when) {
  session.events.on_event({.kind = Event::Kind::finished,
                           .subject = engine.name,
                           .text = std::move(what),
                           .detail = {},
                           .elapsed = since(since_when),
                           .fraction = {}});
}

// One engine's log, from a line of it on.
class LogFile {
 public:
  explicit LogFile(const LocalEngine& engine) : name_{engine.name}, path_{engine.log()} {}

  // The lines that have been completed since the last call.
  std::vector<LogLine> read() {
    std::error_code unreadable;
    const auto size = std::filesystem::file_size(path_, unreadable);
    if (unreadable) {
      return {};
    }
    if (size < read_) {  // somebody has emptied it
      read_ = 0;
      open_.clear();
    }
    std::ifstream file{path_, std::ios::binary};
    file.seekg(static_cast<std::streamoff>(read_));
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    read_ += bytes.size();
    open_ += bytes;
    std::vector<LogLine> lines;
    std::size_t begin = 0;
    for (auto end = open_.find('\n'); end != std::string::npos; end = open_.find('\n', begin)) {
      lines.push_back(line(open_.substr(begin, end - begin)));
      begin = end + 1;
    }
    open_.erase(0, begin);
    return lines;
  }

  [[nodiscard]] bool shows(const LogLine& line) { return filter_.shows(line.text); }

 private:
  [[nodiscard]] LogLine line(std::string text) const {
    return {.service = name_, .container = {}, .time = {}, .stamp = {}, .text = std::move(text)};
  }

  std::string name_;
  std::filesystem::path path_;
  std::uintmax_t read_ = 0;
  std::string open_;  // the beginning of a line
  ErrorFilter filter_;
};

}  // namespace

Result<std::vector<LocalEngine>> select_engines(const ProcessSession& session,
                                                std::span<const std::string> names) {
  if (names.empty()) {
    return session.engines;
  }
  std::vector<LocalEngine> selected;
  std::vector<std::string> known;
  for (const LocalEngine& engine : session.engines) {
    known.push_back(engine.name);
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(session.engines, name, &LocalEngine::name);
    if (found == session.engines.end()) {
      return make_error(ErrorCode::not_found,
                        fmt::format("there is no engine '{}' to run as a process", name),
                        did_you_mean(name, known, "engines"));
    }
    selected.push_back(*found);
  }
  return selected;
}

std::vector<ProcessStep> steps_to_start(std::span<const LocalEngine> engines) {
  std::vector<ProcessStep> steps;
  for (const LocalEngine& engine : engines) {
    if (!engine::running_process(engine)) {
      steps.push_back({.action = "start", .engine = engine.name, .cause = "it does not run"});
    }
  }
  return steps;
}

std::vector<ProcessStep> steps_to_stop(std::span<const LocalEngine> engines) {
  std::vector<ProcessStep> steps;
  for (const LocalEngine& engine : engines) {
    if (const auto process = engine::running_process(engine)) {
      steps.push_back({.action = "stop",
                       .engine = engine.name,
                       .cause = fmt::format("it runs as process {}", process->pid)});
    }
  }
  return steps;
}

std::vector<ProcessStep> steps_to_restart(std::span<const LocalEngine> engines) {
  std::vector<ProcessStep> steps = steps_to_stop(engines);
  for (const LocalEngine& engine : engines) {
    steps.push_back({.action = "start", .engine = engine.name, .cause = "as asked"});
  }
  return steps;
}

Task<void> start_processes(ProcessSession& session,
                           std::vector<LocalEngine> engines,
                           ProcessPatience patience) {
  const std::chrono::seconds longest = patience.start.value_or(kLongestStart);
  for (const LocalEngine& engine : engines) {
    const auto started = Clock::now();
    if (engine::running_process(engine)) {
      session.events.note(engine.name, "runs already");
    } else {
      VH_CO_CHECK(engine::start_process(engine));
    }
    VH_CO_CHECK(co_await wait_healthy(session, engine, started, longest));
    tell(session, engine, fmt::format("healthy at http://127.0.0.1:{}", engine.port), started);
  }
  co_return done();
}

Task<void> stop_processes(ProcessSession& session,
                          std::vector<LocalEngine> engines,
                          ProcessPatience patience) {
  const std::chrono::seconds longest = patience.stop.value_or(kLongestStop);
  for (const LocalEngine& engine : engines) {
    const auto started = Clock::now();
    if (!engine::running_process(engine)) {
      continue;
    }
    VH_CO_TRY(const bool in_time, co_await engine::stop_process(engine, longest));
    if (!in_time) {
      session.events.warning(engine.name, "did not end when it was asked to and was killed");
    }
    tell(session, engine, "stopped", started);
  }
  co_return done();
}

Task<std::vector<ProcessStatus>> process_status(ProcessSession& session,
                                                std::vector<LocalEngine> engines) {
  std::vector<ProcessStatus> all;
  for (LocalEngine& engine : engines) {
    ProcessStatus status{.engine = engine, .process = engine::running_process(engine)};
    if (status.process) {
      VH_CO_TRY(status.health, co_await health_of(session, engine));
    }
    all.push_back(std::move(status));
  }
  co_return all;
}

Task<void> process_logs(std::vector<LocalEngine> engines, LogsOptions options, LogHandler handler) {
  std::vector<LogFile> files{engines.begin(), engines.end()};
  const auto show = [&](LogFile& file, std::vector<LogLine> lines) {
    if (options.errors) {
      std::erase_if(lines, [&file](const LogLine& line) { return !file.shows(line); });
    }
    handler(lines);
  };
  for (LogFile& file : files) {
    std::vector<LogLine> lines = file.read();
    if (options.tail && lines.size() > static_cast<std::size_t>(*options.tail)) {
      lines.erase(lines.begin(), lines.end() - *options.tail);
    }
    show(file, std::move(lines));
  }
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  while (options.follow) {
    timer.expires_after(100ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    for (LogFile& file : files) {
      show(file, file.read());
    }
  }
  co_return done();
}

Result<FoundEngine> find_process(const ProcessSession& session,
                                 EngineKind kind,
                                 const std::string& name) {
  std::vector<LocalEngine> engines;
  if (name.empty()) {
    std::ranges::copy_if(session.engines, std::back_inserter(engines), [&](const auto& engine) {
      return engine.kind == kind && engine::running_process(engine);
    });
  } else {
    VH_TRY(engines, select_engines(session, std::array{name}));
    if (engines.front().kind != kind) {
      return wrong_kind(name, engines.front().kind, kind);
    }
  }
  if (engines.size() > 1) {
    return make_error(ErrorCode::usage,
                      fmt::format("{} and {} run", engines[0].name, engines[1].name),
                      "say which with --service");
  }
  if (engines.empty() || !engine::running_process(engines.front())) {
    return not_running(name.empty() ? to_text(kind) : std::string_view{name}, kStart);
  }
  return found(session, engines.front());
}

Result<std::vector<TestTarget>> process_targets(const ProcessSession& session,
                                                std::span<const std::string> names) {
  VH_TRY(const std::vector<LocalEngine> engines, select_engines(session, names));
  std::vector<TestTarget> targets;
  for (const LocalEngine& engine : engines) {
    if (engine::running_process(engine)) {
      targets.push_back({.service = engine.name,
                         .address = found(session, engine).address,
                         .settings = {.engine = engine.kind}});
    } else if (!names.empty()) {
      return not_running(engine.name, kStart);
    }
  }
  if (targets.empty()) {
    return not_running("tts", kStart);
  }
  return targets;
}

}  // namespace voicehub::ops
