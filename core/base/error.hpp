#pragma once

#include <expected>
#include <string>

namespace voicehub {

// What kind of failure it is. `exit_code` maps each to the process exit code that docs/cli.md
// promises.
enum class ErrorCode {
  failed,              // it was tried and did not work
  usage,               // the command line asks for something that does not exist
  invalid_project,     // the project file is wrong
  docker_unreachable,  // no daemon, no permission, or one that is too old
  not_healthy,         // the engine did not answer in time, or it exited
  mismatch,            // the container does not have what the host has
  not_found,           // a named thing does not exist
  conflict,            // something else is in the way: a port, a name, a lock
  timeout,             // a deadline passed
  cancelled,           // the user interrupted
  unsupported,         // voicehub knows what is meant and cannot do it (yet)
};

// An expected failure, as a value. `message` says what happened and names the value at fault;
// `hint` says what to do next; `cause` is the text of whoever reported it first (the daemon, the
// kernel), unchanged.
struct Error {
  ErrorCode code = ErrorCode::failed;
  std::string message;
  std::string hint;
  std::string cause;

  friend bool operator==(const Error&, const Error&) = default;
};

[[nodiscard]] inline std::unexpected<Error> make_error(ErrorCode code,
                                                       std::string message,
                                                       std::string hint = {},
                                                       std::string cause = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(hint), std::move(cause)});
}

// 0 done, 1 failed, 2 usage, 3 invalid project, 4 Docker unreachable, 5 not healthy, 6 mismatch,
// 130 interrupted.
[[nodiscard]] int exit_code(ErrorCode code);

}  // namespace voicehub
