#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/verify/answer.hpp"
#include "core/verify/question.hpp"

namespace voicehub::verify {

// Somebody in the container who answers at once: the agent of `voicehub dev`.
struct Insider {
  // Takes question_words() and returns what parse_answer() reads.
  std::function<Task<std::string>(std::vector<std::string> words)> ask;
  std::int64_t server_loaded_ns = 0;  // since boot: when the server last read its source
};

struct Inside {
  Answer answer;
  std::string method;         // "exec sha256sum", "sidecar"
  std::int64_t asked_ns = 0;  // since the epoch, before the container was asked
};

// What the processes of a running container see at the paths of `questions`, in one round trip: by
// the insider where there is one, else by exec where the image has the tools, else by a sidecar.
// Either way it is read with the rights of the container's own user.
[[nodiscard]] Task<Inside> look_inside(docker::Api& docker,
                                       docker::ContainerDetails container,
                                       std::vector<Question> questions,
                                       LeaveOut leave_out,
                                       std::optional<Insider> insider);

}  // namespace voicehub::verify
