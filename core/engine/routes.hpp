#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/task.hpp"
#include "core/http/client.hpp"

// Engines offer the same thing at different paths: what is asked is asked at one after the other.
namespace voicehub::engine {

using Send = std::function<Task<http::Response>(http::Request request)>;

[[nodiscard]] http::Request get(std::string target);
[[nodiscard]] http::Request post(std::string target, std::string content_type, std::string body);

// False when the server has no such route: 404, 405 or 501.
[[nodiscard]] bool is_offered(const http::Response& response);

// "400, voice 'x' is unknown": the status and the engine's own message.
[[nodiscard]] std::string refusal(const http::Response& response);

// What the first of several routes said that the engine has.
struct RouteAnswer {
  std::string route;                // "POST /tts"; of the last that was asked
  std::vector<std::string> absent;  // "POST /tts is 404"
  Result<http::Response> response;  // when none is offered: the last refusal

  [[nodiscard]] bool is_offered() const;
};

// Stops at the first route that is offered, or that cannot be asked.
[[nodiscard]] boost::asio::awaitable<RouteAnswer> ask_first(std::vector<http::Request> requests,
                                                            Send send);

// What a request may name, as a voice or a model: the engine's own word where it lists any at
// `path`, since some refuse others; else `fallback`.
[[nodiscard]] boost::asio::awaitable<std::string> listed_name(std::string path,
                                                              std::string key,
                                                              std::string fallback,
                                                              Send send);

}  // namespace voicehub::engine
