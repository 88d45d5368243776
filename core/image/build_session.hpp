#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/buildkit/services.hpp"
#include "core/image/build.hpp"
#include "core/image/build_context.hpp"

namespace voicehub::image {

// What a Dockerfile may make the daemon ask a client for.
struct SessionNeeds {
  bool secrets_or_ssh = false;       // RUN --mount=type=secret or type=ssh, required or not
  std::set<std::string> registries;  // of the images that it is built from, as docker login names
  bool unknown_registries = false;   // some images are named by variables

  friend bool operator==(const SessionNeeds&, const SessionNeeds&) = default;
};

// Pure. Only as exact as it takes: a session that nobody asks costs a request.
[[nodiscard]] SessionNeeds session_needs(std::string_view dockerfile);

// What the build may ask us for; nothing: it needs no session. An error for what cannot be given,
// because it is not there or not of a kind that can be passed on.
[[nodiscard]] Result<std::optional<buildkit::Services>> services_for(
    const BuildImageRequest& request, const BuildContext& context);

}  // namespace voicehub::image
