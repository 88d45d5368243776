#include "core/http/response_parser.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace voicehub::http {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {
constexpr std::size_t kPieceSize = 16 * 1024;  // a page that is touched costs more than a call
}

struct ResponseParser::State {
  http::response_parser<http::buffer_body> parser;
  std::array<char, kPieceSize> piece;
  std::size_t piece_size = 0;

  static Result<void> checked(const error_code& failure) {
    if (!failure || failure == http::error::need_more || failure == http::error::need_buffer) {
      return done();
    }
    return make_error(ErrorCode::failed, {}, {}, "malformed HTTP answer: " + failure.message());
  }
};

ResponseParser::ResponseParser(Expect expect) : state_{std::make_unique_for_overwrite<State>()} {
  state_->parser.body_limit(boost::none);
  state_->parser.skip(expect == Expect::no_body);
}

ResponseParser::~ResponseParser() = default;
ResponseParser::ResponseParser(ResponseParser&&) noexcept = default;
ResponseParser& ResponseParser::operator=(ResponseParser&&) noexcept = default;

Result<std::size_t> ResponseParser::feed(std::string_view bytes) {
  auto& body = state_->parser.get().body();
  body.data = state_->piece.data();
  body.size = state_->piece.size();
  // As much as fits and not one chunk at a time; what follows a header may not be ours.
  state_->parser.eager(state_->parser.is_header_done());
  error_code failure;
  const std::size_t taken =
      state_->parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  state_->piece_size = state_->piece.size() - body.size;
  VH_CHECK(State::checked(failure));
  return taken;
}

Result<void> ResponseParser::finish() {
  error_code failure;
  state_->parser.put_eof(failure);
  return State::checked(failure);
}

std::string_view ResponseParser::body() const {
  return {state_->piece.data(), state_->piece_size};
}

bool ResponseParser::has_header() const {
  return state_->parser.is_header_done();
}

bool ResponseParser::is_done() const {
  return state_->parser.is_done();
}

bool ResponseParser::keeps_alive() const {
  return state_->parser.keep_alive();
}

Response ResponseParser::response() const {
  const auto& message = state_->parser.get();
  Response response{.status = static_cast<int>(message.result_int())};
  for (const auto& field : message) {
    response.headers.emplace_back(field.name_string(), field.value());
  }
  return response;
}

}  // namespace voicehub::http
