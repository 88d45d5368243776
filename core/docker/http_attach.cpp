#include <fmt/format.h>

#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"
#include "core/docker/output_reader.hpp"

namespace voicehub::docker {
namespace {

Call container_call(const ContainerId& id, std::string_view action, std::string what) {
  return {.what = fmt::format("{} container {}", what, id.text),
          .method = "POST",
          .target = {fmt::format("/containers/{}/{}", percent_encoded(id.text), action)}};
}

// Ctrl-P Ctrl-Q, which the daemon takes as the wish to leave. It may come in two pieces.
class LeavingKeys {
 public:
  void look_at(std::string_view typed) {
    for (const char key : typed) {
      left_ = left_ || (before_ == '\x10' && key == '\x11');
      before_ = key;
    }
  }

  [[nodiscard]] bool pressed() const { return left_; }

 private:
  char before_ = '\0';
  bool left_ = false;
};

class AttachedContainer final : public ExecSession {
 public:
  AttachedContainer(HttpApi& api,
                    Daemon& daemon,
                    AttachRequest request,
                    std::unique_ptr<http::Stream> ending,
                    std::unique_ptr<http::Stream> stream)
      : api_{api},
        daemon_{daemon},
        request_{std::move(request)},
        output_{request_.tty},
        ending_{std::move(ending)},
        stream_{std::move(stream)} {}

  Task<ExecOutput> read_streams() override { return output_.read(*stream_); }

  Task<void> write(std::string bytes) override {
    if (!request_.input) {
      co_return make_error(ErrorCode::failed, "the container takes no input");
    }
    keys_.look_at(bytes);
    co_return co_await stream_->write(std::move(bytes));
  }

  Task<void> close_input() override {
    if (request_.input) {
      co_return co_await stream_->close_write();
    }
    co_return done();
  }

  Task<void> resize(int rows, int columns) override {
    Call call = container_call(request_.container, "resize", "resize the terminal of");
    call.target.add("h", std::to_string(rows)).add("w", std::to_string(columns));
    VH_CO_CHECK(co_await daemon_.send(std::move(call)));
    co_return done();
  }

  Task<int> exit_code() override {
    if (request_.tty && keys_.pressed()) {
      const auto details = co_await api_.inspect_container(request_.container);
      if (details && details->state.running) {
        co_return 0;
      }
    }
    // The stream is the bare connection: the object stands between the marks of chunks.
    std::string answer;
    while (!answer.contains("}\n")) {
      VH_CO_TRY(const std::string piece, co_await ending_->read());
      if (piece.empty()) {
        break;
      }
      answer += piece;
    }
    const auto first = answer.find('{');
    const auto last = answer.rfind('}');
    if (first == std::string::npos || last == std::string::npos) {
      co_return make_error(ErrorCode::failed,
                           "the daemon did not say how the container ended",
                           fmt::format("docker inspect {}", request_.container.text));
    }
    co_return parse_wait(answer.substr(first, last - first + 1));
  }

 private:
  HttpApi& api_;
  Daemon& daemon_;
  AttachRequest request_;
  OutputReader output_;
  std::unique_ptr<http::Stream> ending_;
  std::unique_ptr<http::Stream> stream_;
  LeavingKeys keys_;
};

}  // namespace

Task<std::unique_ptr<ExecSession>> HttpApi::attach_container(AttachRequest request) {
  // The wait comes first and is a stream of its own: its header says that the daemon waits, so that
  // no end is missed, however soon it comes and even if the container goes with it.
  Call wait = container_call(request.container, "wait", "wait for");
  wait.target.add("condition", request.auto_removed ? "removed" : "next-exit");
  VH_CO_TRY(auto ending, co_await daemon_.hijack(std::move(wait)));
  Call attach = container_call(request.container, "attach", "attach to");
  attach.target.add("stream", "1").add("stdout", "1").add("stderr", "1");
  attach.target.add_flag("stdin", request.input);
  VH_CO_TRY(auto stream, co_await daemon_.hijack(std::move(attach)));
  co_return std::make_unique<AttachedContainer>(
      *this, daemon_, std::move(request), std::move(ending), std::move(stream));
}

}  // namespace voicehub::docker
