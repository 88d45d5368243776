#include "core/agent/memory_budget.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>

#include "core/agent/files.hpp"
#include "core/agent/run_options.hpp"

namespace voicehub::agent {
namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

std::optional<std::uint64_t> number_at_start(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  text.remove_prefix(first);
  return parse_number(text.substr(0, text.find_first_not_of("0123456789")));
}

// The number behind `name` in lines of a name and a number each.
std::optional<std::uint64_t> number_of(std::string_view name, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.starts_with(name) && line.substr(name.size()).starts_with(' ')) {
      return number_at_start(line.substr(name.size()));
    }
  }
  return std::nullopt;
}

std::uint64_t left_in(const MemoryFiles::Cgroup& cgroup, std::string_view cache) {
  const auto limit = number_at_start(cgroup.limit);
  const auto use = number_at_start(cgroup.use);
  if (!limit || !use) {
    return kUnlimited;
  }
  const std::uint64_t cached = std::min(number_of(cache, cgroup.statistics).value_or(0), *use);
  return *limit - std::min(*limit, *use - cached);
}

std::string content_of(const std::string& path) {
  return read_file(path).value_or("");
}

}  // namespace

MemoryFiles read_memory_files() {
  const std::string root = "/sys/fs/cgroup/";
  return {.v1 = {.limit = content_of(root + "memory/memory.limit_in_bytes"),
                 .use = content_of(root + "memory/memory.usage_in_bytes"),
                 .statistics = content_of(root + "memory/memory.stat")},
          .v2 = {.limit = content_of(root + "memory.max"),
                 .use = content_of(root + "memory.current"),
                 .statistics = content_of(root + "memory.stat")},
          .meminfo = content_of("/proc/meminfo")};
}

std::uint64_t available_bytes(const MemoryFiles& files) {
  const auto kilobytes = number_of("MemAvailable:", files.meminfo);
  return std::min({left_in(files.v1, "total_inactive_file"),
                   left_in(files.v2, "inactive_file"),
                   kilobytes ? *kilobytes * 1024 : kUnlimited});
}

std::uint64_t bytes_for_another(std::uint64_t resident) {
  return resident + resident / 10;
}

}  // namespace voicehub::agent
