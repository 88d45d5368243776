#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/http/connection.hpp"

namespace voicehub::http {
namespace {

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

// tcp://[::1]:2375 → [::1]:2375. A socket and a command have no host, and HTTP wants one.
std::string host_header(std::string_view shown) {
  constexpr std::string_view kTcp = "tcp://";
  return std::string{shown.starts_with(kTcp) ? shown.substr(kTcp.size()) : "localhost"};
}

bool may_repeat(const Request& request) {
  return !request.source && request.method != "POST" && request.method != "PATCH";
}

class HijackedStream final : public Stream {
 public:
  explicit HijackedStream(std::shared_ptr<Connection> connection)
      : connection_{std::move(connection)} {}

  Task<std::string> read() override { return connection_->read_raw(); }

  Task<void> write(std::string bytes) override {
    co_return co_await connection_->transport().write(bytes);
  }

  Task<void> close_write() override { return connection_->transport().close_write(); }

 private:
  std::shared_ptr<Connection> connection_;
};

class PooledClient final : public Client {
 public:
  PooledClient(boost::asio::any_io_executor executor, Endpoint endpoint)
      : executor_{executor},
        shown_{to_text(endpoint)},
        host_{host_header(shown_)},
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
    if (std::ranges::count(request.headers, "Upgrade", &Headers::value_type::first) == 0) {
      request.headers.emplace_back("Upgrade", "tcp");
    }
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
      kept->set_deadline(request.deadline);
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

  boost::asio::any_io_executor executor_;
  std::string shown_;
  std::string host_;
  TransportFactory make_transport_;
  std::vector<std::shared_ptr<Connection>> idle_;
};

}  // namespace

std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, Endpoint endpoint) {
  return std::make_unique<PooledClient>(std::move(executor), std::move(endpoint));
}

}  // namespace voicehub::http
