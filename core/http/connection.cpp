#include "core/http/connection.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace voicehub::http {
namespace {

std::string request_header(const Request& request, const std::string& host) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, host);
  for (const auto& [name, value] : request.headers) {
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
  }
  if (request.source && request.source_bytes) {
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", *request.source_bytes);
  } else if (request.source) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", request.body.size());
  }
  return text += "\r\n";
}

}  // namespace

void Connection::set_deadline(std::chrono::milliseconds from_now) {
  patience_ = from_now;
  timer_.expires_after(from_now);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& failure) {
    const auto self = weak.lock();
    // Set anew at the last moment: this wait had already been queued as passed.
    if (failure || !self || self->timer_.expiry() > std::chrono::steady_clock::now()) {
      return;
    }
    self->overdue_ = true;
    self->transport_->close();
  });
}

Task<void> Connection::send_request(const Request& request, const std::string& host) {
  using Expect = ResponseParser::Expect;
  parser_ = ResponseParser{request.method == "HEAD" ? Expect::no_body : Expect::body};
  heard_something_ = false;
  sent_ = false;
  const std::string header_and_body = request_header(request, host) + request.body;
  VH_CO_CHECK(co_await transport_->write(header_and_body));
  if (request.source) {
    VH_CO_CHECK(co_await send_pieces(request));
  }
  sent_ = true;
  co_return done();
}

Task<void> Connection::send_pieces(const Request& request) {
  while (true) {
    const auto piece = co_await request.source();
    if (!piece) {
      source_failed_ = true;
      co_return std::unexpected(piece.error());
    }
    set_deadline(request.deadline);
    if (!request.source_bytes) {
      const std::string chunk = fmt::format("{:x}\r\n{}\r\n", piece->size(), *piece);
      VH_CO_CHECK(co_await transport_->write(chunk));
    } else if (!piece->empty()) {
      VH_CO_CHECK(co_await transport_->write(*piece));
    }
    if (piece->empty()) {
      co_return done();
    }
  }
}

Task<void> Connection::read_header() {
  while (!parser_.has_header()) {
    VH_CO_TRY(const bool more, co_await fill());
    if (!more) {
      co_return make_error(ErrorCode::failed, {}, {}, "the connection was closed");
    }
    VH_CO_CHECK(parse());
  }
  co_return done();
}

Task<std::string_view> Connection::read_body() {
  while (!parser_.is_done()) {
    if (received_.empty()) {
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        VH_CO_CHECK(parser_.finish());
        break;
      }
    }
    const std::size_t before = received_.size();
    VH_CO_CHECK(parse());
    if (!parser_.body().empty()) {
      co_return parser_.body();
    }
    // A chunk's header that is not all there yet.
    if (received_.size() == before) {
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        VH_CO_CHECK(parser_.finish());
      }
    }
  }
  co_return std::string_view{};
}

Task<std::string> Connection::read_raw() {
  if (received_.empty()) {
    VH_CO_CHECK(co_await fill());
  }
  co_return std::exchange(received_, {});
}

Task<bool> Connection::fill() {
  VH_CO_TRY(const std::size_t count, co_await transport_->read_some(buffer_));
  received_.append(buffer_.data(), count);
  heard_something_ = heard_something_ || count > 0;
  co_return count > 0;
}

Result<void> Connection::parse() {
  VH_TRY(const std::size_t taken, parser_.feed(received_));
  received_.erase(0, taken);
  return done();
}

}  // namespace voicehub::http
