#include "core/engine/probe.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/engine/json.hpp"

namespace voicehub::engine {
namespace {

using std::chrono::milliseconds;

bool is_any(std::string_view address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

// The port that the engine listens on inside the container. A service that publishes none may still
// have one that its image or its `expose:` names.
std::optional<std::uint16_t> listening_port(const Service& service,
                                            const docker::ContainerSummary& container) {
  if (const Port* port = service.api_port()) {
    return port->target;
  }
  if (const auto& named = service.x_voicehub.port) {
    return static_cast<std::uint16_t>(*named);
  }
  const auto exposed = std::ranges::find(container.ports, "tcp", &docker::PublishedPort::protocol);
  return exposed == container.ports.end() ? std::nullopt : std::optional{exposed->target};
}

// A port that is published on every interface is listed twice, for IPv4 and for IPv6.
std::optional<Address> published_address(const docker::ContainerSummary& container,
                                         std::uint16_t target,
                                         const std::string& daemon_host) {
  const bool daemon_is_here = is_loopback(daemon_host);
  std::optional<Address> found;
  for (const docker::PublishedPort& port : container.ports) {
    const bool reachable = daemon_is_here || !is_loopback(port.host_address);
    if (port.published == 0 || port.target != target || port.protocol != "tcp" || !reachable) {
      continue;
    }
    const std::string& host = is_any(port.host_address) ? daemon_host : port.host_address;
    if (!found || port.host_address == "0.0.0.0") {
      found = Address{.host = host, .port = port.published};
    }
  }
  return found;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

HealthState state_of(int http_status, const std::optional<std::string>& said) {
  const std::string_view word = said ? std::string_view{*said} : std::string_view{};
  if (is_one_of(word, {"error", "failed", "failure", "unhealthy", "down", "critical"})) {
    return HealthState::unhealthy;
  }
  const bool loading = word.starts_with("loading") || word.starts_with("initiali") ||
                       word.starts_with("starting") || word.starts_with("warming");
  if (http_status == 503 || loading) {
    return HealthState::starting;
  }
  return http_status >= 200 && http_status < 300 ? HealthState::healthy : HealthState::unhealthy;
}

Health judge(const http::Response& response, std::string_view path, milliseconds elapsed) {
  const auto said = parse_status(response.body);
  Health health{.state = state_of(response.status, said),
                .http_status = response.status,
                .elapsed = elapsed,
                .speaks_voice_api = said && (response.ok() || response.status == 503)};
  if (health.state == HealthState::healthy) {
    health.detail = fmt::format("{} in {}", response.status, human_duration(elapsed));
  } else if (response.status == 404) {
    health.detail = fmt::format("GET {} is 404", path);
  } else {
    health.detail =
        fmt::format("{} {}", response.status, said ? *said : parse_error(response.body));
  }
  return health;
}

}  // namespace

std::optional<Address> address_of(const Service& service,
                                  const docker::ContainerSummary& container,
                                  const std::string& daemon_host) {
  const auto target = listening_port(service, container);
  if (!target || daemon_host.empty()) {
    return std::nullopt;
  }
  if (auto published = published_address(container, *target, daemon_host)) {
    return published;
  }
  if (service.network_mode == "host") {
    return Address{.host = daemon_host, .port = *target};
  }
  for (const auto& [name, endpoint] : container.networks) {
    if (is_loopback(daemon_host) && !endpoint.address.empty()) {
      return Address{.host = endpoint.address, .port = *target};
    }
  }
  return std::nullopt;
}

std::string_view to_text(HealthState state) {
  constexpr std::array<std::string_view, 4> kNames{
      "healthy", "starting", "unhealthy", "unreachable"};
  return kNames[static_cast<std::size_t>(state)];
}

Task<Health> probe(http::Client& client, std::string path, milliseconds deadline) {
  if (path.empty()) {
    path = "/health";
  }
  const auto started = std::chrono::steady_clock::now();
  http::Request request{.target = path, .deadline = deadline};
  const auto response = co_await client.send(std::move(request));
  const auto elapsed =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - started);
  if (!response) {
    co_return Health{.detail = silence_text(response.error(), deadline), .elapsed = elapsed};
  }
  co_return judge(*response, path, elapsed);
}

std::string silence_text(const Error& error, milliseconds deadline) {
  if (error.code == ErrorCode::timeout) {
    return fmt::format("no answer in {}", human_duration(deadline));
  }
  std::string text = error.cause.empty() ? error.message : error.cause;
  if (!text.empty()) {
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  }
  return text;
}

milliseconds health_deadline(const Service& service) {
  if (!service.health_check || service.health_check->disabled) {
    return std::chrono::seconds{120};
  }
  const HealthCheck& check = *service.health_check;
  const std::chrono::nanoseconds start_period =
      check.start_period.value_or(std::chrono::seconds{0});
  const std::chrono::nanoseconds interval = check.interval.value_or(std::chrono::seconds{30});
  return std::chrono::ceil<milliseconds>(start_period + check.retries.value_or(3) * interval);
}

}  // namespace voicehub::engine
