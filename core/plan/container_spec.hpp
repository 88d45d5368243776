#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/docker/types.hpp"
#include "core/plan/joins.hpp"
#include "core/plan/observed_state.hpp"
#include "core/project/project.hpp"

namespace voicehub::plan {

// Labels that make a container one of a project. The first group is Docker Compose's own, so that
// both tools see the same project; a container without config_hash is invisible to `docker
// compose`.
namespace label {
inline constexpr std::string_view kProject = "com.docker.compose.project";
inline constexpr std::string_view kService = "com.docker.compose.service";
inline constexpr std::string_view kNumber = "com.docker.compose.container-number";
inline constexpr std::string_view kOneOff = "com.docker.compose.oneoff";
inline constexpr std::string_view kSlug = "com.docker.compose.slug";  // of one-off containers
inline constexpr std::string_view kConfigHash = "com.docker.compose.config-hash";
inline constexpr std::string_view kImage = "com.docker.compose.image";
inline constexpr std::string_view kDependsOn = "com.docker.compose.depends_on";
inline constexpr std::string_view kWorkingDir = "com.docker.compose.project.working_dir";
inline constexpr std::string_view kConfigFiles = "com.docker.compose.project.config_files";
inline constexpr std::string_view kComposeVersion = "com.docker.compose.version";
inline constexpr std::string_view kNetwork = "com.docker.compose.network";
inline constexpr std::string_view kVolume = "com.docker.compose.volume";
inline constexpr std::string_view kSpec =
    "voicehub.spec";  // the fields below, to say later which one changed
inline constexpr std::string_view kGpu =
    "voicehub.gpu";  // "dropped": asked for, optional, and not there
}  // namespace label

// Label filters for the daemon's lists: what belongs to a project, or to one service of it.
[[nodiscard]] std::vector<std::string> of_project(std::string_view project);
[[nodiscard]] std::vector<std::string> of_service(std::string_view project,
                                                  std::string_view service);

// Goes into label::kComposeVersion: the label says who made a thing, and Docker Compose only shows
// it.
inline constexpr std::string_view kLabelVersion = "voicehub";

// A container's specification, flat: "environment.WORKERS" → "4", "mounts./app/server.py" → "bind
// /srv/server.py". Values of environment variables are digests: they may be secrets, and this ends
// up in a label.
using Fields = std::map<std::string, std::string>;

struct SpecContext {
  int number = 1;
  bool drop_gpu = false;    // x-voicehub.gpu is optional and the daemon has none
  JoinedContainers joined;  // as far as they are there
};

// The context of one container among those of its project.
[[nodiscard]] SpecContext context_of(const Service& service,
                                     int number,
                                     const std::vector<ObservedContainer>& containers);

// The container that the service asks for: what runs it, its labels, and its fields in
// `label::kSpec`. The label kImage is left empty: the image may be built only later in the plan.
[[nodiscard]] docker::ContainerSpec container_spec(const Project& project,
                                                   const Service& service,
                                                   const SpecContext& context);

// Whether the container was made of just that specification: its own label says so, or that of
// Docker Compose, which hashes the same file to the same value.
[[nodiscard]] bool is_made_of(const docker::ContainerSummary& container,
                              const Service& service,
                              const docker::ContainerSpec& spec);

// Everything in the specification that would need a new container if it changed. `init` is not
// among them: voicehub adds it by itself.
[[nodiscard]] Fields fields_of(const docker::ContainerSpec& spec);

// The same for networks and volumes, without their labels.
[[nodiscard]] Fields fields_of(const docker::NetworkSpec& spec);
[[nodiscard]] Fields fields_of(const docker::VolumeSpec& spec);

// The files that are placed in it, as digests.
void add_files(const std::vector<PlacedFile>& files, Fields& fields);

// The same for a container that voicehub did not make, as far as the daemon tells it unmixed with
// the image's own settings: image, environment (only the keys in `wanted`), mounts, ports, restart.
[[nodiscard]] Fields observed_fields(const docker::ContainerDetails& details,
                                     const docker::ContainerSpec& wanted);

[[nodiscard]] std::string to_label(const Fields& fields);
// Empty when the text is not what to_label() writes.
[[nodiscard]] Fields from_label(const std::string& text);

// "environment.WORKERS 2 → 4, mounts./cache added". Values of variables come from both sides'
// environment, and are left out where the name says that it is a secret.
[[nodiscard]] std::string explain_difference(const Fields& before,
                                             const Fields& after,
                                             const std::vector<std::string>& environment_before,
                                             const std::vector<std::string>& environment_after);

// True for names like HF_TOKEN, DB_PASSWORD, API_KEY.
[[nodiscard]] bool is_secret_name(std::string_view name);

}  // namespace voicehub::plan
