#include <grp.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "core/docker/daemon.hpp"

namespace voicehub::docker {
namespace {

std::string owning_group(const HostPath& path) {
  struct stat status{};
  if (::stat(path.text.c_str(), &status) != 0) {
    return {};
  }
  const group* const owner = ::getgrgid(status.st_gid);
  return owner == nullptr ? std::to_string(status.st_gid) : owner->gr_name;
}

std::string socket_hint(const HostPath& path, const Error& error) {
  if (error.cause != std::strerror(EACCES)) {
    return "start Docker Engine ('sudo systemctl start docker' or 'sudo service docker start'), or "
           "say where it is with --host, DOCKER_HOST or --context";
  }
  const std::string group = owning_group(path);
  if (group.empty() || group == "root") {
    return "run voicehub as a user who may open the socket";
  }
  return fmt::format(
      "add yourself to the group '{0}' that owns the socket ('sudo usermod -aG {0} "
      "$USER'), then log in again",
      group);
}

struct Hint {
  const Error& error;

  std::string operator()(const http::UnixEndpoint& endpoint) const {
    return socket_hint(endpoint.path, error);
  }

  std::string operator()(const http::TcpEndpoint& endpoint) const {
    if (error.cause.contains("HTTPS")) {
      return "the daemon wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder "
             "with ca.pem, cert.pem and key.pem";
    }
    return fmt::format("check that a daemon listens on port {} there", endpoint.port);
  }

  std::string operator()(const http::TlsEndpoint& endpoint) const {
    return fmt::format(
        "check that a daemon with TLS listens on port {} there, and that the "
        "certificates in DOCKER_CERT_PATH belong to it",
        endpoint.port);
  }

  std::string operator()(const http::CommandEndpoint&) const {
    return "check that ssh logs in there without a password, and that the user there may run "
           "'docker version'";
  }
};

}  // namespace

Error unreachable(const DockerEndpoint& endpoint, const Error& error) {
  const bool late = error.code == ErrorCode::timeout;
  std::string cause = error.cause;
  if (cause.empty()) {
    cause = late ? "no answer in time" : error.message;
  }
  return {.code = ErrorCode::docker_unreachable,
          .message = fmt::format("cannot reach Docker at {}", endpoint.shown),
          .hint = std::visit(Hint{error}, endpoint.address),
          .cause = std::move(cause)};
}

}  // namespace voicehub::docker
