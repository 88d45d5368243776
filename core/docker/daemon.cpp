#include "core/docker/daemon.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

constexpr std::chrono::seconds kPingDeadline{30};

bool is_good(int status) {
  constexpr int kNotModified = 304;  // started or stopped already
  return (status >= 200 && status < 300) || status == kNotModified;
}

ErrorCode code_of(int status) {
  switch (status) {
    case 404: return ErrorCode::not_found;
    case 409: return ErrorCode::conflict;
    default: return ErrorCode::failed;
  }
}

std::unexpected<Error> refused(const std::string& what, const http::Response& response) {
  return make_error(code_of(response.status), "cannot " + what, {}, daemon_message(response.body));
}

// Errors of the connection; those of a deadline, a cancellation or the caller's own sink are not.
bool is_connection_error(const Error& error) {
  return error.code == ErrorCode::failed || error.code == ErrorCode::not_found;
}

}  // namespace

Task<int> Daemon::api_minor() {
  if (api_minor_ == 0) {
    VH_CO_TRY(api_minor_, co_await negotiate());
  }
  co_return api_minor_;
}

Task<int> Daemon::negotiate() {
  if (!endpoint_.api_version.empty()) {
    co_return agree_on_api(endpoint_, endpoint_.api_version);
  }
  http::Request ping{.method = "HEAD", .target = "/_ping", .deadline = kPingDeadline};
  auto answer = co_await client_->send(std::move(ping));
  if (!answer) {
    co_return std::unexpected(answer.error().code == ErrorCode::cancelled
                                  ? std::move(answer.error())
                                  : unreachable(endpoint_, answer.error()));
  }
  const std::string theirs{answer->header("Api-Version")};
  if (answer->ok() && !theirs.empty()) {
    co_return agree_on_api(endpoint_, theirs);
  }
  VH_CO_TRY(std::string said, co_await refusal_of_ping());
  const Error refusal{.cause = fmt::format("HTTP {}: {}", answer->status, said)};
  co_return std::unexpected(unreachable(endpoint_, refusal));
}

// HEAD has no body to learn from.
Task<std::string> Daemon::refusal_of_ping() {
  http::Request ping{.target = "/_ping", .deadline = kPingDeadline};
  VH_CO_TRY(const http::Response answer, co_await client_->send(std::move(ping)));
  co_return daemon_message(answer.body);
}

bool Daemon::may_go_first(const Call& call) const {
  return call.is_timeless && api_minor_ == 0 && endpoint_.api_version.empty();
}

// Whoever does not name a version may be no Docker: then the ping finds out what it is.
Task<int> Daemon::learn_from(std::string theirs) {
  if (theirs.empty()) {
    co_return co_await negotiate();
  }
  co_return agree_on_api(endpoint_, theirs);
}

Task<http::Request> Daemon::request_of(Call& call) {
  std::string version;
  if (!may_go_first(call)) {
    VH_CO_TRY(const int minor, co_await api_minor());
    version = fmt::format("/v1.{}", minor);
  }
  http::Request request{.method = call.method,
                        .target = version + call.target.text,
                        .headers = std::move(call.headers),
                        .body = std::move(call.body),
                        .source = std::move(call.source),
                        .deadline = call.deadline};
  if (!request.body.empty() || request.source) {
    request.headers.emplace_back("Content-Type", call.content_type);
  }
  co_return request;
}

Task<std::string> Daemon::send(Call call) {
  VH_CO_TRY(http::Response response, co_await ask(std::move(call)));
  co_return std::move(response.body);
}

Task<http::Response> Daemon::ask(Call call) {
  const bool goes_first = may_go_first(call);
  VH_CO_TRY(http::Request request, co_await request_of(call));
  auto response = co_await client_->send(std::move(request));
  if (!response) {
    co_return std::unexpected(lost(std::move(response.error())));
  }
  if (goes_first) {
    VH_CO_TRY(api_minor_, co_await learn_from(std::string{response->header("Api-Version")}));
  }
  if (!is_good(response->status)) {
    co_return refused(call.what, *response);
  }
  co_return std::move(*response);
}

Task<void> Daemon::stream(Call call, http::BodySink sink) {
  VH_CO_TRY(http::Request request, co_await request_of(call));
  // Errors of the caller's own source and sink are not the connection's.
  bool ours = false;
  if (request.source) {
    request.source = [&ours, source = std::move(request.source)]() -> Task<std::string> {
      auto piece = co_await source();
      ours = !piece;
      co_return piece;
    };
  }
  http::BodySink watched = [&ours, &sink](std::string_view piece) {
    auto taken = sink(piece);
    ours = !taken;
    return taken;
  };
  auto response = co_await client_->stream(std::move(request), std::move(watched));
  if (!response) {
    co_return std::unexpected(ours ? std::move(response.error())
                                   : lost(std::move(response.error())));
  }
  if (!is_good(response->status)) {
    co_return refused(call.what, *response);
  }
  co_return done();
}

Task<std::unique_ptr<http::Stream>> Daemon::hijack(Call call) {
  VH_CO_TRY(http::Request request, co_await request_of(call));
  auto upgrade = co_await client_->upgrade(std::move(request));
  if (!upgrade) {
    co_return std::unexpected(lost(std::move(upgrade.error())));
  }
  if (!upgrade->stream) {
    co_return refused(call.what, upgrade->response);
  }
  co_return std::move(upgrade->stream);
}

Error Daemon::lost(Error error) const {
  return is_connection_error(error) ? unreachable(endpoint_, error) : error;
}

Result<int> agree_on_api(const DockerEndpoint& endpoint, std::string_view theirs) {
  int minor = 0;
  const auto dot = theirs.find('.');
  const std::string_view digits = dot == std::string_view::npos ? "" : theirs.substr(dot + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), minor);
  const bool understood = theirs.starts_with("1.") && parsed.ec == std::errc{};
  if (!understood || minor < kOldestApiMinor) {
    const bool pinned = !endpoint.api_version.empty();
    return make_error(
        ErrorCode::docker_unreachable,
        fmt::format("Docker at {} speaks API {}, and voicehub needs 1.{} (Docker Engine 20.10) or "
                    "newer",
                    endpoint.shown,
                    theirs,
                    kOldestApiMinor),
        pinned ? "unset DOCKER_API_VERSION, or set it to 1.41 or newer" : "update Docker Engine");
  }
  return endpoint.api_version.empty() ? std::min(minor, kNewestApiMinor) : minor;
}

}  // namespace voicehub::docker
