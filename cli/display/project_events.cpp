#include "cli/display/project_events.hpp"

#include <array>
#include <ctime>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/display/terminal.hpp"

namespace voicehub::cli {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::string formatted(const std::tm& time, const char* format) {
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &time)};
}

std::string local_time_text(std::int64_t time_ns) {
  constexpr std::int64_t kMicrosecond = 1000;
  const auto seconds = static_cast<std::time_t>(time_ns / kSecond);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return fmt::format(
      "{}.{:06}", formatted(local, "%Y-%m-%d %H:%M:%S"), time_ns % kSecond / kMicrosecond);
}

std::string utc_text(std::int64_t time_ns) {
  const auto seconds = static_cast<std::time_t>(time_ns / kSecond);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{}.{:09}Z", formatted(utc, "%Y-%m-%dT%H:%M:%S"), time_ns % kSecond);
}

}  // namespace

std::string project_event_text(const ops::ProjectEvent& event) {
  std::vector<std::string> attributes;
  attributes.reserve(event.event.attributes.size());
  for (const auto& [key, value] : event.event.attributes) {
    attributes.push_back(key + "=" + value);
  }
  const std::string line = fmt::format("{} {} {} {} ({})",
                                       local_time_text(event.event.time_ns),
                                       event.event.type,
                                       event.event.action,
                                       event.event.id,
                                       fmt::join(attributes, ", "));
  return printable(line) + "\n";
}

std::string project_event_json(const ops::ProjectEvent& event) {
  const nlohmann::ordered_json json{{"action", event.event.action},
                                    {"attributes", event.event.attributes},
                                    {"id", event.event.id},
                                    {"service", event.service},
                                    {"time", utc_text(event.event.time_ns)},
                                    {"type", event.event.type}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace voicehub::cli
