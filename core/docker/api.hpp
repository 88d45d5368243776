#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/docker/credentials.hpp"
#include "core/docker/endpoint.hpp"
#include "core/docker/types.hpp"
#include "core/http/client.hpp"

namespace voicehub::docker {

struct ExecOutput {
  std::string output;
  std::string error_output;

  [[nodiscard]] bool is_end() const { return output.empty() && error_output.empty(); }
};

// An interactive process in a container: what its terminal shows, and what is typed.
class ExecSession {
 public:
  virtual ~ExecSession() = default;
  // Whatever has arrived, by stream; both are empty at the end. A TTY has only one.
  virtual Task<ExecOutput> read_streams() = 0;
  // The same, joined.
  Task<std::string> read();
  virtual Task<void> write(std::string bytes) = 0;
  virtual Task<void> close_input() = 0;
  virtual Task<void> resize(int rows, int columns) = 0;
  // After read() has returned the end.
  virtual Task<int> exit_code() = 0;
};

// What a container that was just made says and is told, from its first byte on.
struct AttachRequest {
  ContainerId container;
  bool tty = false;           // as the container was made
  bool input = true;          // what is written goes to it; else writing is an error
  bool auto_removed = false;  // the container goes when it ends: that is waited for too
};

using LogSink = std::function<Result<void>(OutputStream stream, std::string_view bytes)>;
using LineSink = std::function<Result<void>(std::string_view line)>;
using EventHandler = std::function<Result<void>(const EngineEvent& event)>;

struct EventOptions {
  std::vector<std::string> label_filters;
  std::string since;  // seconds.nanoseconds since the epoch; empty: from now on
  std::string until;  // empty: without an end
};

struct PutOptions {
  bool owned_by_user = false;  // files belong to the container's user, not to whom the tar says
  bool keep_type = true;       // no file takes the place of a folder, and no folder that of a file
};

struct RemoveOptions {
  bool force = false;
  bool anonymous_volumes = false;
};

// Query of POST /build?version=2. `tar` is the context; its first record is plain USTAR. `remote`
// is a URL that the daemon fetches it from instead.
struct BuildRequest {
  std::string remote;
  std::vector<std::string> tags;
  std::string dockerfile;  // path inside the tar
  std::map<std::string, std::string> args;
  std::string target;
  Labels labels;
  std::vector<std::string> cache_from;
  std::string network_mode;
  std::vector<std::string> extra_hosts;
  std::string platform;
  std::uint64_t shm_bytes = 0;  // engine 23.0; older ones do not look at it
  std::vector<Ulimit> ulimits;  // the same
  bool no_cache = false;
  bool pull = false;
  std::string build_id;  // unique; cancel_build() takes it
  std::string session;   // id of an open_session() that the build may ask; empty: none
  http::BodySource tar;
};

// A connection over which a build asks us for what it is not sent: secrets, for example.
struct SessionRequest {
  std::string id;                    // unique
  std::vector<std::string> methods;  // of gRPC, that we answer: "/package.Service/Method"
};

// The seam to the Docker Engine API: narrow calls, each with a deadline, each error with the
// daemon's own message as its cause. Statuses become codes: 404 not_found, 409 conflict, others
// failed; no connection docker_unreachable.
class Api {
 public:
  virtual ~Api() = default;

  // system
  virtual Task<Version> version() = 0;
  virtual Task<SystemInfo> info() = 0;
  // Until `until`, or the handler returns an error, which is returned, or the daemon ends.
  virtual Task<void> events(EventOptions options, EventHandler handler) = 0;

  // containers
  // `label_filters`: "key" or "key=value", all must match. Stopped ones are listed too.
  virtual Task<std::vector<ContainerSummary>> list_containers(
      std::vector<std::string> label_filters) = 0;
  virtual Task<ContainerDetails> inspect_container(ContainerId id) = 0;
  // `spec.networks`: API 1.41 takes one, the one of `spec.network_mode` (else the first); the
  // caller connects the others before the start.
  virtual Task<ContainerId> create_container(std::string name, ContainerSpec spec) = 0;
  virtual Task<void> start_container(ContainerId id) = 0;
  // Absent timeout: the container's own, else 10 s. Stopping what is stopped is success.
  virtual Task<void> stop_container(ContainerId id,
                                    std::optional<std::chrono::seconds> timeout) = 0;
  virtual Task<void> restart_container(ContainerId id,
                                       std::optional<std::chrono::seconds> timeout) = 0;
  virtual Task<void> kill_container(ContainerId id, std::string signal) = 0;
  virtual Task<void> pause_container(ContainerId id) = 0;
  virtual Task<void> unpause_container(ContainerId id) = 0;
  virtual Task<void> rename_container(ContainerId id, std::string name) = 0;
  virtual Task<void> remove_container(ContainerId id, RemoveOptions options) = 0;
  // Returns the exit code once the container is not running, however long that takes. The list
  // follows a moment later.
  virtual Task<int> wait_container(ContainerId id) = 0;
  // Takes 1 to 2 s: the daemon compares two readings of its own.
  virtual Task<ContainerStats> stats(ContainerId id) = 0;
  virtual Task<ProcessTable> processes(ContainerId id) = 0;  // of one that runs
  virtual Task<void> logs(ContainerId id, LogOptions options, LogSink sink) = 0;
  virtual Task<void> put_archive(ContainerId id, ContainerPath folder, std::string tar) = 0;
  virtual Task<std::string> get_archive(ContainerId id, ContainerPath path) = 0;
  // The same piece by piece, for what may be large.
  virtual Task<void> send_archive(ContainerId id,
                                  ContainerPath folder,
                                  http::BodySource tar,
                                  PutOptions options) = 0;
  virtual Task<void> read_archive(ContainerId id, ContainerPath path, http::BodySink sink) = 0;
  // HEAD of the archive call: what is at the path in the container's file system
  // (X-Docker-Container-Path-Stat), in containers that never ran too. not_found when there is
  // nothing.
  virtual Task<PathStat> stat_path(ContainerId id, ContainerPath path) = 0;

  // exec
  virtual Task<ExecReply> exec(ExecRequest request) = 0;
  virtual Task<std::unique_ptr<ExecSession>> open_exec(ExecRequest request) = 0;
  // The main process of a container that is not started yet. exit_code() is 0 where the user has
  // left it running with Ctrl-P Ctrl-Q.
  virtual Task<std::unique_ptr<ExecSession>> attach_container(AttachRequest request) = 0;

  // images
  virtual Task<ImageDetails> inspect_image(std::string reference) = 0;
  // Id, tags, created, size and labels only.
  virtual Task<std::vector<ImageDetails>> list_images() = 0;
  // The digest that the image's registry has for it now; the daemon asks the registry, as whom we
  // are logged in to it.
  virtual Task<std::string> registry_digest(std::string reference) = 0;
  // As whom we are logged in to its registry. Progress lines of the daemon go to `sink` as they
  // come, one JSON object each.
  virtual Task<void> pull_image(std::string reference, std::string platform, LineSink sink) = 0;
  // Makes `reference` of a root file system; returns the image's id.
  virtual Task<std::string> import_image(std::string reference,
                                         std::vector<std::string> changes,
                                         std::string tar) = 0;
  virtual Task<void> remove_image(std::string reference) = 0;
  virtual Task<void> tag_image(std::string reference, std::string tag) = 0;
  // The daemon answers 200 to failed builds too: what happened is in the lines.
  virtual Task<void> build(BuildRequest request, LineSink sink) = 0;
  virtual Task<void> cancel_build(std::string build_id) = 0;
  // On the stream the daemon is the client and we the server, of HTTP/2.
  virtual Task<std::unique_ptr<http::Stream>> open_session(SessionRequest request) = 0;

  // networks
  virtual Task<std::vector<NetworkDetails>> list_networks(
      std::vector<std::string> label_filters) = 0;
  virtual Task<NetworkDetails> inspect_network(std::string name) = 0;
  virtual Task<std::string> create_network(NetworkSpec spec) = 0;
  virtual Task<void> connect_network(std::string network,
                                     ContainerId container,
                                     EndpointSpec endpoint) = 0;
  virtual Task<void> remove_network(std::string name) = 0;

  // volumes
  virtual Task<std::vector<VolumeDetails>> list_volumes(std::vector<std::string> label_filters) = 0;
  virtual Task<VolumeDetails> inspect_volume(std::string name) = 0;
  virtual Task<void> create_volume(VolumeSpec spec) = 0;
  virtual Task<void> remove_volume(std::string name) = 0;
  virtual Task<std::map<std::string, std::uint64_t>> volume_sizes() = 0;  // GET /system/df; slow
};

// The real one. The first call asks the daemon for its API version; nothing happens before it.
// Without `credentials` registries are asked as nobody; else they outlive what is returned.
[[nodiscard]] std::unique_ptr<Api> make_http_api(std::unique_ptr<http::Client> client,
                                                 DockerEndpoint endpoint = {},
                                                 const CredentialStore* credentials = nullptr);

}  // namespace voicehub::docker
