#pragma once

#include <chrono>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/service.hpp"

namespace voicehub::ops {

// Has a text-to-speech engine say its sentence, and returns when the first bytes of audio arrived,
// counted from the request. An error when it says nothing, or cannot be reached from here.
[[nodiscard]] Task<std::chrono::milliseconds> first_audio(Session& session,
                                                          const Service& service,
                                                          docker::ContainerSummary container);

}  // namespace voicehub::ops
