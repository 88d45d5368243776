#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/docker/frames.hpp"
#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"
#include "core/docker/output_reader.hpp"

namespace voicehub::docker {
namespace {

namespace asio = boost::asio;

Target exec_path(const std::string& id, std::string_view action) {
  return {fmt::format("/exec/{}{}", percent_encoded(id), action)};
}

Call start_call(const std::string& id, const ExecRequest& request) {
  return {.what = fmt::format("run {} in container {}",
                              request.command.empty() ? "" : request.command.front(),
                              request.container.brief()),
          .method = "POST",
          .target = exec_path(id, "/start"),
          .body = to_json(ExecStart{request.tty}),
          .deadline = request.deadline};
}

// The daemon closes the output a moment before it notes the exit code.
Task<int> exit_code_of(Daemon& daemon, std::string id) {
  constexpr int kLooks = 200;
  constexpr std::chrono::milliseconds kPause{10};
  asio::steady_timer pause{co_await asio::this_coro::executor};
  for (int look = 0; look < kLooks; ++look) {
    Call call{.what = "ask for the exit code of a command",
              .method = "GET",
              .target = exec_path(id, "/json")};
    VH_CO_TRY(const std::string body, co_await daemon.send(std::move(call)));
    VH_CO_TRY(const ExecState state, parse_exec_state(body));
    if (!state.running) {
      co_return state.exit_code;
    }
    pause.expires_after(kPause);
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return make_error(ErrorCode::timeout,
                       "the command in the container closed its output and goes on running");
}

class HttpExecSession final : public ExecSession {
 public:
  HttpExecSession(Daemon& daemon, std::string id, bool tty, std::unique_ptr<http::Stream> stream)
      : daemon_{daemon}, id_{std::move(id)}, stream_{std::move(stream)}, output_{tty} {}

  Task<ExecOutput> read_streams() override { return output_.read(*stream_); }

  Task<void> write(std::string bytes) override { return stream_->write(std::move(bytes)); }

  Task<void> close_input() override { return stream_->close_write(); }

  Task<void> resize(int rows, int columns) override {
    Call call{.what = "resize the terminal in the container",
              .method = "POST",
              .target = exec_path(id_, "/resize")
                            .add("h", std::to_string(rows))
                            .add("w", std::to_string(columns))};
    VH_CO_CHECK(co_await daemon_.send(std::move(call)));
    co_return done();
  }

  Task<int> exit_code() override { return exit_code_of(daemon_, id_); }

 private:
  Daemon& daemon_;
  std::string id_;
  std::unique_ptr<http::Stream> stream_;
  OutputReader output_;
};

}  // namespace

Task<std::string> ExecSession::read() {
  VH_CO_TRY(ExecOutput piece, co_await read_streams());
  co_return piece.output + piece.error_output;
}

Task<std::string> HttpApi::create_exec(const ExecRequest& request) {
  Call call{.what = fmt::format("run a command in container {}", request.container.brief()),
            .method = "POST",
            .target = {fmt::format("/containers/{}/exec", percent_encoded(request.container.text))},
            .body = to_json(request)};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_id(body);
}

Task<ExecReply> HttpApi::exec(ExecRequest request) {
  VH_CO_TRY(const std::string id, co_await create_exec(request));
  // Not an upgrade but a plain answer that ends with the output: it has one deadline for all of it.
  VH_CO_TRY(const std::string output, co_await daemon_.send(start_call(id, request)));
  ExecReply reply;
  if (request.tty) {
    reply.output = output;
  } else {
    FrameReader frames;
    VH_CO_CHECK(frames.feed(output, [&reply](OutputStream stream, std::string_view bytes) {
      (stream == OutputStream::standard_error ? reply.error_output : reply.output) += bytes;
      return done();
    }));
  }
  VH_CO_TRY(reply.exit_code, co_await exit_code_of(daemon_, id));
  co_return reply;
}

Task<std::unique_ptr<ExecSession>> HttpApi::open_exec(ExecRequest request) {
  VH_CO_TRY(std::string id, co_await create_exec(request));
  VH_CO_TRY(auto stream, co_await daemon_.hijack(start_call(id, request)));
  co_return std::make_unique<HttpExecSession>(
      daemon_, std::move(id), request.tty, std::move(stream));
}

}  // namespace voicehub::docker
