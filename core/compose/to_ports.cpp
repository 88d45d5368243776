#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/scalar.hpp"
#include "core/compose/to_parts.hpp"

namespace voicehub::compose {
namespace {

bool is_port(std::string_view text, std::int64_t lowest) {
  const auto port = parse_integer(text);
  return port && *port >= lowest && *port <= 65535;
}

bool is_port_or_range(const std::string& text) {
  const std::vector<std::string> parts = split(text, '-');
  return parts.size() <= 2 &&
         std::ranges::all_of(parts, [](const std::string& part) { return is_port(part, 0); });
}

}  // namespace

Result<std::vector<Port>> to_ports(const Node& service, const std::string& name) {
  const auto wrong = [&name](const Node& node, std::string_view what) {
    return invalid(node.at, fmt::format("service '{}': '{}' {}", name, node.text, what));
  };
  std::vector<Port> ports;
  for (const Node& item : member_of(service, "ports").items) {
    const Node& target = member_of(item, "target");
    const Node& published = member_of(item, "published");
    const Node& protocol = member_of(item, "protocol");
    if (!is_port(target.text, 1)) {
      return wrong(target, "is no port number");
    }
    if (!published.text.empty() && !is_port_or_range(published.text)) {
      return wrong(published, "is no port number or range");
    }
    Port port{.host_address = text_of(item, "host_ip"),
              .published = published.text,
              .target = static_cast<std::uint16_t>(*parse_integer(target.text))};
    if (!protocol.text.empty()) {
      port.protocol = protocol.text;
    }
    if (port.protocol != "tcp" && port.protocol != "udp" && port.protocol != "sctp") {
      return wrong(protocol, "is no protocol: tcp, udp or sctp");
    }
    ports.push_back(std::move(port));
  }
  return ports;
}

}  // namespace voicehub::compose
