#include "core/plan/run_hook.hpp"

#include <chrono>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::plan {

Task<void> run_hook(docker::Api& docker, docker::ContainerId container, Hook hook) {
  docker::ExecRequest request{.container = std::move(container),
                              .command = hook.command,
                              .user = hook.user,
                              .working_dir = hook.working_dir,
                              .privileged = hook.privileged,
                              .deadline = std::chrono::minutes{10}};
  for (const auto& [key, value] : hook.environment) {
    request.environment.push_back(value ? key + "=" + *value : key);
  }
  VH_CO_TRY(const docker::ExecReply reply, co_await docker.exec(std::move(request)));
  if (reply.exit_code != 0) {
    co_return make_error(
        ErrorCode::failed,
        fmt::format("'{}' ended with {}", join(hook.command, " "), reply.exit_code),
        {},
        std::string{trim(reply.error_output + reply.output)});
  }
  co_return done();
}

}  // namespace voicehub::plan
