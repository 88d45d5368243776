#include "core/http/client.hpp"

#include <strings.h>

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::http {
namespace {

struct EndpointText {
  std::string operator()(const UnixEndpoint& endpoint) const {
    return "unix://" + endpoint.path.text;
  }

  std::string operator()(const TcpEndpoint& endpoint) const {
    return address(endpoint.host, endpoint.port);
  }

  std::string operator()(const TlsEndpoint& endpoint) const {
    return address(endpoint.host, endpoint.port);
  }

  std::string operator()(const CommandEndpoint& endpoint) const {
    return join(endpoint.command, " ");
  }

 private:
  static std::string address(const std::string& host, const std::string& port) {
    const bool ipv6 = host.contains(':');
    return fmt::format(fmt::runtime(ipv6 ? "tcp://[{}]:{}" : "tcp://{}:{}"), host, port);
  }
};

}  // namespace

std::string_view Response::header(std::string_view name) const {
  const auto same_name = [name](const auto& header) {
    return header.first.size() == name.size() &&
           ::strncasecmp(header.first.data(), name.data(), name.size()) == 0;
  };
  const auto found = std::ranges::find_if(headers, same_name);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string to_text(const Endpoint& endpoint) {
  return std::visit(EndpointText{}, endpoint);
}

}  // namespace voicehub::http
