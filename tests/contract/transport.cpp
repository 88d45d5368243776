#include "tests/contract/transport.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "tests/support/docker_fixture.hpp"

namespace voicehub::test {
namespace {

class UnixTransport final : public Transport {
 public:
  explicit UnixTransport(docker::DockerEndpoint endpoint) { endpoint_ = std::move(endpoint); }
};

Result<std::unique_ptr<Transport>> set_up_unix() {
  VH_TRY(docker::DockerEndpoint endpoint, daemon_of_environment());
  if (!std::holds_alternative<http::UnixEndpoint>(endpoint.address)) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} is not a unix socket", endpoint.shown),
                      "unset DOCKER_HOST and DOCKER_CONTEXT");
  }
  return std::make_unique<UnixTransport>(std::move(endpoint));
}

Task<void> look_until_it_answers(docker::Api& docker) {
  using namespace std::chrono_literals;
  boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (true) {
    const auto version = co_await docker.version();
    if (version) {
      co_return done();
    }
    if (std::chrono::steady_clock::now() > end) {
      co_return std::unexpected(version.error());
    }
    pause.expires_after(50ms);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace

Result<void> wait_until_docker_answers(const docker::DockerEndpoint& endpoint) {
  boost::asio::io_context io;
  const auto docker =
      docker::make_http_api(http::make_client(io.get_executor(), endpoint.address), endpoint);
  return run(io, look_until_it_answers(*docker));
}

const std::vector<std::string>& transport_names() {
  static const std::vector<std::string> names{"unix", "ssh", "tls", "engine_26"};
  return names;
}

Result<std::unique_ptr<Transport>> set_up(const std::string& name) {
  if (name == "unix") {
    return set_up_unix();
  }
  if (name == "ssh") {
    return set_up_ssh();
  }
  return set_up_nested_engine(name == "tls" ? Encryption::tls : Encryption::none);
}

}  // namespace voicehub::test
