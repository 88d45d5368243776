#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/docker/types.hpp"
#include "core/project/service.hpp"

namespace voicehub::reload {

// How a service's server will be restarted under `voicehub dev`, and what that asks of its start.
struct Strategy {
  ReloadKind kind = ReloadKind::process;  // handover, process or container
  std::string why;                        // for people: "gunicorn takes its socket from outside"
  std::vector<std::string> command;       // what to run: the image's, adapted to the socket
  std::string listen;                     // handover: "0.0.0.0:4123", where the agent listens
};

// Entrypoint and command as the daemon would join them: the service's words before the image's.
[[nodiscard]] std::vector<std::string> server_command(const Service& service,
                                                      const docker::ImageDetails& image);

// Handover where the server is known to take a listening socket (uvicorn, gunicorn,
// voicehub_runner, an image with the label voicehub.listen_fds); process for all others; what
// x-voicehub.reload says before both. Pure.
[[nodiscard]] Strategy choose_strategy(const Service& service, const docker::ImageDetails& image);

}  // namespace voicehub::reload
