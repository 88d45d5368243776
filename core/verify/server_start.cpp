#include "core/verify/server_start.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <map>
#include <string_view>

namespace voicehub::verify {
namespace {

bool is_never_the_server(const std::string& name) {
  constexpr std::array<std::string_view, 8> kNames{"docker-init",
                                                   "tini",
                                                   "tini-static",
                                                   "dumb-init",
                                                   "catatonit",
                                                   "podman-init",
                                                   "voicehub-agent",
                                                   "voicehub-check"};
  return std::ranges::find(kNames, name) != kNames.end();
}

bool descends_from_first(int id, const std::map<int, const Process*>& by_id) {
  // A parent that ended while the list was read may break the chain; a loop cannot be.
  for (std::size_t steps = 0; steps < by_id.size(); ++steps) {
    const auto found = by_id.find(id);
    if (id == 1 || found == by_id.end()) {
      break;
    }
    id = found->second->parent;
  }
  return id == 1;
}

std::int64_t nanoseconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

}  // namespace

std::optional<std::int64_t> server_start_since_boot(const std::vector<Process>& processes) {
  std::map<int, const Process*> by_id;
  for (const Process& process : processes) {
    by_id[process.id] = &process;
  }
  std::optional<std::int64_t> earliest;
  for (const Process& process : processes) {
    if (!is_never_the_server(process.name) && descends_from_first(process.id, by_id)) {
      earliest = std::min(earliest.value_or(process.started_ns), process.started_ns);
    }
  }
  if (!earliest && by_id.contains(1)) {
    earliest = by_id.at(1)->started_ns;
  }
  return earliest;
}

Boot this_boot() {
  Boot boot{.at_ns = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME)};
  std::ifstream{"/proc/sys/kernel/random/boot_id"} >> boot.id;
  return boot;
}

std::optional<std::int64_t> server_start(const Answer& answer,
                                         const Boot& boot,
                                         std::int64_t asked_ns) {
  const auto since_boot = server_start_since_boot(answer.processes);
  if (!since_boot) {
    return std::nullopt;
  }
  if (!boot.id.empty() && answer.boot_id == boot.id) {
    return boot.at_ns + *since_boot;
  }
  return asked_ns - (answer.uptime_ns - *since_boot);
}

}  // namespace voicehub::verify
