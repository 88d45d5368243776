#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "core/base/task.hpp"

namespace voicehub::engines {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;   // without the query
  std::string query;  // what is behind the '?', as it was sent
  Headers headers;
  std::string body;
  std::stop_token gone;  // the client has closed its connection: nobody waits for the answer

  // Of the first header of this name, in any case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

// The next piece of a body that is sent while it is being made; nothing at its end. After an error
// the connection is closed in mid-body, so that no client takes the part for the whole. It is
// destroyed early when the client goes away.
using BodySource = std::function<Task<std::optional<std::string>>()>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers;
  BodySource pieces;  // instead of `body`
};

// Runs on the server's thread. What takes longer than a moment is awaited, on other threads.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

// Whether two names of headers are the same, which are in any case.
[[nodiscard]] bool is_same_name(std::string_view left, std::string_view right);

// A handler that has nothing to wait for.
[[nodiscard]] Handler at_once(std::function<Response(const Request&)> handler);

// One that has the same answer each time.
[[nodiscard]] Handler always(std::string body);

// OpenAI's error body, which is what clients of the voice API read. `param` names the field at
// fault. The message may quote any bytes; a long one loses its middle.
[[nodiscard]] Response error_response(int status, std::string message, std::string param = {});

}  // namespace voicehub::engines
