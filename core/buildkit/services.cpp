#include "core/buildkit/services.hpp"

#include <buildkit_session.pb.h>

#include <array>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "core/http/transport.hpp"

namespace voicehub::buildkit {
namespace {

namespace asio = boost::asio;

// BuildKit keeps secrets in memory and takes none that is larger.
constexpr std::size_t kLargestSecret = 500 * 1024;

GrpcStatus unreadable() {
  return {GrpcCode::invalid_argument, "the request cannot be read"};
}

std::string id_or_default(std::string_view id) {
  return id.empty() ? "default" : std::string{id};
}

template <typename Message>
GrpcStatus answer(GrpcCall& call, const Message& message) {
  call.write(message.SerializeAsString());
  return {};
}

asio::awaitable<GrpcStatus> check_health(GrpcCall& call) {
  constexpr int kServing = 1;
  (void)co_await call.read();
  wire::HealthCheckResponse response;
  response.set_status(kServing);
  co_return answer(call, response);
}

GrpcStatus tell_secret(GrpcCall& call, const Services& services, const std::string& id) {
  const auto source = services.secrets.find(id);
  if (source == services.secrets.end()) {
    return {GrpcCode::not_found, fmt::format("secret {}: not found", id)};
  }
  const auto secret = source->second();
  if (!secret) {
    const bool is_missing = secret.error().code == ErrorCode::not_found;
    return {is_missing ? GrpcCode::not_found : GrpcCode::unknown,
            fmt::format("secret {}: {}", id, secret.error().message)};
  }
  if (secret->size() > kLargestSecret) {
    return {GrpcCode::invalid_argument,
            fmt::format("secret {} has {} bytes, and BuildKit takes at most {}",
                        id,
                        secret->size(),
                        kLargestSecret)};
  }
  wire::GetSecretResponse response;
  response.set_data(*secret);
  return answer(call, response);
}

asio::awaitable<GrpcStatus> get_secret(GrpcCall& call, const Services& services) {
  const auto message = co_await call.read();
  wire::GetSecretRequest request;
  if (!message || !request.ParseFromString(*message)) {
    co_return unreadable();
  }
  co_return tell_secret(call, services, request.id());
}

GrpcStatus no_agent(const std::string& id) {
  return {GrpcCode::not_found, fmt::format("unset ssh forward key {}", id)};
}

asio::awaitable<GrpcStatus> check_agent(GrpcCall& call, const Services& services) {
  const auto message = co_await call.read();
  wire::CheckAgentRequest request;
  if (!message || !request.ParseFromString(*message)) {
    co_return unreadable();
  }
  const std::string id = id_or_default(request.id());
  if (!services.ssh_agents.contains(id)) {
    co_return no_agent(id);
  }
  co_return answer(call, wire::BytesMessage{});
}

asio::awaitable<void> carry_to_agent(GrpcCall& call, http::Transport& agent) {
  while (const auto message = co_await call.read()) {
    wire::BytesMessage piece;
    if (!piece.ParseFromString(*message)) {
      break;
    }
    if (const auto written = co_await agent.write(piece.data()); !written) {
      break;
    }
  }
  (void)co_await agent.close_write();  // it answers what it has been asked, and closes too
}

asio::awaitable<void> carry_from_agent(GrpcCall& call, http::Transport& agent, TaskGroup& both) {
  std::array<char, 16 * 1024> bytes{};
  while (true) {
    const auto count = co_await agent.read_some(bytes);
    if (!count || *count == 0) {
      break;
    }
    wire::BytesMessage piece;
    piece.set_data(bytes.data(), *count);
    call.write(piece.SerializeAsString());
  }
  both.cancel();
}

asio::awaitable<GrpcStatus> forward_agent(GrpcCall& call, const Services& services) {
  const std::string id = id_or_default(call.header("buildkit.ssh.id"));
  const auto socket = services.ssh_agents.find(id);
  if (socket == services.ssh_agents.end()) {
    co_return no_agent(id);
  }
  const auto executor = co_await asio::this_coro::executor;
  const auto agent = http::make_transport_factory(executor, http::UnixEndpoint{socket->second})();
  if (const auto connected = co_await agent->connect(); !connected) {
    co_return GrpcStatus{
        GrpcCode::unavailable,
        fmt::format(
            "no ssh agent answers at {}: {}", socket->second.text, connected.error().cause)};
  }
  TaskGroup both{executor};
  both.spawn(carry_to_agent(call, *agent));
  both.spawn(carry_from_agent(call, *agent, both));
  // Whoever is cancelled in this very moment has to wait for its children all the same.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await both.join();
  co_return GrpcStatus{};
}

asio::awaitable<GrpcStatus> tell_login(GrpcCall& call, const Services& services) {
  const auto message = co_await call.read();
  wire::CredentialsRequest request;
  if (!message || !request.ParseFromString(*message)) {
    co_return unreadable();
  }
  const auto login = co_await services.login(request.host());
  if (!login) {
    const Error& error = login.error();
    co_return GrpcStatus{GrpcCode::unknown, fmt::format("{}: {}", error.message, error.cause)};
  }
  wire::CredentialsResponse response;
  if (*login) {
    response.set_username((*login)->name);
    response.set_secret((*login)->secret);
  }
  co_return answer(call, response);
}

}  // namespace

GrpcMethods to_methods(Services services) {
  const auto shared = std::make_shared<const Services>(std::move(services));
  const auto with_services = [&shared](auto method) -> GrpcMethod {
    return [shared, method](GrpcCall& call) { return method(call, *shared); };
  };
  GrpcMethods methods{{"/grpc.health.v1.Health/Check", check_health},
                      {"/moby.buildkit.secrets.v1.Secrets/GetSecret", with_services(get_secret)},
                      {"/moby.sshforward.v1.SSH/CheckAgent", with_services(check_agent)},
                      {"/moby.sshforward.v1.SSH/ForwardAgent", with_services(forward_agent)}};
  if (shared->login) {
    methods.emplace("/moby.filesync.v1.Auth/Credentials", with_services(tell_login));
  }
  return methods;
}

}  // namespace voicehub::buildkit
