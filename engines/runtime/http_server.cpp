#include "engines/runtime/http_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <list>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "engines/runtime/acceptor.hpp"
#include "engines/runtime/refusal.hpp"
#include "engines/runtime/transfer.hpp"

namespace voicehub::engines {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
using Clock = std::chrono::steady_clock;

struct Connection {
  beast::tcp_stream stream;
  beast::flat_buffer buffer{};
  bool idle = true;          // no request is being read or answered
  Alarm* reading = nullptr;  // of the request that is being read
};

template <typename Body>
http::response<Body> head_of(const Response& response, unsigned version, bool keep_open) {
  http::response<Body> message{http::int_to_status(response.status), version};
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::access_control_allow_origin, "*");
  for (const auto& [name, value] : response.headers) {
    message.set(name, value);
  }
  message.keep_alive(keep_open);
  return message;
}

http::response<http::string_body> to_message(Response response, unsigned version, bool keep_open) {
  auto message = head_of<http::string_body>(response, version, keep_open);
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

std::string path_of(std::string_view target) {
  return std::string{target.substr(0, target.find('?'))};
}

Request to_request(http::request<http::string_body> message, std::stop_token gone) {
  const std::string_view target = message.target();
  const auto question = target.find('?');
  Request request{
      .method = message.method_string(), .path = path_of(target), .gone = std::move(gone)};
  if (question != std::string_view::npos) {
    request.query = target.substr(question + 1);
  }
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  request.body = std::move(message.body());
  return request;
}

bool is_closed(tcp::socket& socket) {
  char byte = 0;
  return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// How an answer is sent, and how far that has come.
struct Sending {
  unsigned version = 11;
  bool header_only = false;
  bool keep_open = false;
  int status = 0;
  bool complete = false;
  std::size_t bytes = 0;
  std::optional<Clock::time_point> first_byte;
};

// A close with unread input resets the connection, and the reset may overtake the answer.
asio::awaitable<void> close_gently(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
  error_code failure;
  stream.socket().shutdown(tcp::socket::shutdown_send, failure);
  stream.expires_after(std::chrono::seconds{1});
  while (!failure) {
    buffer.clear();
    co_await stream.async_read_some(buffer.prepare(16384),
                                    asio::redirect_error(asio::use_awaitable, failure));
  }
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(tcp::acceptor acceptor, Handler handler, const Log& log)
      : acceptor_{std::move(acceptor)},
        emptied_{acceptor_.get_executor()},
        handler_{std::move(handler)},
        log_{log} {}

  ServerLimits limits;
  std::function<void(const Access&)> observer;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  asio::awaitable<void> serve() {
    co_await accept_until_stopped();
    co_await drain();
  }

  void stop() {
    stopping_ = true;
    error_code ignored;
    acceptor_.cancel(ignored);
  }

 private:
  asio::awaitable<void> accept_until_stopped() {
    while (!stopping_) {
      auto [failure, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      if (!failure) {
        start(std::move(socket));
      } else if (failure != asio::error::operation_aborted) {
        // Out of file descriptors, most likely: some are given back when connections end.
        log_.warning("cannot accept a connection: " + failure.message());
        asio::steady_timer pause{acceptor_.get_executor(), std::chrono::milliseconds{50}};
        co_await pause.async_wait(asio::use_awaitable);
      }
    }
    accept_backlog();
  }

  // Clients whom the kernel has already let in would be reset when the listener closes.
  void accept_backlog() {
    error_code failure;
    acceptor_.non_blocking(true, failure);
    while (!failure) {
      tcp::socket socket = acceptor_.accept(failure);
      if (!failure) {
        start(std::move(socket));
      }
    }
    acceptor_.close(failure);
  }

  void start(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    const auto connection =
        connections_.emplace(connections_.end(), beast::tcp_stream{std::move(socket)});
    // What stands between the chunks of a body counts as neither header nor body.
    constexpr std::size_t kPiece = std::size_t{64} * 1024;
    connection->buffer.max_size(limits.header_bytes + kPiece);
    asio::co_spawn(acceptor_.get_executor(),
                   converse(*connection),
                   [this, connection](const std::exception_ptr& bug) {
                     connections_.erase(connection);
                     if (connections_.empty()) {
                       emptied_.cancel();
                     }
                     if (bug) {
                       std::rethrow_exception(bug);
                     }
                   });
  }

  // A client may be about to send on a connection that it has kept: it is answered, and told that
  // this was the last time. Then whoever has nothing to say is let go, and the rest are waited for.
  asio::awaitable<void> drain() {
    co_await wait_until_empty(limits.grace);
    limits.stall = std::min(limits.stall, limits.last_stall);
    error_code ignored;
    for (Connection& connection : connections_) {
      if (connection.idle) {
        connection.stream.socket().shutdown(tcp::socket::shutdown_receive, ignored);
      } else if (connection.reading != nullptr) {
        connection.reading->set(Clock::now() + limits.stall);
      }
    }
    co_await wait_until_empty(limits.drain);
    if (!connections_.empty()) {
      log_.warning(fmt::format("{} requests were cut off", connections_.size()));
    }
    for (Connection& connection : connections_) {
      connection.stream.close();
    }
    co_await wait_until_empty(limits.drain);
  }

  asio::awaitable<void> wait_until_empty(std::chrono::milliseconds limit) {
    if (connections_.empty()) {
      co_return;
    }
    error_code ignored;
    emptied_.expires_after(limit);
    co_await emptied_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<void> converse(Connection& connection) {
    bool open = true;
    while (open) {
      connection.idle = true;
      open = co_await answer_one(connection);
    }
  }

  asio::awaitable<bool> answer_one(Connection& connection) {
    using asio::experimental::awaitable_operators::operator&&;
    if (!co_await request_begins(connection)) {
      co_return false;
    }
    auto started = Clock::now();
    Parser parser;
    BodyShare share{body_bytes_};
    const error_code failure = co_await read(connection, parser, share);
    const auto& message = parser.get();
    if (is_refused(failure)) {
      co_await refuse(connection, parser, refusal(failure, limits), started);
    }
    if (failure) {
      co_return false;
    }
    started = Clock::now();
    Sending sending{.version = message.version(),
                    .header_only = message.method() == http::verb::head,
                    .keep_open = message.keep_alive() && !stopping_};
    std::stop_source gone;
    Request request = to_request(parser.release(), gone.get_token());
    Access access{.method = request.method, .path = request.path};
    co_await (answer(connection, std::move(request), sending) && notice_close(connection, gone));
    tell(std::move(access), sending, started);
    co_return sending.complete&& sending.keep_open;
  }

  asio::awaitable<void> refuse(Connection& connection,
                               const Parser& parser,
                               Response refusal,
                               Clock::time_point began) {
    const auto& message = parser.get();
    Sending sending{.version = message.version(),
                    .header_only = message.method() == http::verb::head,
                    .status = refusal.status};
    Access access{.method = message.method_string(), .path = path_of(message.target())};
    co_await send(connection, std::move(refusal), sending);
    tell(std::move(access), sending, began);
    co_await close_gently(connection.stream, connection.buffer);
  }

  asio::awaitable<void> answer(Connection& connection, Request request, Sending& sending) {
    Response response = co_await handle(std::move(request));
    sending.status = response.status;
    co_await send(connection, std::move(response), sending);
    error_code ignored;
    connection.stream.socket().cancel(ignored);  // of what notices a close
  }

  // Until the answer is sent. A request that comes before that waits for its turn.
  static asio::awaitable<void> notice_close(Connection& connection, std::stop_source gone) {
    tcp::socket& socket = connection.stream.socket();
    error_code failure;
    co_await socket.async_wait(tcp::socket::wait_read,
                               asio::redirect_error(asio::use_awaitable, failure));
    if (!failure && is_closed(socket)) {
      gone.request_stop();
    }
  }

  // False when the client closes, or says nothing for so long that it is let go.
  asio::awaitable<bool> request_begins(Connection& connection) {
    constexpr std::size_t kPiece = 4096;
    auto& [stream, buffer, idle, reading] = connection;
    error_code failure;
    if (buffer.size() == 0) {
      stream.expires_after(limits.idle);
      const std::size_t count = co_await stream.async_read_some(
          buffer.prepare(kPiece), asio::redirect_error(asio::use_awaitable, failure));
      stream.expires_never();
      buffer.commit(count);
    }
    co_return !failure;
  }

  asio::awaitable<error_code> read(Connection& connection, Parser& parser, BodyShare& share) {
    parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    parser.body_limit(limits.body_bytes);
    auto& [stream, buffer, idle, reading] = connection;
    error_code failure;
    Alarm alarm{stream.socket()};
    reading = &alarm;
    alarm.set(Clock::now() + limits.header);
    co_await http::async_read_header(
        stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failure));
    idle = false;
    if (!failure) {
      failure = co_await read_body(connection, parser, share, alarm);
    }
    reading = nullptr;
    const bool is_late = alarm.has_rung() && failure == asio::error::operation_aborted;
    co_return is_late ? too_slow() : failure;
  }

  asio::awaitable<error_code> read_body(Connection& connection,
                                        Parser& parser,
                                        BodyShare& share,
                                        Alarm& alarm) {
    Transfer transfer{.began = Clock::now()};
    error_code failure;
    alarm.set(end_of_patience(transfer, transfer.began, limits));
    if (parser.get()[http::field::expect] == "100-continue") {
      http::response<http::empty_body> go_on{http::status::continue_, 11};
      co_await http::async_write(
          connection.stream, go_on, asio::redirect_error(asio::use_awaitable, failure));
    }
    while (!failure && !parser.is_done()) {
      alarm.set(end_of_patience(transfer, Clock::now(), limits));
      co_await http::async_read_some(connection.stream,
                                     connection.buffer,
                                     parser,
                                     asio::redirect_error(asio::use_awaitable, failure));
      transfer.bytes = parser.get().body().size();
      if (!share.grow_to(transfer.bytes, limits.all_bodies_bytes)) {
        co_return no_room();
      }
    }
    co_return failure;
  }

  asio::awaitable<void> send(Connection& connection, Response answer, Sending& sending) {
    if (answer.pieces && !sending.header_only) {
      co_await send_pieces(connection, std::move(answer), sending);
      co_return;
    }
    auto message = to_message(std::move(answer), sending.version, sending.keep_open);
    sending.bytes = sending.header_only ? 0 : message.body().size();
    sending.first_byte = Clock::now();
    sending.complete = co_await write(connection, message, sending.header_only);
  }

  // In chunks, or to a client of HTTP/1.0 until the connection ends.
  asio::awaitable<void> send_pieces(Connection& connection, Response answer, Sending& sending) {
    const bool in_chunks = sending.version >= 11;
    sending.keep_open = sending.keep_open && in_chunks;
    auto head = head_of<http::empty_body>(answer, sending.version, sending.keep_open);
    head.chunked(in_chunks);
    if (!co_await write(connection, head, true)) {
      co_return;
    }
    while (true) {
      auto piece = co_await next_of(answer);
      if (!piece) {
        log_.warning("an answer was cut off: " + piece.error().message);
        co_return;
      }
      if (!*piece) {
        break;
      }
      if ((*piece)->empty()) {
        continue;
      }
      sending.first_byte = sending.first_byte.value_or(Clock::now());
      if (!co_await write_piece(connection, asio::buffer(**piece), in_chunks)) {
        co_return;
      }
      sending.bytes += (*piece)->size();
    }
    sending.complete = true;
    if (in_chunks) {
      sending.complete = co_await write_bytes(connection, http::make_chunk_last());
    }
  }

  // A source that throws has a bug, and that must not end the others' connections.
  Task<std::optional<std::string>> next_of(const Response& answer) const {
    std::string bug;
    try {
      co_return co_await answer.pieces();
    } catch (const std::exception& thrown) {
      bug = thrown.what();
    }
    log_.error("while an answer was sent: " + bug);
    co_return make_error(ErrorCode::failed, "internal error");
  }

  asio::awaitable<bool> write_piece(Connection& connection,
                                    asio::const_buffer piece,
                                    bool in_chunks) {
    if (in_chunks) {
      co_return co_await write_bytes(connection, http::make_chunk(piece));
    }
    co_return co_await write_bytes(connection, piece);
  }

  template <typename Bytes>
  asio::awaitable<bool> write_bytes(Connection& connection, Bytes bytes) {
    beast::buffers_suffix<Bytes> rest{bytes};
    Transfer transfer{.began = Clock::now()};
    error_code failure;
    while (!failure && beast::buffer_bytes(rest) > 0) {
      connection.stream.expires_at(end_of_patience(transfer, Clock::now(), limits));
      const std::size_t count = co_await connection.stream.async_write_some(
          rest, asio::redirect_error(asio::use_awaitable, failure));
      rest.consume(count);
      transfer.bytes += count;
    }
    connection.stream.expires_never();
    co_return !failure;
  }

  template <typename Body>
  asio::awaitable<bool> write(Connection& connection,
                              http::response<Body>& message,
                              bool header_only) {
    http::response_serializer<Body> serializer{message};
    serializer.split(header_only);
    Transfer transfer{.began = Clock::now()};
    error_code failure;
    while (!failure && !(header_only ? serializer.is_header_done() : serializer.is_done())) {
      connection.stream.expires_at(end_of_patience(transfer, Clock::now(), limits));
      const std::size_t count = co_await http::async_write_some(
          connection.stream, serializer, asio::redirect_error(asio::use_awaitable, failure));
      transfer.bytes += count;
    }
    connection.stream.expires_never();
    co_return !failure;
  }

  [[nodiscard]] asio::awaitable<Response> handle(Request request) const {
    const std::string what = request.method + " " + request.path;
    std::string bug;
    try {
      co_return co_await handler_(std::move(request));
    } catch (const std::exception& thrown) {
      bug = thrown.what();
    }
    log_.error(fmt::format("{}: {}", what, bug));
    co_return error_response(500, "internal error; the engine's log says which");
  }

  void tell(Access access, const Sending& sending, Clock::time_point started) const {
    access.status = sending.status;
    access.bytes = sending.bytes;
    access.whole = Clock::now() - started;
    access.first_byte = sending.first_byte ? *sending.first_byte - started : access.whole;
    log_.access(access);
    if (observer) {
      observer(access);
    }
  }

  tcp::acceptor acceptor_;
  asio::steady_timer emptied_;
  std::list<Connection> connections_;
  Handler handler_;
  const Log& log_;
  bool stopping_ = false;
  std::shared_ptr<std::size_t> body_bytes_ = std::make_shared<std::size_t>(0);  // of all requests
};

Result<HttpServer> HttpServer::listen(asio::any_io_executor executor,
                                      const std::string& host,
                                      std::uint16_t port,
                                      Handler handler,
                                      const Log& log) {
  VH_TRY(tcp::acceptor acceptor,
         open_acceptor(executor,
                       host,
                       port,
                       {.what = "cannot listen", .hint = "choose another with --host or --port"}));
  return HttpServer{std::make_unique<Impl>(std::move(acceptor), std::move(handler), log)};
}

Result<HttpServer> HttpServer::adopt(asio::any_io_executor executor,
                                     int listening_socket,
                                     Handler handler,
                                     const Log& log) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  tcp::acceptor acceptor{executor};
  error_code failure;
  if (::getsockname(listening_socket, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    const auto protocol = address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4();
    acceptor.assign(protocol, listening_socket, failure);
  }
  if (failure || !acceptor.is_open()) {
    return make_error(ErrorCode::failed,
                      fmt::format("file {} of LISTEN_FDS is no listening socket", listening_socket),
                      "it is handed over by whoever starts the engine");
  }
  return HttpServer{std::make_unique<Impl>(std::move(acceptor), std::move(handler), log)};
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

HttpServer::HttpServer(HttpServer&& other) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept = default;
HttpServer::~HttpServer() = default;

void HttpServer::set_limits(ServerLimits limits) {
  impl_->limits = limits;
}

void HttpServer::set_observer(std::function<void(const Access&)> observer) {
  impl_->observer = std::move(observer);
}

std::uint16_t HttpServer::port() const {
  return impl_->port();
}

asio::awaitable<void> HttpServer::serve() {
  return impl_->serve();
}

void HttpServer::stop() {
  impl_->stop();
}

}  // namespace voicehub::engines
