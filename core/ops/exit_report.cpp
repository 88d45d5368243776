#include "core/ops/exit_report.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::ops {

std::string ExitReport::summary() const {
  constexpr int kSignalled = 128;
  constexpr int kKilled = kSignalled + 9;
  if (out_of_memory) {
    return fmt::format("exit code {}: out of memory", exit_code);
  }
  if (!daemon_error.empty()) {
    return fmt::format("exit code {}: {}", exit_code, daemon_error);
  }
  if (exit_code == kKilled) {
    return fmt::format("exit code {}: killed", exit_code);
  }
  constexpr int kSignals = 64;
  const bool is_signal = exit_code > kSignalled && exit_code <= kSignalled + kSignals;
  return is_signal ? fmt::format("exit code {}: signal {}", exit_code, exit_code - kSignalled)
                   : fmt::format("exit code {}", exit_code);
}

ExitReport ending_of(const docker::ContainerDetails& container) {
  return {.exit_code = container.state.exit_code,
          .out_of_memory = container.state.oom_killed,
          .daemon_error = container.state.error};
}

boost::asio::awaitable<std::vector<std::string>> last_lines(docker::Api& docker,
                                                            docker::ContainerId id,
                                                            int count,
                                                            std::string since) {
  std::string output;
  const docker::LogOptions options{.tail = count, .since = std::move(since)};
  const docker::LogSink keep = [&output](docker::OutputStream, std::string_view bytes) {
    output += bytes;
    return done();
  };
  std::vector<std::string> lines;
  if (co_await docker.logs(id, options, keep)) {
    lines = split(trim(output), '\n');
    std::erase(lines, "");
  }
  co_return lines;
}

Task<ExitReport> exit_report(docker::Api& docker, docker::ContainerId id) {
  VH_CO_TRY(const docker::ContainerDetails details, co_await docker.inspect_container(id));
  ExitReport report = ending_of(details);
  constexpr int kLines = 20;
  report.last_lines = co_await last_lines(docker, id, kLines);
  co_return report;
}

}  // namespace voicehub::ops
