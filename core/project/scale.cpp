#include "core/project/scale.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace voicehub {
namespace {

constexpr int kMost = 10'000;

std::optional<int> parse_number(const std::string& text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && rest == end ? std::optional{number} : std::nullopt;
}

// How many host ports "8100-8102" are; none: as many as are wanted.
std::optional<int> width_of(const std::string& published) {
  const auto dash = published.find('-');
  if (published.empty()) {
    return std::nullopt;
  }
  if (dash == std::string::npos) {
    return 1;
  }
  const int first = parse_number(published.substr(0, dash)).value_or(0);
  return parse_number(published.substr(dash + 1)).value_or(first) - first + 1;
}

std::unexpected<Error> not_several(const Service& service,
                                   int number,
                                   const std::string& reason,
                                   std::string hint) {
  return make_error(ErrorCode::conflict,
                    fmt::format("'{}' cannot have {} containers: {}", service.name, number, reason),
                    std::move(hint));
}

Result<void> check_several(const Service& service, int number) {
  if (!service.container_name.empty()) {
    return not_several(service,
                       number,
                       fmt::format("its container_name is '{}'", service.container_name),
                       "take container_name out of the file");
  }
  for (const Port& port : service.ports) {
    const auto width = width_of(port.published);
    if (width && *width < number) {
      return not_several(
          service,
          number,
          *width == 1 ? fmt::format("each would publish port {}", port.published)
                      : fmt::format("they would share the {} ports {}", *width, port.published),
          fmt::format("write \"{}\" (the daemon picks a port for each), or a range of {} ports",
                      port.target,
                      number));
    }
  }
  for (const auto& [network, attachment] : service.networks) {
    if (!attachment.ipv4_address.empty() || !attachment.ipv6_address.empty()) {
      const std::string& address =
          attachment.ipv4_address.empty() ? attachment.ipv6_address : attachment.ipv4_address;
      return not_several(service,
                         number,
                         fmt::format("each would have the address {}", address),
                         fmt::format("take the address in '{}' out of the file", network));
    }
  }
  return done();
}

}  // namespace

Result<Scale> parse_scale(const std::vector<std::string>& words) {
  Scale scale;
  for (const std::string& word : words) {
    const auto equals = word.rfind('=');
    const auto number =
        equals == std::string::npos ? std::nullopt : parse_number(word.substr(equals + 1));
    if (!number || equals == 0 || *number < 0 || *number > kMost) {
      return make_error(ErrorCode::usage,
                        fmt::format("'{}' is no number of containers of a service", word),
                        fmt::format("write SERVICE=NUMBER, with a number from 0 to {}", kMost));
    }
    scale[word.substr(0, equals)] = *number;
  }
  return scale;
}

Result<Project> scaled(Project project, const Scale& scale) {
  for (const auto& [name, number] : scale) {
    VH_TRY(const Service* found, find_service(project, name));
    Service& service = project.services.at(found->name);
    if (number > 1) {
      VH_CHECK(check_several(service, number));
    }
    service.replicas = number;
  }
  return project;
}

}  // namespace voicehub
