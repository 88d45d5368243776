#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/tar.hpp"
#include "tests/contract/transport.hpp"
#include "tests/scenario/process.hpp"
#include "tests/support/docker_fixture.hpp"

namespace voicehub::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// Built once and kept: most of a minute, and 500 MB.
constexpr const char* kEngineImage = "voicehub-test/engine:26.1-ps";
constexpr const char* kEngineDockerfile =
    "FROM debian:trixie-slim\n"
    "RUN apt-get update && apt-get install -y --no-install-recommends docker.io iptables "
    "procps && rm -rf /var/lib/apt/lists/*\n";

// What an engine in a container needs before it can make cgroups: writable mounts (version 1), or
// its own processes out of the way of its children's controllers (version 2). It ends by itself
// when the test could not end it.
constexpr const char* kPrepare = R"(
mount -o remount,bind,rw /sys
mount -o remount,bind,rw /sys/fs/cgroup
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs
  sed -e 's/ / +/g' -e 's/^/+/' </sys/fs/cgroup/cgroup.controllers \
    >/sys/fs/cgroup/cgroup.subtree_control
else
  for folder in /sys/fs/cgroup/*; do mount -o remount,bind,rw "$folder"; done
fi
exec timeout 30m dockerd -H tcp://0.0.0.0:2375 )";

constexpr const char* kTlsFlags =
    "--tlsverify --tlscacert /certs/ca.pem --tlscert /certs/server.pem --tlskey /certs/server.key";

// A CA, and certificates of it for the server (at 127.0.0.1) and for the client.
constexpr const char* kMakeCertificates = R"(
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=voicehub-test-ca -keyout ca.key -out ca.pem
printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' > server.ext
printf 'extendedKeyUsage=clientAuth\n' > client.ext
for side in server client; do
  openssl req -newkey rsa:2048 -nodes -subj /CN=$side -keyout $side.key -out $side.csr
  openssl x509 -req -in $side.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile $side.ext -out $side.pem
done
mv client.pem cert.pem
mv client.key key.pem
)";

class Certificates {
 public:
  Certificates() { std::filesystem::create_directories(path_); }

  ~Certificates() { std::filesystem::remove_all(path_); }

  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  [[nodiscard]] std::string folder() const { return path_.string(); }

  Result<void> make() const {
    const auto made = scenario::run({"sh", "-e", "-c", kMakeCertificates}, {.folder = path_});
    if (made.exit_code != 0) {
      return make_error(ErrorCode::failed, "openssl made no certificates", {}, made.error_output);
    }
    return done();
  }

  Result<std::string> server_tar() const {
    std::vector<TarEntry> entries{{.name = "certs", .mode = 0755, .folder = true}};
    for (const char* const name : {"ca.pem", "server.pem", "server.key"}) {
      VH_TRY(std::string content, local_file_system().read({(path_ / name).string()}));
      entries.push_back({.name = fmt::format("certs/{}", name), .content = std::move(content)});
    }
    return make_tar(entries);
  }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / fmt::format("vh-certs-{}", ::getpid());
};

// --privileged asks for a capability that this machine's root may lack itself.
std::string container_body(Encryption encryption) {
  const std::string flags = encryption == Encryption::tls ? kTlsFlags : "--tls=false";
  const json body{
      {"Image", kEngineImage},
      {"Cmd", {"sh", "-c", kPrepare + flags}},
      {"ExposedPorts", {{"2375/tcp", json::object()}}},
      {"HostConfig",
       {{"Init", true},
        {"AutoRemove", true},
        {"CapAdd", {"ALL"}},
        {"CapDrop", {"SYS_RESOURCE"}},
        {"SecurityOpt", {"seccomp=unconfined", "apparmor=unconfined"}},
        {"MaskedPaths", json::array()},
        {"ReadonlyPaths", json::array()},
        {"DeviceCgroupRules", {"a *:* rwm"}},
        {"Mounts", {{{"Type", "volume"}, {"Target", "/var/lib/docker"}}}},
        {"Tmpfs", {{"/run", ""}}},
        {"PortBindings", {{"2375/tcp", {{{"HostIp", "127.0.0.1"}, {"HostPort", ""}}}}}}}}};
  return body.dump();
}

// The steps that start an engine; the container is in its Leftovers from the first.
class NestedEngine final : public Transport {
 public:
  static Result<std::unique_ptr<Transport>> start(Encryption encryption) {
    VH_TRY(const docker::DockerEndpoint host, daemon_of_environment());
    auto engine = std::make_unique<NestedEngine>(host);
    VH_CHECK(run(engine->io_, engine->make(encryption), 15min));
    VH_CHECK(wait_until_docker_answers(engine->endpoint_));
    VH_CHECK(run(engine->io_, engine->load_base_image(), 2min));
    return engine;
  }

  explicit NestedEngine(const docker::DockerEndpoint& host)
      : client_{http::make_client(io_.get_executor(), host.address)},
        docker_{docker::make_http_api(http::make_client(io_.get_executor(), host.address), host)},
        leftovers_{io_, *docker_} {}

 private:
  Task<void> make(Encryption encryption) {
    VH_CO_CHECK(co_await build_engine_image());
    leftovers_.container(name_);
    VH_CO_CHECK(co_await post("/containers/create?name=" + name_, container_body(encryption)));
    if (encryption == Encryption::tls) {
      VH_CO_CHECK(certificates_.make());
      VH_CO_TRY(std::string tar, certificates_.server_tar());
      VH_CO_CHECK(co_await docker_->put_archive({name_}, {"/"}, std::move(tar)));
    }
    VH_CO_CHECK(co_await docker_->start_container({name_}));
    VH_CO_TRY(const docker::ContainerDetails details, co_await docker_->inspect_container({name_}));
    if (details.ports.empty()) {
      co_return make_error(ErrorCode::failed, "the engine's port is not published");
    }
    co_return address(encryption, std::to_string(details.ports.front().published));
  }

  Result<void> address(Encryption encryption, const std::string& port) {
    docker::EndpointInputs inputs{.host_flag = "tcp://127.0.0.1:" + port};
    if (encryption == Encryption::tls) {
      inputs.environment = {{"DOCKER_TLS_VERIFY", "1"},
                            {"DOCKER_CERT_PATH", certificates_.folder()}};
    }
    VH_TRY(endpoint_, docker::resolve_endpoint(inputs, local_file_system()));
    return done();
  }

  Task<void> build_engine_image() {
    if (co_await docker_->inspect_image(kEngineImage)) {
      co_return done();
    }
    docker::BuildRequest request{.tags = {kEngineImage}, .dockerfile = "Dockerfile"};
    request.tar = [sent = false]() mutable -> Task<std::string> {
      std::string tar;
      if (!std::exchange(sent, true)) {
        tar = make_tar({{.name = "Dockerfile", .content = kEngineDockerfile}});
      }
      co_return tar;
    };
    std::string last;
    VH_CO_CHECK(co_await docker_->build(std::move(request), [&last](std::string_view line) {
      last = line;
      return done();
    }));
    if (!co_await docker_->inspect_image(kEngineImage)) {
      co_return make_error(
          ErrorCode::failed, fmt::format("cannot build {}", kEngineImage), {}, last);
    }
    co_return done();
  }

  Task<void> load_base_image() {
    http::Request save{.target = fmt::format("/images/{}/get", kBaseImage)};
    VH_CO_TRY(http::Response saved, co_await client_->send(std::move(save)));
    const auto inner = http::make_client(io_.get_executor(), endpoint_.address);
    http::Request load{.method = "POST",
                       .target = "/images/load?quiet=1",
                       .headers = {{"Content-Type", "application/x-tar"}},
                       .body = std::move(saved.body)};
    VH_CO_TRY(const http::Response loaded, co_await inner->send(std::move(load)));
    if (!saved.ok() || !loaded.ok()) {
      co_return make_error(ErrorCode::failed, "cannot load the base image", {}, loaded.body);
    }
    co_return done();
  }

  Task<void> post(std::string target, std::string body) {
    http::Request request{.method = "POST",
                          .target = std::move(target),
                          .headers = {{"Content-Type", "application/json"}},
                          .body = std::move(body)};
    VH_CO_TRY(const http::Response answer, co_await client_->send(std::move(request)));
    if (!answer.ok()) {
      co_return make_error(ErrorCode::failed, "the daemon refused", {}, answer.body);
    }
    co_return done();
  }

  boost::asio::io_context io_;
  Certificates certificates_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<docker::Api> docker_;
  Leftovers leftovers_;
  std::string name_ = unique_name("engine");
};

}  // namespace

Result<std::unique_ptr<Transport>> set_up_nested_engine(Encryption encryption) {
  return NestedEngine::start(encryption);
}

}  // namespace voicehub::test
