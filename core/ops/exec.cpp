#include "core/ops/exec.hpp"

namespace voicehub::ops {

Task<int> exec(Session& session, const Project& project, ExecOptions options, Relay relay) {
  if (options.command.empty()) {
    co_return make_error(ErrorCode::usage,
                         "there is no command to run",
                         "voicehub exec SERVICE -- COMMAND [ARGUMENT …]");
  }
  VH_CO_TRY(const ChosenContainer chosen,
            co_await running_container(session, project, options.choice));
  docker::ExecRequest request{.container = chosen.container.summary.id,
                              .command = std::move(options.command),
                              .environment = std::move(options.environment),
                              .user = std::move(options.user),
                              .working_dir = std::move(options.working_dir),
                              .tty = options.tty,
                              .attach_stdin = true,
                              .privileged = options.privileged};
  VH_CO_TRY(const auto command, co_await session.docker.open_exec(std::move(request)));
  co_return co_await relay(*command);
}

}  // namespace voicehub::ops
