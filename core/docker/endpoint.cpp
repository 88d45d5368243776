#include "core/docker/endpoint.hpp"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/docker/host_address.hpp"
#include "core/docker/json_value.hpp"

namespace voicehub::docker {
namespace {

// Unset and empty mean the same, as they do to the docker CLI.
std::string variable_of(const std::map<std::string, std::string>& environment,
                        const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string{} : found->second;
}

class Resolver {
 public:
  Resolver(const EndpointInputs& inputs, const FileSystem& files)
      : inputs_{inputs}, files_{files} {}

  Result<DockerEndpoint> resolve() const {
    if (!inputs_.host_flag.empty() && !inputs_.context_flag.empty()) {
      return make_error(ErrorCode::usage,
                        "--host and --context both say where Docker is",
                        "leave one of them out");
    }
    if (!inputs_.host_flag.empty()) {
      return from_host(inputs_.host_flag);
    }
    VH_TRY(const std::string context, context_name());
    if (context.empty() || context == "default") {
      return from_host(variable("DOCKER_HOST"));
    }
    return from_context(context);
  }

 private:
  std::string variable(const std::string& name) const {
    return variable_of(inputs_.environment, name);
  }

  Result<std::string> context_name() const {
    if (!inputs_.context_flag.empty()) {
      return inputs_.context_flag;
    }
    if (!variable("DOCKER_HOST").empty()) {
      return std::string{};
    }
    if (std::string name = variable("DOCKER_CONTEXT"); !name.empty()) {
      return name;
    }
    const HostPath file{config_folder(inputs_.environment) + "/config.json"};
    if (!files_.status(file)) {
      return std::string{};
    }
    VH_TRY(const json::Json config, read_json(file));
    return json::text(config, "currentContext");
  }

  Result<json::Json> read_json(const HostPath& file) const {
    VH_TRY(const std::string text, files_.read(file));
    auto parsed = json::parse(text);
    if (!parsed) {
      return make_error(
          ErrorCode::usage,
          fmt::format("{} is not JSON, so it is unknown which Docker is meant", file.text),
          "repair the file, or say where Docker is with --host or --context");
    }
    return parsed;
  }

  Result<DockerEndpoint> from_host(const std::string& host) const {
    const bool verify = !variable("DOCKER_TLS_VERIFY").empty();
    const bool tls = verify || !variable("DOCKER_TLS").empty();
    const char* const nearest = tls ? "tcp://localhost:2376" : "unix://";
    VH_TRY(const HostAddress address, parse_host_address(host.empty() ? nearest : host));
    DockerEndpoint endpoint = endpoint_of(address);
    if (tls) {
      std::string folder = variable("DOCKER_CERT_PATH");
      if (folder.empty()) {
        folder = config_folder(inputs_.environment);
      }
      VH_CHECK(wrap_in_tls(endpoint, folder, verify));
    }
    return endpoint;
  }

  Result<DockerEndpoint> from_context(const std::string& name) const {
    const std::string contexts = config_folder(inputs_.environment) + "/contexts";
    const std::string key = sha256(name).hex;
    const HostPath file{fmt::format("{}/meta/{}/meta.json", contexts, key)};
    if (!files_.status(file)) {
      return make_error(ErrorCode::usage,
                        fmt::format("there is no Docker context '{}'", name),
                        "'docker context ls' shows those that there are",
                        fmt::format("{} does not exist", file.text));
    }
    VH_TRY(const json::Json meta, read_json(file));
    const json::Json& docker = json::member(json::member(meta, "Endpoints"), "docker");
    VH_TRY(const HostAddress address, parse_host_address(host_of(docker)));
    DockerEndpoint endpoint = endpoint_of(address);
    endpoint.context = name;
    const bool verify = !json::flag(docker, "SkipTLSVerify");
    const std::string tls_folder = fmt::format("{}/tls/{}/docker", contexts, key);
    if (!verify || files_.status({tls_folder})) {
      wrap_context_in_tls(endpoint, tls_folder, verify);
    }
    return endpoint;
  }

  static std::string host_of(const json::Json& docker) {
    std::string host = json::text(docker, "Host");
    return host.empty() ? "unix://" : host;
  }

  DockerEndpoint endpoint_of(const HostAddress& address) const {
    return {.address = address.endpoint,
            .shown = address.shown,
            .remote = address.remote,
            .api_version = variable("DOCKER_API_VERSION")};
  }

  // Only tcp:// carries TLS; a socket or ssh is left as it is.
  Result<void> wrap_in_tls(DockerEndpoint& endpoint, const std::string& folder, bool verify) const {
    const auto* tcp = std::get_if<http::TcpEndpoint>(&endpoint.address);
    if (tcp == nullptr) {
      return done();
    }
    const HostPath ca{folder + "/ca.pem"};
    if (!files_.status(ca)) {
      return make_error(ErrorCode::usage,
                        fmt::format("TLS is asked for, and {} does not exist", ca.text),
                        "set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem, or "
                        "unset DOCKER_TLS_VERIFY and DOCKER_TLS");
    }
    endpoint.address = tls_endpoint(*tcp, folder, verify);
    return done();
  }

  void wrap_context_in_tls(DockerEndpoint& endpoint, const std::string& folder, bool verify) const {
    if (const auto* tcp = std::get_if<http::TcpEndpoint>(&endpoint.address)) {
      endpoint.address = tls_endpoint(*tcp, folder, verify);
    }
  }

  // Files that are not there are left out: a daemon may ask for no client certificate.
  http::TlsEndpoint tls_endpoint(http::TcpEndpoint tcp,
                                 const std::string& folder,
                                 bool verify) const {
    const auto existing = [&](const char* name) {
      HostPath file{fmt::format("{}/{}", folder, name)};
      return files_.status(file) ? file : HostPath{};
    };
    return {.host = std::move(tcp.host),
            .port = std::move(tcp.port),
            .ca = existing("ca.pem"),
            .certificate = existing("cert.pem"),
            .key = existing("key.pem"),
            .verify_peer = verify};
  }

  const EndpointInputs& inputs_;
  const FileSystem& files_;
};

}  // namespace

std::string config_folder(const std::map<std::string, std::string>& environment) {
  const std::string folder = variable_of(environment, "DOCKER_CONFIG");
  const std::string home = variable_of(environment, "HOME");
  return folder.empty() && !home.empty() ? home + "/.docker" : folder;
}

Result<DockerEndpoint> resolve_endpoint(const EndpointInputs& inputs, const FileSystem& files) {
  return Resolver{inputs, files}.resolve();
}

}  // namespace voicehub::docker
