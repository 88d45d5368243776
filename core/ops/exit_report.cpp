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
  return exit_code > kSignalled
             ? fmt::format("exit code {}: signal {}", exit_code, exit_code - kSignalled)
             : fmt::format("exit code {}", exit_code);
}

Task<ExitReport> exit_report(docker::Api& docker, docker::ContainerId id) {
  VH_CO_TRY(const docker::ContainerDetails details, co_await docker.inspect_container(id));
  ExitReport report{.exit_code = details.state.exit_code,
                    .out_of_memory = details.state.oom_killed,
                    .daemon_error = details.state.error};
  constexpr int kLines = 20;
  std::string output;
  const docker::LogOptions options{.tail = kLines};
  const auto keep = [&output](docker::OutputStream, std::string_view bytes) {
    output += bytes;
    return done();
  };
  // A log driver that cannot be read must not hide how the container ended.
  if (co_await docker.logs(id, options, keep)) {
    report.last_lines = split(trim(output), '\n');
    std::erase(report.last_lines, "");
  }
  co_return report;
}

}  // namespace voicehub::ops
