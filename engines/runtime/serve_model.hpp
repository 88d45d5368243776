#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>

#include "core/base/result.hpp"
#include "engines/runtime/metrics.hpp"
#include "engines/runtime/model_slot.hpp"
#include "engines/runtime/router.hpp"
#include "engines/runtime/serve.hpp"
#include "engines/runtime/work_settings.hpp"

namespace voicehub::engines {

// A server beside the HTTP one, on the same io_context, that speaks another protocol. It writes its
// own access log, tells `observer` of what it has answered, whose paths are its own names for that,
// and lets go of `io` when it has been stopped.
struct Beside {
  using Observer = std::function<void(const Access&)>;

  std::function<Result<void>(Observer observer)> start = [](const Observer&) { return done(); };
  std::function<void()> stop = [] {};
};

// Serves at once, and loads the model meanwhile, unless it is there already. An engine whose model
// cannot be loaded ends with the reason, so that whoever started it sees it. One that is idle is
// let go in its time.
[[nodiscard]] Result<void> serve_model(boost::asio::io_context& io,
                                       const Settings& settings,
                                       const WorkSettings& work,
                                       const Log& log,
                                       AnyModelSlot& model,
                                       Metrics& metrics,
                                       Router router,
                                       const Beside& beside = {});

}  // namespace voicehub::engines
