#include "engines/runtime/queued_answer.hpp"

#include <memory>
#include <utility>

namespace voicehub::engines {
namespace {

using Clock = std::chrono::steady_clock;

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
    case ErrorCode::not_found:
    case ErrorCode::unsupported: return 400;
    case ErrorCode::timeout: return 504;
    case ErrorCode::cancelled: return 499;
    default: return 500;
  }
}

Response with_retry(Response refusal, std::chrono::seconds after) {
  refusal.headers.emplace_back("Retry-After", std::to_string(after.count()));
  return refusal;
}

// The pieces of one answer. Its making ends when nobody has it any more, or the client goes.
class Answer {
 public:
  Answer(WorkQueue::Ticket ticket, std::shared_ptr<Pipe> pipe, const std::stop_token& gone)
      : ticket_{std::move(ticket)}, pipe_{std::move(pipe)}, on_gone_{gone, [this] { end(); }} {}

  ~Answer() { end(); }

  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // Waits for the first piece, so that what fails before there is one has a status of its own.
  Task<void> begin() {
    VH_CO_TRY(first_, co_await pipe_->next());
    co_return done();
  }

  Task<std::optional<std::string>> next() {
    if (first_) {
      co_return std::exchange(first_, std::nullopt);
    }
    co_return co_await pipe_->next();
  }

 private:
  void end() {
    ticket_.cancel();
    pipe_->abandon();
  }

  WorkQueue::Ticket ticket_;
  std::shared_ptr<Pipe> pipe_;
  std::optional<std::string> first_;
  std::stop_callback<std::function<void()>> on_gone_;
};

}  // namespace

boost::asio::awaitable<Response> queued_answer(Workshop& workshop,
                                               Lane lane,
                                               AnswerWork work,
                                               std::string content_type,
                                               std::stop_token gone) {
  auto pipe = std::make_shared<Pipe>(workshop.executor, Clock::now() + workshop.time_limit);
  auto ticket =
      workshop.queue.submit(lane, [pipe, work = std::move(work)](const std::stop_token& stop) {
        pipe->finish(work(*pipe, stop));
      });
  if (!ticket) {
    co_return with_retry(error_response(429, "the engine has more to do than it can; try again"),
                         ticket.error().retry_after);
  }
  const auto answer = std::make_shared<Answer>(std::move(*ticket), pipe, gone);
  if (const auto begun = co_await answer->begin(); !begun) {
    co_return error_response(begun.error());
  }
  co_return Response{.content_type = std::move(content_type),
                     .pieces = [answer] { return answer->next(); }};
}

boost::asio::awaitable<Response> gathered(Response response) {
  if (!response.pieces) {
    co_return response;
  }
  while (true) {
    auto piece = co_await response.pieces();
    if (!piece) {
      co_return error_response(piece.error());
    }
    if (!*piece) {
      break;
    }
    response.body += **piece;
  }
  response.pieces = nullptr;
  co_return response;
}

std::string text_of(const Error& error) {
  return error.message + (error.hint.empty() ? "" : "; " + error.hint);
}

Response error_response(const Error& error, std::string param) {
  return error_response(status_of(error.code), text_of(error), std::move(param));
}

Response still_loading() {
  return with_retry(error_response(503, "the model is being loaded; try again"),
                    std::chrono::seconds{1});
}

}  // namespace voicehub::engines
