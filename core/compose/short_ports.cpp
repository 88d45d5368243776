#include <arpa/inet.h>

#include <charconv>
#include <cstdint>
#include <expected>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/compose/short_forms.hpp"

namespace voicehub::compose::short_forms {
namespace {

struct PortRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  [[nodiscard]] std::uint32_t size() const { return last - first + 1; }
};

struct PortSpec {
  std::string host_ip;
  std::optional<PortRange> published;
  PortRange target;
  std::string protocol = "tcp";
};

template <typename T>
using Parsed = std::expected<T, std::string>;

Parsed<std::uint32_t> parse_port(std::string_view text) {
  std::uint32_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, port);
  if (failure != std::errc{} || rest != end || port > 65535) {
    return std::unexpected(fmt::format("'{}' is no port number", text));
  }
  return port;
}

Parsed<PortRange> parse_range(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = parse_port(text.substr(0, dash));
  if (!first) {
    return std::unexpected(first.error());
  }
  if (dash == std::string_view::npos) {
    return PortRange{*first, *first};
  }
  const auto last = parse_port(text.substr(dash + 1));
  if (!last) {
    return std::unexpected(last.error());
  }
  if (*last < *first) {
    return std::unexpected(fmt::format("the range '{}' runs backwards", text));
  }
  return PortRange{*first, *last};
}

bool is_address(const std::string& text) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

// Cuts the last part, and its ':', off `text`.
std::string_view take_last(std::string_view& text) {
  const auto colon = text.rfind(':');
  const std::string_view part = colon == std::string_view::npos ? text : text.substr(colon + 1);
  text = colon == std::string_view::npos ? std::string_view{} : text.substr(0, colon);
  return part;
}

Parsed<std::string> parse_address(std::string_view text) {
  std::string address{text};
  if (text.starts_with('[') && text.ends_with(']')) {
    address = text.substr(1, text.size() - 2);
  } else if (text.contains(':')) {
    return std::unexpected(fmt::format("write the IPv6 address in brackets: [{}]", text));
  }
  if (!is_address(address)) {
    return std::unexpected(fmt::format("'{}' is no IP address", text));
  }
  return address;
}

// [[address:]published:]target[/protocol]
Parsed<PortSpec> parse_spec(std::string_view text) {
  PortSpec spec;
  const std::string_view whole = text;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    std::string_view protocol = text.substr(slash + 1);
    protocol = protocol.substr(0, protocol.find('/'));
    text = text.substr(0, slash);
    if (!protocol.empty()) {
      spec.protocol.clear();
      for (const char c : protocol) {
        spec.protocol += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
    }
    if (spec.protocol != "tcp" && spec.protocol != "udp" && spec.protocol != "sctp") {
      return std::unexpected(fmt::format("'{}' is no protocol: tcp, udp or sctp", spec.protocol));
    }
  }
  const std::string_view target_text = take_last(text);
  if (target_text.empty()) {
    return std::unexpected(fmt::format("'{}' names no container port", whole));
  }
  const auto target = parse_range(target_text);
  if (!target) {
    return std::unexpected(target.error());
  }
  spec.target = *target;
  if (const std::string_view published_text = take_last(text); !published_text.empty()) {
    const auto published = parse_range(published_text);
    if (!published) {
      return std::unexpected(published.error());
    }
    spec.published = *published;
  }
  if (!text.empty()) {
    auto address = parse_address(text);
    if (!address) {
      return std::unexpected(std::move(address).error());
    }
    spec.host_ip = std::move(*address);
  }
  if (spec.target.first == 0) {
    return std::unexpected("the container port cannot be 0");
  }
  if (spec.published && spec.target.size() != 1 && spec.published->size() != spec.target.size()) {
    return std::unexpected(fmt::format("the ranges of '{}' differ in length", whole));
  }
  return spec;
}

std::string published_text(const PortSpec& spec, std::uint32_t index) {
  if (spec.target.size() > 1 || spec.published->size() == 1) {
    return fmt::format("{}", spec.published->first + index);
  }
  return fmt::format("{}-{}", spec.published->first, spec.published->last);
}

void append_long(const PortSpec& spec, const Origin& at, std::vector<Node>& ports) {
  for (std::uint32_t i = 0; i < spec.target.size(); ++i) {
    Node port = make_map(at);
    if (!spec.host_ip.empty()) {
      port.set("host_ip", make_text(spec.host_ip, at));
    }
    port.set("target",
             {.kind = Kind::integer, .text = fmt::format("{}", spec.target.first + i), .at = at});
    if (spec.published) {
      port.set("published", make_text(published_text(spec, i), at));
    }
    port.set("protocol", make_text(spec.protocol, at));
    ports.push_back(std::move(port));
  }
}

}  // namespace

Outcome ports(Node& node, Notes&) {
  std::vector<Node> long_ports;
  for (Node& item : node.items) {
    if (item.kind == Kind::map) {
      long_ports.push_back(std::move(item));
      continue;
    }
    if (item.kind != Kind::text && item.kind != Kind::integer) {
      return problem(item.at,
                     fmt::format("a port is text or a mapping, not {}", to_text(item.kind)));
    }
    auto spec = parse_spec(item.text);
    if (!spec) {
      return problem(item.at,
                     std::move(spec).error(),
                     R"(write "5000:5000", "127.0.0.1:5000:5000" or "5000/udp")");
    }
    constexpr std::size_t kMostPorts = 3 * 65535;  // of a container: tcp, udp and sctp
    if (long_ports.size() + spec->target.size() > kMostPorts) {
      return problem(item.at, "these are more ports than a container has");
    }
    append_long(*spec, item.at, long_ports);
  }
  node.items = std::move(long_ports);
  return {};
}

}  // namespace voicehub::compose::short_forms
