#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/docker/endpoint.hpp"
#include "core/docker/query.hpp"
#include "core/http/client.hpp"

namespace voicehub::docker {

inline constexpr int kOldestApiMinor = 41;  // Docker Engine 20.10
inline constexpr int kNewestApiMinor = 49;  // the newest that this client was written for

// One call of the Engine API. The path is without the version.
struct Call {
  std::string what;  // "start container vh-a": what an error says could not be done
  std::string method;
  Target target;
  http::Headers headers;
  std::string body;
  std::string content_type = "application/json";
  http::BodySource source;
  std::chrono::milliseconds deadline = std::chrono::minutes{1};
  // Means the same in every version. As the first call it needs no agreement before it: it is asked
  // without a version, and its answer says which one the daemon has.
  bool is_timeless = false;
};

// A daemon that speaks one version of the API, agreed on with the first call. Its refusals become
// errors: 404 not_found, 409 conflict, others failed; whatever stands between it and us is
// docker_unreachable.
class Daemon {
 public:
  Daemon(std::unique_ptr<http::Client> client, DockerEndpoint endpoint)
      : client_{std::move(client)}, endpoint_{std::move(endpoint)} {}

  // The 41 of API 1.41.
  Task<int> api_minor();
  Task<http::Response> ask(Call call);
  // The body of the answer.
  Task<std::string> send(Call call);
  // The body goes to `sink` as it comes, for as long as it comes.
  Task<void> stream(Call call, http::BodySink sink);
  Task<std::unique_ptr<http::Stream>> hijack(Call call);

 private:
  Task<http::Request> request_of(Call& call);
  [[nodiscard]] bool may_go_first(const Call& call) const;
  Task<int> negotiate();
  Task<int> learn_from(std::string theirs);
  Task<std::string> refusal_of_ping();
  [[nodiscard]] Error lost(Error error) const;

  std::unique_ptr<http::Client> client_;
  DockerEndpoint endpoint_;
  int api_minor_ = 0;  // 0: not agreed on yet
};

// Why nobody could be talked to, and what a person does about it.
[[nodiscard]] Error unreachable(const DockerEndpoint& endpoint, const Error& error);
// The smaller of both sides' newest version; an error when that is older than ours can be.
[[nodiscard]] Result<int> agree_on_api(const DockerEndpoint& endpoint, std::string_view theirs);

}  // namespace voicehub::docker
