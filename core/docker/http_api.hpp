#pragma once

#include "core/docker/api.hpp"
#include "core/docker/daemon.hpp"

namespace voicehub::docker {

// The calls, one source file per subject: http_containers, http_exec, http_attach, http_images,
// http_resources (networks and volumes), http_system.
class HttpApi final : public Api {
 public:
  HttpApi(std::unique_ptr<http::Client> client,
          DockerEndpoint endpoint,
          const CredentialStore* credentials)
      : daemon_{std::move(client), std::move(endpoint)}, credentials_{credentials} {}

  Task<Version> version() override;
  Task<SystemInfo> info() override;
  Task<void> events(EventOptions options, EventHandler handler) override;

  Task<std::vector<ContainerSummary>> list_containers(
      std::vector<std::string> label_filters) override;
  Task<ContainerDetails> inspect_container(ContainerId id) override;
  Task<ContainerId> create_container(std::string name, ContainerSpec spec) override;
  Task<void> start_container(ContainerId id) override;
  Task<void> stop_container(ContainerId id, std::optional<std::chrono::seconds> timeout) override;
  Task<void> restart_container(ContainerId id,
                               std::optional<std::chrono::seconds> timeout) override;
  Task<void> kill_container(ContainerId id, std::string signal) override;
  Task<void> pause_container(ContainerId id) override;
  Task<void> unpause_container(ContainerId id) override;
  Task<void> rename_container(ContainerId id, std::string name) override;
  Task<void> remove_container(ContainerId id, RemoveOptions options) override;
  Task<int> wait_container(ContainerId id) override;
  Task<ContainerStats> stats(ContainerId id) override;
  Task<ProcessTable> processes(ContainerId id) override;
  Task<void> logs(ContainerId id, LogOptions options, LogSink sink) override;
  Task<void> put_archive(ContainerId id, ContainerPath folder, std::string tar) override;
  Task<std::string> get_archive(ContainerId id, ContainerPath path) override;
  Task<void> send_archive(ContainerId id,
                          ContainerPath folder,
                          http::BodySource tar,
                          PutOptions options) override;
  Task<void> read_archive(ContainerId id, ContainerPath path, http::BodySink sink) override;
  Task<PathStat> stat_path(ContainerId id, ContainerPath path) override;

  Task<ExecReply> exec(ExecRequest request) override;
  Task<std::unique_ptr<ExecSession>> open_exec(ExecRequest request) override;
  Task<std::unique_ptr<ExecSession>> attach_container(AttachRequest request) override;

  Task<ImageDetails> inspect_image(std::string reference) override;
  Task<std::vector<ImageDetails>> list_images() override;
  Task<std::string> registry_digest(std::string reference) override;
  Task<void> pull_image(std::string reference, std::string platform, LineSink sink) override;
  Task<std::string> import_image(std::string reference,
                                 std::vector<std::string> changes,
                                 std::string tar) override;
  Task<void> remove_image(std::string reference) override;
  Task<void> tag_image(std::string reference, std::string tag) override;
  Task<void> build(BuildRequest request, LineSink sink) override;
  Task<void> cancel_build(std::string build_id) override;
  Task<std::unique_ptr<http::Stream>> open_session(SessionRequest request) override;

  Task<std::vector<NetworkDetails>> list_networks(std::vector<std::string> label_filters) override;
  Task<NetworkDetails> inspect_network(std::string name) override;
  Task<std::string> create_network(NetworkSpec spec) override;
  Task<void> connect_network(std::string network,
                             ContainerId container,
                             EndpointSpec endpoint) override;
  Task<void> remove_network(std::string name) override;

  Task<std::vector<VolumeDetails>> list_volumes(std::vector<std::string> label_filters) override;
  Task<VolumeDetails> inspect_volume(std::string name) override;
  Task<void> create_volume(VolumeSpec spec) override;
  Task<void> remove_volume(std::string name) override;
  Task<std::map<std::string, std::uint64_t>> volume_sizes() override;

 private:
  Task<void> stop_with(std::string verb,
                       ContainerId id,
                       std::optional<std::chrono::seconds> timeout);
  Task<std::string> create_exec(const ExecRequest& request);

  // Headers that say who we are to the registry of the image.
  Task<http::Headers> login_headers(std::string reference);

  Daemon daemon_;
  const CredentialStore* credentials_;  // none: registries are asked as nobody
};

}  // namespace voicehub::docker
