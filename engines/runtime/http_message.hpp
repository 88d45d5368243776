#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace voicehub::engines {

struct Request {
  std::string method;
  std::string path;  // without the query
  std::string body;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

using Handler = std::function<Response(const Request&)>;

// OpenAI's error body, which is what clients of the voice API read. `param` names the field at
// fault.
[[nodiscard]] Response error_response(int status, std::string message, std::string param = {});

}  // namespace voicehub::engines
