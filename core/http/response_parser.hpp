#pragma once

#include <memory>
#include <string_view>

#include "core/http/client.hpp"

namespace voicehub::http {

// Takes an HTTP/1.1 answer apart as it arrives. Errors have a cause only.
class ResponseParser {
 public:
  enum class Expect { body, no_body };  // no_body: the answer to HEAD

  explicit ResponseParser(Expect expect);
  ~ResponseParser();
  ResponseParser(ResponseParser&&) noexcept;
  ResponseParser& operator=(ResponseParser&&) noexcept;

  // How many of the bytes were understood; the others have to come again, with more behind them.
  // The body bytes among them are in body() until the next call.
  Result<std::size_t> feed(std::string_view bytes);
  // The peer has closed: the end of a body without a length, else an error.
  Result<void> finish();

  [[nodiscard]] std::string_view body() const;
  [[nodiscard]] bool has_header() const;
  [[nodiscard]] bool is_done() const;
  [[nodiscard]] bool keeps_alive() const;
  // Status and headers.
  [[nodiscard]] Response response() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voicehub::http
