#include "engines/runtime/serve_model.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "engines/runtime/supervisor.hpp"

namespace voicehub::engines {
namespace {

namespace asio = boost::asio;

// Until its timer is cancelled.
asio::awaitable<void> watch_idleness(AnyModelSlot& model, asio::steady_timer& timer) {
  constexpr std::chrono::milliseconds kOften{500};
  boost::system::error_code cancelled;
  while (!cancelled) {
    timer.expires_after(kOften);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    model.unload_if_idle();
  }
}

}  // namespace

Result<void> serve_model(asio::io_context& io,
                         const Settings& settings,
                         const WorkSettings& work,
                         const Log& log,
                         AnyModelSlot& model,
                         Metrics& metrics,
                         Router router,
                         const Beside& beside) {
  VH_CHECK(beside.start([&](const Access& access) {
    metrics.request_answered("wyoming:" + access.path, access.status, access.whole);
  }));
  Result<void> loaded = done();
  asio::steady_timer idleness{io};
  const auto began = [&](HttpServer& server) {
    const auto start = std::chrono::steady_clock::now();
    const auto tell = [&, start](const Result<void>& outcome) {
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - start;
      asio::post(io, [&, outcome, took] {
        loaded = outcome;
        if (!loaded) {
          server.stop();
          return;
        }
        log.info(fmt::format("'{}' is ready after {:.0f} ms", model.name(), took.count()));
        notify_supervisor("READY=1");
      });
    };
    if (!model.load_in_background(tell)) {
      tell(done());
    }
    if (work.model_ttl) {
      asio::co_spawn(io, watch_idleness(model, idleness), asio::detached);
    }
  };
  const auto observe = [&](const Access& access) {
    metrics.request_answered(router.name_of(access.path), access.status, access.whole);
  };
  VH_CHECK(serve_until_told(io,
                            settings,
                            log,
                            {.handler = [&](Request request) { return router(std::move(request)); },
                             .limits = server_limits(work),
                             .observer = observe,
                             .began = began,
                             .stopping = beside.stop,
                             .ended =
                                 [&] {
                                   idleness.cancel();
                                   beside.stop();
                                 }}));
  return loaded;
}

}  // namespace voicehub::engines
