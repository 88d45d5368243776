#include "core/image/run_build.hpp"

#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "core/base/task_group.hpp"
#include "core/buildkit/grpc_server.hpp"

namespace voicehub::image {
namespace {

namespace asio = boost::asio;

// The daemon's build ends with this coroutine. Closing the connection ends it as a rule; a proxy in
// between may keep it open, so the daemon is told as well.
Task<void> run_alone(docker::Api& docker, docker::BuildRequest request, docker::LineSink sink) {
  const std::string build_id = request.build_id;
  std::exception_ptr thrown;
  Result<void> built = done();
  try {
    built = co_await docker.build(std::move(request), std::move(sink));
  } catch (const boost::system::system_error&) {
    thrown = std::current_exception();
  }
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    (void)co_await docker.cancel_build(build_id);
    throw boost::system::system_error{asio::error::operation_aborted};
  }
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  co_return built;
}

// The daemon may ask for what is in `services` while it builds.
Task<void> run_with_session(docker::Api& docker,
                            docker::BuildRequest request,
                            docker::LineSink sink,
                            buildkit::Services services) {
  const bool only_logins = services.secrets.empty() && services.ssh_agents.empty();
  auto methods = buildkit::to_methods(std::move(services));
  docker::SessionRequest session{.id = request.build_id, .methods = buildkit::names_of(methods)};
  auto stream = co_await docker.open_session(std::move(session));
  if (!stream && only_logins) {
    // Podman has no sessions; it finds out by itself who is logged in.
    co_return co_await run_alone(docker, std::move(request), std::move(sink));
  }
  if (!stream) {
    co_return std::unexpected(std::move(stream.error()));
  }
  request.session = request.build_id;
  buildkit::GrpcServer server{std::move(*stream), std::move(methods)};
  TaskGroup background{co_await asio::this_coro::executor};
  background.spawn(server.run());
  std::exception_ptr thrown;
  Result<void> built = done();
  try {
    built = co_await run_alone(docker, std::move(request), std::move(sink));
  } catch (...) {
    thrown = std::current_exception();
  }
  background.cancel();
  // Whoever is cancelled in this very moment has to wait for its children all the same.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await background.join();
  co_await asio::this_coro::throw_if_cancelled(true);
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  co_return built;
}

}  // namespace

Task<void> run_build(docker::Api& docker,
                     docker::BuildRequest request,
                     docker::LineSink sink,
                     std::optional<buildkit::Services> services) {
  if (services) {
    co_return co_await run_with_session(
        docker, std::move(request), std::move(sink), std::move(*services));
  }
  co_return co_await run_alone(docker, std::move(request), std::move(sink));
}

}  // namespace voicehub::image
