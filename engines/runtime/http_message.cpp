#include "engines/runtime/http_message.hpp"

#include <nlohmann/json.hpp>

namespace voicehub::engines {

Response error_response(int status, std::string message, std::string param) {
  using json = nlohmann::ordered_json;
  const json error{{"message", std::move(message)},
                   {"type", status < 500 ? "invalid_request_error" : "server_error"},
                   {"param", param.empty() ? json{} : json(std::move(param))},
                   {"code", nullptr}};
  // A message may quote what the client sent, and that may be anything.
  constexpr auto kReplace = json::error_handler_t::replace;
  return {.status = status, .body = json{{"error", error}}.dump(-1, ' ', false, kReplace)};
}

}  // namespace voicehub::engines
