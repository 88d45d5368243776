#include "core/base/log.hpp"

#include <cstdlib>
#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace voicehub::log {
namespace {

Level chosen_level() {
  static const Level level = [] {
    const char* text = std::getenv("VOICEHUB_LOG");
    return text != nullptr ? parse_level(text) : Level::off;
  }();
  return level;
}

// Made at the first line, so that a run without a log pays nothing for it.
spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made{"voicehub", std::make_shared<spdlog::sinks::stderr_sink_st>()};
    made.set_level(spdlog::level::debug);
    made.set_pattern("%H:%M:%S.%e %l %v");
    return made;
  }();
  return instance;
}

}  // namespace

Level parse_level(std::string_view text) {
  if (text == "debug") {
    return Level::debug;
  }
  return text == "info" ? Level::info : Level::off;
}

bool is_on(Level level) {
  return level >= chosen_level();
}

void write(Level level, std::string_view line) {
  logger().log(level == Level::debug ? spdlog::level::debug : spdlog::level::info, line);
}

}  // namespace voicehub::log
