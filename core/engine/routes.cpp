#include "core/engine/routes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/engine/json.hpp"

namespace voicehub::engine {

http::Request get(std::string target) {
  return {.target = std::move(target)};
}

http::Request post(std::string target, std::string content_type, std::string body) {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Content-Type", std::move(content_type)}},
          .body = std::move(body)};
}

bool is_offered(const http::Response& response) {
  return response.status != 404 && response.status != 405 && response.status != 501;
}

std::string refusal(const http::Response& response) {
  return fmt::format("{}, {}", response.status, parse_error(response.body));
}

bool RouteAnswer::is_offered() const {
  return response && engine::is_offered(*response);
}

boost::asio::awaitable<RouteAnswer> ask_first(std::vector<http::Request> requests, Send send) {
  RouteAnswer answer;
  for (http::Request& request : requests) {
    answer.route = fmt::format("{} {}", request.method, request.target);
    answer.response = co_await send(std::move(request));
    if (!answer.response || answer.is_offered()) {
      break;
    }
    answer.absent.push_back(fmt::format("{} is {}", answer.route, answer.response->status));
  }
  co_return answer;
}

boost::asio::awaitable<std::string> listed_name(std::string path,
                                                std::string key,
                                                std::string fallback,
                                                Send send) {
  const auto response = co_await send(get(std::move(path)));
  if (!response || !response->ok()) {
    co_return fallback;
  }
  auto names = parse_names(response->body, key);
  const bool knows_fallback = std::ranges::find(names, fallback) != names.end();
  co_return names.empty() || knows_fallback ? fallback : std::move(names.front());
}

}  // namespace voicehub::engine
