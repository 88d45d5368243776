#include "engines/runtime/http_message.hpp"

#include <algorithm>
#include <cctype>

#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

// Whoever sends a megabyte as a name does not need it back. What there is instead of it stands at
// the end of a message, so the middle goes.
std::string without_middle(std::string message) {
  constexpr std::size_t kLongest = 2000;
  constexpr std::size_t kKept = 900;  // of either end
  if (message.size() > kLongest) {
    message.replace(kKept, message.size() - 2 * kKept, " ... ");
  }
  return message;
}

const char* type_of(int status) {
  constexpr int kTooMany = 429;
  constexpr int kServerErrors = 500;
  if (status == kTooMany) {
    return "rate_limit_error";
  }
  return status < kServerErrors ? "invalid_request_error" : "server_error";
}

// OpenAI's clients send again what was answered with 5xx. What has taken too long once would take
// all of its time once more.
Headers retry_advice(int status) {
  constexpr int kTooLong = 504;
  return status == kTooLong ? Headers{{"x-should-retry", "false"}} : Headers{};
}

}  // namespace

bool is_same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& field) { return is_same_name(field.first, name); });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

Handler at_once(std::function<Response(const Request&)> handler) {
  return [handler = std::move(handler)](Request request) -> boost::asio::awaitable<Response> {
    co_return handler(request);
  };
}

Handler always(std::string body) {
  return at_once([body = std::move(body)](const Request&) { return Response{.body = body}; });
}

Response error_response(int status, std::string message, std::string param) {
  using json = nlohmann::ordered_json;
  const json error{{"message", without_middle(std::move(message))},
                   {"type", type_of(status)},
                   {"param", param.empty() ? json{} : json(std::move(param))},
                   {"code", nullptr}};
  // A message may quote what the client sent, and that may be anything.
  constexpr auto kReplace = json::error_handler_t::replace;
  return {.status = status,
          .body = json{{"error", error}}.dump(-1, ' ', false, kReplace),
          .headers = retry_advice(status)};
}

}  // namespace voicehub::engines
