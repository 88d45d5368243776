#include "core/ops/shell.hpp"

#include <unistd.h>

#include <array>
#include <exception>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/plan/container_spec.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;

// By the archive API and not by running something: that takes 1 ms instead of 45, and works where
// nothing can be run. The path of the best shell, or nothing.
Task<std::string> find_shell(docker::Api& docker, docker::ContainerId container) {
  static constexpr std::array kShells{
      "/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash", "/bin/sh", "/busybox/sh"};
  std::vector<Task<docker::PathStat>> looks;
  for (const char* shell : kShells) {
    looks.push_back(docker.stat_path(container, {shell}));
  }
  const auto found = co_await run_all(std::move(looks));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i]) {
      co_return kShells.at(i);
    }
    if (found[i].error().code != ErrorCode::not_found) {
      co_return std::unexpected(found[i].error());
    }
  }
  co_return std::string{};
}

Task<int> run_shell(Session& session,
                    docker::ContainerId container,
                    std::string path,
                    ShellOptions options,
                    Relay relay) {
  docker::ExecRequest request{.container = std::move(container),
                              .command = {std::move(path)},
                              .user = std::move(options.user),
                              .tty = options.tty,
                              .attach_stdin = true};
  VH_CO_TRY(const auto command, co_await session.docker.open_exec(std::move(request)));
  co_return co_await relay(*command);
}

std::unexpected<Error> no_shell(const std::string& image) {
  return make_error(ErrorCode::failed,
                    fmt::format("the image {} has neither bash nor sh", image),
                    "look into it with the tools of another image: voicehub shell --debug-image "
                    "debian:stable-slim");
}

docker::ContainerSpec debug_spec(const Project& project,
                                 const ChosenContainer& target,
                                 const std::string& image) {
  const std::string beside = fmt::format("container:{}", target.container.summary.id.text);
  docker::ContainerSpec spec;
  spec.image = image;
  // Nobody waits for this process. Should voicehub be killed, it is what ends the container.
  spec.entrypoint = {"sleep", "86400"};
  spec.auto_remove = true;
  spec.labels = {{std::string{plan::label::kProject}, project.name},
                 {std::string{plan::label::kService}, target.service->name},
                 {std::string{plan::label::kOneOff}, "True"}};
  spec.pid_mode = beside;
  spec.network_mode = beside;
  // /proc/1/root of a process of another user is closed to root without it.
  spec.cap_add = {"SYS_PTRACE"};
  return spec;
}

Task<docker::ContainerId> create_debug_container(Session& session,
                                                 std::string name,
                                                 docker::ContainerSpec spec) {
  auto created = co_await session.docker.create_container(name, spec);
  if (created || created.error().code != ErrorCode::not_found) {
    co_return created;
  }
  session.events.note("", fmt::format("pulling the image {}", spec.image));
  const docker::LineSink ignore = [](std::string_view) { return done(); };
  VH_CO_CHECK(co_await session.docker.pull_image(spec.image, "", ignore));
  co_return co_await session.docker.create_container(std::move(name), std::move(spec));
}

Task<int> run_in_debug_container(Session& session,
                                 docker::ContainerId container,
                                 ShellOptions options,
                                 Relay relay) {
  VH_CO_CHECK(co_await session.docker.start_container(container));
  VH_CO_TRY(std::string path, co_await find_shell(session.docker, container));
  if (path.empty()) {
    co_return no_shell(options.debug_image);
  }
  session.events.note("", "the files of the container are below /proc/1/root");
  co_return co_await run_shell(session, container, std::move(path), options, std::move(relay));
}

Task<int> debug_shell(Session& session,
                      const Project& project,
                      ChosenContainer target,
                      ShellOptions options,
                      Relay relay) {
  std::string name = fmt::format("{}-debug-{}", target.container.summary.name(), ::getpid());
  docker::ContainerSpec spec = debug_spec(project, target, options.debug_image);
  VH_CO_TRY(const docker::ContainerId container,
            co_await create_debug_container(session, std::move(name), std::move(spec)));
  Result<int> exit_code;
  std::exception_ptr interrupted;
  try {
    exit_code = co_await run_in_debug_container(session, container, options, std::move(relay));
  } catch (...) {
    interrupted = std::current_exception();
  }
  // Also when the user has interrupted: nothing of it stays behind.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const auto removed = co_await session.docker.remove_container(container, {.force = true});
  if (interrupted) {
    std::rethrow_exception(interrupted);
  }
  if (!removed && removed.error().code != ErrorCode::not_found) {
    session.events.warning("", removed.error().message);
  }
  co_return exit_code;
}

}  // namespace

Task<int> shell(Session& session, const Project& project, ShellOptions options, Relay relay) {
  VH_CO_TRY(ChosenContainer target, co_await running_container(session, project, options.choice));
  if (!options.debug_image.empty()) {
    co_return co_await debug_shell(
        session, project, std::move(target), std::move(options), std::move(relay));
  }
  const docker::ContainerId container = target.container.summary.id;
  VH_CO_TRY(std::string path, co_await find_shell(session.docker, container));
  if (path.empty()) {
    co_return no_shell(target.service->image);
  }
  co_return co_await run_shell(
      session, container, std::move(path), std::move(options), std::move(relay));
}

}  // namespace voicehub::ops
