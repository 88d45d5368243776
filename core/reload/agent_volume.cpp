#include "core/reload/agent_volume.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "core/agent/program.hpp"
#include "core/base/log.hpp"
#include "core/base/tar.hpp"
#include "core/docker/abandoned.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::reload {
namespace {

// The server runs as anybody; so that its user, who is also the agent's, may write the copies.
constexpr std::uint32_t kAnybodyWrites = 0666;
constexpr const char* kFillerRole = "filler";
// It lives for milliseconds.
constexpr std::chrono::minutes kAbandoned{1};

Result<std::string> archive_of(const FileSystem& files,
                               const AgentSetup& setup,
                               const std::string& architecture) {
  const auto program = agent::program(architecture);
  if (!program) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("the image '{}' is for {}, and this voicehub has no agent for that",
                    setup.service.image,
                    architecture),
        "x-voicehub.reload: container works without one");
  }
  std::vector<TarEntry> entries{{.name = "agent", .content = std::string{*program}, .mode = 0755},
                                {.name = "files", .mode = 0755, .folder = true},
                                {.name = "follow", .mode = 0755, .folder = true}};
  for (std::size_t i = 0; i < setup.followed.size(); ++i) {
    const HostPath& source = setup.followed[i].source;
    VH_TRY(std::string content, files.read(source));
    const auto status = files.status(source);
    entries.push_back({.name = fmt::format("files/{}", i),
                       .content = std::move(content),
                       .mode = kAnybodyWrites | (status ? status->mode & 0111U : 0U)});
    entries.push_back({.name = fmt::format("follow/{}", i), .mode = 0755, .folder = true});
  }
  return make_tar(entries);
}

}  // namespace

Task<void> fill_agent_volume(docker::Api& docker,
                             const FileSystem& files,
                             AgentSetup setup,
                             docker::Labels labels) {
  VH_CO_TRY(const docker::ImageDetails image, co_await docker.inspect_image(setup.service.image));
  VH_CO_TRY(std::string archive, archive_of(files, setup, image.architecture));
  labels[std::string{docker::kRoleLabel}] = kVolumeRole;
  VH_CO_CHECK(co_await docker.create_volume({.name = setup.volume, .labels = std::move(labels)}));
  docker::ContainerSpec spec{.image = setup.service.image,
                             .entrypoint = std::vector<std::string>{std::string{kAgent}},
                             .labels = {{std::string{docker::kRoleLabel}, kFillerRole}},
                             .mounts = {{.type = "volume",
                                         .source = setup.volume,
                                         .target = std::string{kFolder},
                                         .no_copy = true}},
                             .network_mode = "none"};
  VH_CO_CHECK(co_await docker::remove_abandoned(docker, kFillerRole, kAbandoned));
  std::string name = fmt::format("voicehub-filler-{}-{}", setup.container, ::getpid());
  VH_CO_TRY(const docker::ContainerId filler,
            co_await docker.create_container(std::move(name), std::move(spec)));
  const auto filled =
      co_await docker.put_archive(filler, {std::string{kFolder}}, std::move(archive));
  const auto removed =
      co_await docker.remove_container(filler, {.force = true, .anonymous_volumes = true});
  log::debug("filler {}: {}", filler.brief(), removed ? "removed" : removed.error().cause);
  co_return filled;
}

}  // namespace voicehub::reload
