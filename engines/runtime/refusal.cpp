#include "engines/runtime/refusal.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace voicehub::engines {

namespace http = boost::beast::http;
using boost::system::error_code;

error_code no_room() {
  return boost::asio::error::no_buffer_space;
}

error_code too_slow() {
  return boost::beast::error::timeout;
}

bool is_refused(const error_code& failure) {
  const bool is_of_http =
      failure.category() == http::make_error_code(http::error::end_of_stream).category();
  return failure == no_room() || failure == too_slow() ||
         (is_of_http && failure != http::error::end_of_stream &&
          failure != http::error::partial_message);
}

Response refusal(const error_code& failure, const ServerLimits& limits) {
  if (failure == http::error::body_limit) {
    return error_response(413, fmt::format("the body is longer than {} bytes", limits.body_bytes));
  }
  if (failure == http::error::header_limit) {
    return error_response(431,
                          fmt::format("the header is longer than {} bytes", limits.header_bytes));
  }
  if (failure == too_slow()) {
    return error_response(408, "the request did not come to its end in time");
  }
  if (failure == no_room()) {
    Response busy = error_response(503, "the engine holds as many uploads as it can; try again");
    busy.headers.emplace_back("Retry-After", "1");
    return busy;
  }
  return error_response(400, "malformed HTTP: " + failure.message());
}

}  // namespace voicehub::engines
