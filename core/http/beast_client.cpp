#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/http/client.hpp"
#include "core/http/transport.hpp"

namespace voicehub::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kPieceBytes = 64 * 1024;

std::string request_header(const Request& request, const std::string& host) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, host);
  for (const auto& [name, value] : request.headers) {
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
  }
  if (request.source) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", request.body.size());
  }
  return text += "\r\n";
}

// A line break in a path or a header would start another header.
bool is_one_line(const Request& request) {
  const auto broken = [](std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  };
  return !broken(request.target) && !request.target.contains(' ') &&
         std::ranges::none_of(request.headers, [&broken](const auto& header) {
           return broken(header.first) || broken(header.second);
         });
}

bool may_repeat(const Request& request) {
  return !request.source && request.method != "POST" && request.method != "PATCH";
}

// One connection and the exchange that runs on it: request out, header in, body in. Its errors name
// neither peer nor request; the client knows both and adds them.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(const asio::any_io_executor& executor, std::unique_ptr<Transport> transport)
      : transport_{std::move(transport)}, timer_{executor} {}

  Transport& transport() { return *transport_; }

  // When the time has passed the connection is closed, and is_overdue() tells why.
  void set_deadline(milliseconds from_now) {
    patience_ = from_now;
    timer_.expires_after(from_now);
    timer_.async_wait([weak = weak_from_this()](const error_code& failure) {
      const auto self = weak.lock();
      // Set anew at the last moment: this wait had already been queued as passed.
      if (failure || !self || self->timer_.expiry() > steady_clock::now()) {
        return;
      }
      self->overdue_ = true;
      self->transport_->close();
    });
  }

  void clear_deadline() { timer_.cancel(); }

  [[nodiscard]] bool is_overdue() const { return overdue_; }

  // How long the deadline that was set last was.
  [[nodiscard]] milliseconds patience() const { return patience_; }

  Task<void> send_request(const Request& request, const std::string& host) {
    parser_.emplace();
    parser_->body_limit(boost::none);
    parser_->skip(request.method == "HEAD");
    heard_something_ = false;
    if (request.source) {
      const std::string header = request_header(request, host);
      VH_CO_CHECK(co_await transport_->write(header));
      co_return co_await send_pieces(request);
    }
    const std::string whole = request_header(request, host) + request.body;
    co_return co_await transport_->write(whole);
  }

  Task<void> read_header() {
    while (!parser_->is_header_done()) {
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        co_return make_error(ErrorCode::failed, {}, {}, "the connection was closed");
      }
      VH_CO_CHECK(parse());
    }
    parser_->eager(true);
    co_return done();
  }

  // Status and headers of the answer.
  [[nodiscard]] Response response() const {
    Response response{.status = static_cast<int>(parser_->get().result_int())};
    for (const auto& field : parser_->get()) {
      response.headers.emplace_back(field.name_string(), field.value());
    }
    return response;
  }

  // The next piece of the body, valid until the next call; empty at the end.
  Task<std::string_view> read_body() {
    while (!parser_->is_done()) {
      auto& body = parser_->get().body();
      body.data = piece_.data();
      body.size = piece_.size();
      const bool had_input = received_.size() > 0;
      if (had_input) {
        VH_CO_CHECK(parse());
      }
      if (const std::size_t count = piece_.size() - parser_->get().body().size; count > 0) {
        co_return std::string_view{piece_.data(), count};
      }
      if (parser_->is_done()) {
        break;
      }
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        VH_CO_CHECK(parse_end());
      }
    }
    co_return std::string_view{};
  }

  [[nodiscard]] bool is_reusable() const {
    return parser_->is_done() && parser_->keep_alive() && received_.size() == 0;
  }

  [[nodiscard]] bool heard_something() const { return heard_something_; }

  // The error is the source's own: there is no answer to wait for.
  [[nodiscard]] bool source_failed() const { return source_failed_; }

  // What has arrived after the header of an answer that hands the connection over.
  std::string take_received() {
    const auto bytes = received_.cdata();
    std::string text{static_cast<const char*>(bytes.data()), bytes.size()};
    received_.consume(text.size());
    return text;
  }

 private:
  Task<void> send_pieces(const Request& request) {
    while (true) {
      const auto piece = co_await request.source();
      if (!piece) {
        source_failed_ = true;
        co_return std::unexpected(piece.error());
      }
      const std::string chunk = fmt::format("{:x}\r\n{}\r\n", piece->size(), *piece);
      set_deadline(request.deadline);
      VH_CO_CHECK(co_await transport_->write(chunk));
      if (piece->empty()) {
        co_return done();
      }
    }
  }

  // False: the peer has closed.
  Task<bool> fill() {
    const auto space = received_.prepare(kPieceBytes);
    const std::span<char> into{static_cast<char*>(space.data()), space.size()};
    VH_CO_TRY(const std::size_t count, co_await transport_->read_some(into));
    received_.commit(count);
    heard_something_ = heard_something_ || count > 0;
    co_return count > 0;
  }

  Result<void> parse() {
    error_code failure;
    received_.consume(parser_->put(received_.data(), failure));
    return checked(failure);
  }

  Result<void> parse_end() {
    error_code failure;
    parser_->put_eof(failure);
    return checked(failure);
  }

  static Result<void> checked(const error_code& failure) {
    if (!failure || failure == beast::http::error::need_more ||
        failure == beast::http::error::need_buffer) {
      return done();
    }
    return make_error(ErrorCode::failed, {}, {}, "malformed HTTP answer: " + failure.message());
  }

  std::unique_ptr<Transport> transport_;
  asio::steady_timer timer_;
  std::optional<beast::http::response_parser<beast::http::buffer_body>> parser_;
  beast::flat_buffer received_;
  std::array<char, kPieceBytes> piece_;
  milliseconds patience_{0};
  bool overdue_ = false;
  bool heard_something_ = false;
  bool source_failed_ = false;
};

class HijackedStream final : public Stream {
 public:
  explicit HijackedStream(std::shared_ptr<Connection> connection)
      : connection_{std::move(connection)}, early_{connection_->take_received()} {}

  Task<std::string> read() override {
    if (!early_.empty()) {
      co_return std::exchange(early_, {});
    }
    VH_CO_TRY(const std::size_t count, co_await connection_->transport().read_some(buffer_));
    co_return std::string{buffer_.data(), count};
  }

  Task<void> write(std::string bytes) override {
    co_return co_await connection_->transport().write(bytes);
  }

  Task<void> close_write() override { return connection_->transport().close_write(); }

 private:
  std::shared_ptr<Connection> connection_;
  std::string early_;
  std::array<char, kPieceBytes> buffer_{};
};

class BeastClient final : public Client {
 public:
  BeastClient(asio::any_io_executor executor, Endpoint endpoint)
      : executor_{executor},
        shown_{to_text(endpoint)},
        host_{host_header(endpoint)},
        make_transport_{make_transport_factory(std::move(executor), std::move(endpoint))} {}

  Task<Response> send(Request request) override {
    VH_CO_TRY(const auto connection, co_await open(request));
    Response response = connection->response();
    VH_CO_CHECK(co_await collect(*connection, request, response.body));
    keep(connection);
    co_return response;
  }

  Task<Response> stream(Request request, BodySink sink) override {
    VH_CO_TRY(const auto connection, co_await open(request));
    Response response = connection->response();
    if (response.status >= 400) {
      connection->set_deadline(request.deadline);
      VH_CO_CHECK(co_await collect(*connection, request, response.body));
    } else {
      VH_CO_CHECK(co_await deliver(*connection, request, sink));
    }
    keep(connection);
    co_return response;
  }

  Task<Upgrade> upgrade(Request request) override {
    request.headers.emplace_back("Connection", "Upgrade");
    request.headers.emplace_back("Upgrade", "tcp");
    VH_CO_TRY(const auto connection, co_await open(request));
    Upgrade upgrade{.response = connection->response()};
    if (upgrade.response.status == 101 || upgrade.response.status == 200) {
      connection->clear_deadline();
      upgrade.stream = std::make_unique<HijackedStream>(connection);
      co_return upgrade;
    }
    VH_CO_CHECK(co_await collect(*connection, request, upgrade.response.body));
    keep(connection);
    co_return upgrade;
  }

 private:
  static std::string host_header(const Endpoint& endpoint) {
    if (const auto* tcp = std::get_if<TcpEndpoint>(&endpoint)) {
      return tcp->host + ":" + tcp->port;
    }
    if (const auto* tls = std::get_if<TlsEndpoint>(&endpoint)) {
      return tls->host + ":" + tls->port;
    }
    return "localhost";
  }

  // Sends the request on a kept or a new connection and reads the header of the answer.
  Task<std::shared_ptr<Connection>> open(const Request& request) {
    if (!is_one_line(request)) {
      co_return make_error(ErrorCode::failed,
                           fmt::format("cannot send {} {:?}: a path or header with a space, line "
                                       "break or control character",
                                       request.method,
                                       request.target));
    }
    if (const auto kept = take_idle()) {
      auto answered = co_await exchange(*kept, request);
      if (answered) {
        co_return kept;
      }
      if (kept->heard_something() || kept->is_overdue() || !may_repeat(request) ||
          answered.error().code == ErrorCode::cancelled) {
        co_return explained(*kept, request, std::move(answered.error()));
      }
    }
    const auto fresh = std::make_shared<Connection>(executor_, make_transport_());
    fresh->set_deadline(request.deadline);
    auto connected = co_await fresh->transport().connect();
    if (!connected) {
      co_return not_connected(*fresh, request, std::move(connected.error()));
    }
    auto answered = co_await exchange(*fresh, request);
    if (!answered) {
      co_return explained(*fresh, request, std::move(answered.error()));
    }
    co_return fresh;
  }

  Task<void> exchange(Connection& connection, const Request& request) {
    connection.set_deadline(request.deadline);
    auto sent = co_await connection.send_request(request, host_);
    const bool interrupted = connection.is_overdue() || connection.source_failed();
    if (!sent && (interrupted || sent.error().code == ErrorCode::cancelled)) {
      co_return sent;
    }
    // A server that refuses answers without reading to the end, and our write fails.
    auto answered = co_await connection.read_header();
    if (!sent && !answered) {
      co_return sent;
    }
    co_return answered;
  }

  Task<void> collect(Connection& connection, const Request& request, std::string& body) {
    while (true) {
      auto piece = co_await connection.read_body();
      if (!piece) {
        co_return explained(connection, request, std::move(piece.error()));
      }
      if (piece->empty()) {
        co_return done();
      }
      body += *piece;
    }
  }

  Task<void> deliver(Connection& connection, const Request& request, const BodySink& sink) {
    connection.clear_deadline();
    while (true) {
      if (request.silence) {
        connection.set_deadline(*request.silence);
      }
      auto piece = co_await connection.read_body();
      if (!piece) {
        co_return explained(connection, request, std::move(piece.error()));
      }
      if (piece->empty()) {
        co_return done();
      }
      VH_CO_CHECK(sink(*piece));
    }
  }

  std::unexpected<Error> not_connected(Connection& connection,
                                       const Request& request,
                                       Error error) {
    if (connection.is_overdue()) {
      return explained(connection, request, std::move(error));
    }
    error.message = fmt::format("cannot connect to {}", shown_);
    return std::unexpected(std::move(error));
  }

  std::unexpected<Error> explained(Connection& connection, const Request& request, Error error) {
    if (connection.source_failed()) {
      return std::unexpected(std::move(error));
    }
    const std::string what = fmt::format("{} {}", request.method, request.target);
    if (connection.is_overdue()) {
      return make_error(ErrorCode::timeout,
                        fmt::format("{} at {}: nothing came within {}",
                                    what,
                                    shown_,
                                    human_duration(connection.patience())),
                        {},
                        connection.transport().diagnosis());
    }
    if (std::string said = connection.transport().diagnosis(); !said.empty()) {
      error.cause = std::move(said);
    }
    error.message = fmt::format("{} at {} failed", what, shown_);
    return std::unexpected(std::move(error));
  }

  std::shared_ptr<Connection> take_idle() {
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (!connection->transport().is_stale()) {
        return connection;
      }
    }
    return nullptr;
  }

  void keep(std::shared_ptr<Connection> connection) {
    connection->clear_deadline();
    if (connection->is_reusable()) {
      idle_.push_back(std::move(connection));
    }
  }

  asio::any_io_executor executor_;
  std::string shown_;
  std::string host_;
  TransportFactory make_transport_;
  std::vector<std::shared_ptr<Connection>> idle_;
};

}  // namespace

std::unique_ptr<Client> make_client(asio::any_io_executor executor, Endpoint endpoint) {
  return std::make_unique<BeastClient>(std::move(executor), std::move(endpoint));
}

}  // namespace voicehub::http
