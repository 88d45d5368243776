#include "engines/onnx/threads.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

namespace voicehub::engines::onnx {
namespace {

// A number above 0, and takes it from the front of the text.
std::optional<long long> take_number(std::string_view& text) {
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value <= 0) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string first_line(const char* file) {
  std::ifstream lines{file};
  std::string line;
  std::getline(lines, line);
  return line;
}

}  // namespace

int thread_count(std::string_view cpu_max, int processors) {
  long long threads = processors;
  const std::optional<long long> quota = take_number(cpu_max);
  if (quota && cpu_max.starts_with(' ')) {
    cpu_max.remove_prefix(1);
    if (const std::optional<long long> period = take_number(cpu_max)) {
      threads = std::min(threads, *quota / *period);
    }
  }
  return static_cast<int>(std::max(threads, 1LL));
}

int thread_count() {
  // In a container its own group is the root of what it sees.
  std::string limit = first_line("/sys/fs/cgroup/cpu.max");
  if (limit.empty()) {  // the first version of control groups
    limit = first_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") + ' ' +
            first_line("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  }
  return thread_count(limit, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace voicehub::engines::onnx
