#include "core/verify/sidecar.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "core/agent/program.hpp"
#include "core/base/digest.hpp"
#include "core/base/log.hpp"
#include "core/base/tar.hpp"
#include "core/docker/abandoned.hpp"

namespace voicehub::verify {
namespace {

constexpr const char* kAgent = "/voicehub-agent";
constexpr const char* kRole = "probe";
// From creation to start it takes milliseconds.
constexpr std::chrono::minutes kAbandoned{1};

// For the daemon's machine: the containers are there.
Task<std::string_view> agent_program(docker::Api& docker, std::string container) {
  VH_CO_TRY(const docker::Version version, co_await docker.version());
  const auto program = agent::program(version.architecture);
  if (!program) {
    co_return make_error(
        ErrorCode::unsupported,
        fmt::format("the image of {} has no shell with find, stat and sha256sum, "
                    "and this voicehub carries no program of its own for the daemon's {}",
                    container,
                    version.architecture),
        "add a shell and coreutils (or busybox) to the image");
  }
  co_return *program;
}

// The tag says what is in the image, so an image of that name is the right one.
Task<std::string> probe_image(docker::Api& docker, std::string_view agent) {
  const std::string reference = "voicehub/probe:" + sha256(agent).hex.substr(0, 12);
  const auto found = co_await docker.inspect_image(reference);
  if (found) {
    co_return reference;
  }
  if (found.error().code != ErrorCode::not_found) {
    co_return std::unexpected(found.error());
  }
  const TarEntry program{.name = kAgent + 1, .content = std::string{agent}, .mode = 0755};
  VH_CO_CHECK(co_await docker.import_image(reference, {}, make_tar({program})));
  co_return reference;
}

docker::ContainerSpec sidecar_spec(const docker::ContainerId& container,
                                   std::string image,
                                   std::chrono::seconds lifetime) {
  return {.image = std::move(image),
          .entrypoint = std::vector<std::string>{kAgent},
          .command = std::vector<std::string>{"wait", std::to_string(lifetime.count())},
          .labels = {{std::string{docker::kRoleLabel}, kRole}},
          .network_mode = "none",
          // To pass through /proc/1/root, to take on the rights of that process, and no others:
          // DAC_OVERRIDE is given up again unless the container has it too.
          .cap_add = {"SYS_PTRACE", "SYS_CHROOT", "SETUID", "SETGID", "DAC_OVERRIDE"},
          .cap_drop = {"ALL"},
          .security_opt = {"no-new-privileges"},
          .pid_mode = "container:" + container.text,
          .read_only_root = true,
          .auto_remove = true};
}

Task<std::string> run_agent(docker::Api& docker,
                            docker::ContainerId sidecar,
                            std::vector<std::string> words,
                            std::chrono::seconds deadline) {
  VH_CO_CHECK(co_await docker.start_container(sidecar));
  docker::ExecRequest request{
      .container = sidecar, .command = {kAgent, "look"}, .deadline = deadline};
  request.command.insert(request.command.end(), words.begin(), words.end());
  VH_CO_TRY(docker::ExecReply reply, co_await docker.exec(std::move(request)));
  if (reply.exit_code != 0) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("voicehub-agent ended with {}", reply.exit_code),
                         {},
                         reply.error_output + reply.output);
  }
  co_return std::move(reply.output);
}

}  // namespace

Task<std::string> ask_sidecar(docker::Api& docker,
                              docker::ContainerDetails container,
                              std::vector<std::string> words,
                              std::chrono::seconds deadline) {
  VH_CO_TRY(const std::string_view agent, co_await agent_program(docker, container.name));
  VH_CO_TRY(std::string image, co_await probe_image(docker, agent));
  VH_CO_CHECK(co_await docker::remove_abandoned(docker, kRole, kAbandoned));
  docker::ContainerSpec spec = sidecar_spec(container.id, std::move(image), 2 * deadline);
  std::string name = fmt::format("voicehub-probe-{}-{}", container.id.brief(), ::getpid());
  VH_CO_TRY(const docker::ContainerId sidecar,
            co_await docker.create_container(std::move(name), std::move(spec)));
  auto answer = co_await run_agent(docker, sidecar, std::move(words), deadline);
  const auto removed = co_await docker.remove_container(sidecar, {.force = true});
  log::debug("sidecar {}: {}", sidecar.brief(), removed ? "removed" : removed.error().cause);
  co_return answer;
}

}  // namespace voicehub::verify
