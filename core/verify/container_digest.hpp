#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/verify/answer.hpp"
#include "core/verify/question.hpp"

namespace voicehub::verify {

struct Inside {
  Answer answer;
  std::string method;         // "exec sha256sum", "sidecar"
  std::int64_t asked_ns = 0;  // since the epoch, before the container was asked
};

// What the processes of a running container see at the paths of `questions`, in one round trip: by
// exec where the image has the tools, else by a sidecar. Either way it is read with the rights of
// the container's own user.
[[nodiscard]] Task<Inside> look_inside(docker::Api& docker,
                                       docker::ContainerDetails container,
                                       std::vector<Question> questions,
                                       LeaveOut leave_out);

}  // namespace voicehub::verify
