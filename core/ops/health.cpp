#include "core/ops/health.hpp"

#include <algorithm>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/reload/layout.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using engine::HealthState;

// A health path of the file is a promise that HTTP answers there.
bool must_answer(const Service& service) {
  return is_declared_engine(service) || !service.x_voicehub.health.empty();
}

bool is_worth_asking(const Service& service, const docker::ContainerSummary& container) {
  return container.state == "running" && (must_answer(service) || service.api_port() != nullptr);
}

std::string own_address(const docker::ContainerSummary& container) {
  const auto connected = std::ranges::find_if(
      container.networks, [](const auto& entry) { return !entry.second.address.empty(); });
  return connected == container.networks.end() ? std::string{} : connected->second.address;
}

// Asks the container's own address, because the daemon's proxy takes every connection to a
// published port, whether or not anybody listens behind it. Nothing when the address cannot be
// reached from here.
asio::awaitable<std::optional<bool>> takes_connections(std::string host, std::uint16_t port) {
  boost::system::error_code failure;
  const auto address = asio::ip::make_address(host, failure);
  if (failure) {
    co_return std::nullopt;
  }
  const auto executor = co_await asio::this_coro::executor;
  tcp::socket socket{executor};
  asio::steady_timer limit{executor, std::chrono::milliseconds{200}};
  limit.async_wait([&socket](const boost::system::error_code& cancelled) {
    if (!cancelled) {
      socket.close();
    }
  });
  const tcp::endpoint endpoint{address, port};
  co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, failure));
  limit.cancel();
  if (!failure) {
    co_return true;
  }
  if (failure == asio::error::connection_refused) {
    co_return false;
  }
  co_return std::nullopt;
}

ServiceHealth from_http(const engine::Health& http, bool is_engine) {
  return {.state = http.state,
          .source = HealthSource::http,
          .is_engine = is_engine,
          .detail = http.detail};
}

ServiceHealth from_docker(std::string_view told) {
  const HealthState state = told == "healthy"    ? HealthState::healthy
                            : told == "starting" ? HealthState::starting
                                                 : HealthState::unhealthy;
  return {.state = state, .source = HealthSource::docker, .detail = std::string{told}};
}

// Then a connection says nothing about the server.
bool agent_listens_for(const docker::ContainerSummary& container) {
  return container.label(std::string{reload::label::kDev}) == to_text(ReloadKind::handover);
}

}  // namespace

bool is_declared_engine(const Service& service) {
  return service.x_voicehub.engine.has_value() || service.image.starts_with("voicehub/");
}

std::string_view docker_health(std::string_view status) {
  if (status.ends_with("(healthy)")) {
    return "healthy";
  }
  if (status.ends_with("(unhealthy)")) {
    return "unhealthy";
  }
  return status.ends_with("(health: starting)") ? "starting" : "";
}

ServiceHealth judge(const Service& service,
                    const docker::ContainerSummary& container,
                    const Findings& findings) {
  const bool declared = is_declared_engine(service);
  if (container.state != "running") {
    return {.is_engine = declared, .detail = container.status};
  }
  if (const auto& http = findings.http) {
    const bool is_engine = declared || http->speaks_voice_api;
    const bool says_how_it_is =
        http->state == HealthState::healthy || http->state == HealthState::starting;
    if (is_engine || must_answer(service) || says_how_it_is) {
      return from_http(*http, is_engine);
    }
  }
  if (const std::string_view told = docker_health(container.status); !told.empty()) {
    ServiceHealth health = from_docker(told);
    health.is_engine = declared;
    return health;
  }
  const bool is_silent = findings.http && findings.http->state == HealthState::unreachable;
  if (findings.listens == false || (is_silent && agent_listens_for(container))) {
    return {.state = HealthState::starting,
            .source = HealthSource::http,
            .is_engine = declared,
            .detail = findings.http ? findings.http->detail : "connection refused"};
  }
  return {.state = HealthState::healthy,
          .is_engine = declared,
          .takes_connections = findings.listens.value_or(false),
          .detail = "running"};
}

Task<ServiceHealth> look(Session& session,
                         const Service& service,
                         docker::ContainerSummary container,
                         std::chrono::milliseconds deadline) {
  Findings findings;
  if (!is_worth_asking(service, container)) {
    co_return judge(service, container, findings);
  }
  const auto address = engine::address_of(service, container, session.daemon_host);
  if (!address) {
    co_return judge(service, container, findings);
  }
  const auto client = session.engine_client(*address);
  const std::string path = service.x_voicehub.health;
  auto answer = co_await engine::probe(*client, path, deadline);
  if (answer) {
    findings.http = std::move(*answer);
  }
  const Port* port = service.api_port();
  const bool silent = !findings.http || findings.http->state == HealthState::unreachable;
  if (silent && port != nullptr && !must_answer(service) && !session.endpoint.remote) {
    findings.listens = co_await takes_connections(own_address(container), port->target);
  }
  co_return judge(service, container, findings);
}

}  // namespace voicehub::ops
