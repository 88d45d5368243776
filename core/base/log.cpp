#include "core/base/log.hpp"

#include <cstdlib>
#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace voicehub::log {
namespace {

// Made at the first line, so that a run without a log pays nothing for it.
spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made{"voicehub", std::make_shared<spdlog::sinks::stderr_sink_st>()};
    made.set_level(spdlog::level::debug);
    made.set_pattern("%H:%M:%S.%e %v");
    return made;
  }();
  return instance;
}

}  // namespace

bool is_on() {
  static const bool on = [] {
    const char* level = std::getenv("VOICEHUB_LOG");
    return level != nullptr && std::string_view{level} == "debug";
  }();
  return on;
}

void write(std::string_view line) {
  logger().debug(line);
}

}  // namespace voicehub::log
