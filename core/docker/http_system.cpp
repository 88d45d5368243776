#include <fmt/format.h>

#include "core/docker/frames.hpp"
#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"

namespace voicehub::docker {

Task<Version> HttpApi::version() {
  VH_CO_TRY(const int minor, co_await daemon_.api_minor());
  Call call{.what = "ask for the version", .method = "GET", .target = {"/version"}};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  VH_CO_TRY(Version version, parse_version(body));
  version.api = fmt::format("1.{}", minor);
  version.api_minor = minor;
  co_return version;
}

Task<SystemInfo> HttpApi::info() {
  Call call{.what = "ask about the engine", .method = "GET", .target = {"/info"}};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_system_info(body);
}

Task<void> HttpApi::events(EventOptions options, EventHandler handler) {
  Call call{.what = "follow events", .method = "GET", .target = {"/events"}};
  call.target.add_unless_empty("since", options.since)
      .add_unless_empty("until", options.until)
      .add_label_filters(options.label_filters);
  LineReader lines{[&handler](std::string_view line) -> Result<void> {
    VH_TRY(const EngineEvent event, parse_event(line));
    return handler(event);
  }};
  const auto feed = [&lines](std::string_view piece) { return lines.feed(piece); };
  co_return co_await daemon_.stream(std::move(call), feed);
}

std::unique_ptr<Api> make_http_api(std::unique_ptr<http::Client> client,
                                   DockerEndpoint endpoint,
                                   const CredentialStore* credentials) {
  return std::make_unique<HttpApi>(std::move(client), std::move(endpoint), credentials);
}

}  // namespace voicehub::docker
