#include "core/docker/host_address.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::docker {
namespace {

constexpr std::string_view kDefaultSocket = "/var/run/docker.sock";
constexpr std::string_view kDefaultPort = "2375";

std::unexpected<Error> bad_address(std::string_view text, std::string_view why) {
  return make_error(ErrorCode::usage,
                    fmt::format("'{}' is not the address of a Docker daemon: {}", text, why),
                    "write it as unix:///path/to/docker.sock, tcp://host:port or ssh://user@host");
}

struct HostAndPort {
  std::string host;
  std::string port;  // empty: not given
};

bool is_port(std::string_view text) {
  int port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && port > 0 &&
         port <= 65535;
}

// host, host:port, [::1] or [::1]:port; nothing when it is none of them.
std::optional<HostAndPort> split_port(std::string_view text) {
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (port.empty()) {
    return HostAndPort{std::string{host}, {}};
  }
  if (!port.starts_with(':') || !is_port(port.substr(1))) {
    return std::nullopt;
  }
  return HostAndPort{std::string{host}, std::string{port.substr(1)}};
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<HostAddress> tcp_address(std::string_view text, std::string_view rest) {
  if (rest.contains('/')) {
    return bad_address(text, "nothing may follow the port");
  }
  auto address = split_port(rest);
  if (!address) {
    return bad_address(text, "the port must be a number from 1 to 65535");
  }
  if (address->host.empty()) {
    address->host = "localhost";
  }
  if (address->port.empty()) {
    address->port = kDefaultPort;
  }
  const http::TcpEndpoint endpoint{address->host, address->port};
  return HostAddress{
      .endpoint = endpoint, .shown = to_text(endpoint), .remote = !is_loopback(endpoint.host)};
}

// The docker CLI's own command line, so that people's ssh configuration means the same here.
std::vector<std::string> dial_command(const std::string& user,
                                      const HostAndPort& address,
                                      std::string_view socket) {
  std::vector<std::string> command{"ssh", "-o", "ConnectTimeout=30", "-T"};
  if (!user.empty()) {
    command.insert(command.end(), {"-l", user});
  }
  if (!address.port.empty()) {
    command.insert(command.end(), {"-p", address.port});
  }
  command.insert(command.end(), {"--", address.host, "docker"});
  if (!socket.empty() && socket != "/") {
    command.insert(command.end(), {"--host", fmt::format("unix://{}", socket)});
  }
  command.insert(command.end(), {"system", "dial-stdio"});
  return command;
}

Result<HostAddress> ssh_address(std::string_view text, std::string_view rest) {
  const auto slash = std::min(rest.find('/'), rest.size());
  const std::string_view socket = rest.substr(slash);
  std::string_view authority = rest.substr(0, slash);
  std::string user;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (user.contains(':')) {
    return bad_address(fmt::format("ssh://{}:…@{}", user.substr(0, user.find(':')), authority),
                       "a password in it would be seen by others: use a key");
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return bad_address(text, "'?' and '#' mean nothing there");
  }
  const auto address = split_port(authority);
  if (!address) {
    return bad_address(text, "the port must be a number from 1 to 65535");
  }
  if (address->host.empty()) {
    return bad_address(text, "the host is missing");
  }
  return HostAddress{.endpoint = http::CommandEndpoint{dial_command(user, *address, socket)},
                     .shown = std::string{text},
                     .remote = true};
}

}  // namespace

Result<HostAddress> parse_host_address(std::string_view text) {
  text = trim(text);
  const auto separator = text.find("://");
  if (separator == std::string_view::npos && !text.starts_with('/')) {
    return tcp_address(text, text);
  }
  const std::string_view scheme = text.substr(0, std::min(separator, text.size()));
  const std::string_view rest = text.substr(std::min(scheme.size() + 3, text.size()));
  if (scheme == "unix") {
    const http::UnixEndpoint endpoint{HostPath{std::string{rest.empty() ? kDefaultSocket : rest}}};
    return HostAddress{.endpoint = endpoint, .shown = to_text(endpoint)};
  }
  if (scheme == "tcp") {
    return tcp_address(text, rest);
  }
  if (scheme == "ssh") {
    return ssh_address(text, rest);
  }
  if (text.starts_with('/')) {
    return bad_address(text, "a path needs unix:// before it");
  }
  return bad_address(text, fmt::format("{}:// is not known", scheme));
}

}  // namespace voicehub::docker
