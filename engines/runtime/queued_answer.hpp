#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "engines/runtime/http_message.hpp"
#include "engines/runtime/pipe.hpp"
#include "engines/runtime/work_queue.hpp"

namespace voicehub::engines {

// Where the work of answers is done. The queue ends before the executor's context does, because its
// jobs hold timers of it.
struct Workshop {
  WorkQueue& queue;
  boost::asio::any_io_executor executor;  // the server's
  std::chrono::seconds time_limit{60};    // of one request
};

// One answer's work, on a worker: puts the pieces of the body into the pipe. What it fails with
// before the first piece is the answer.
using AnswerWork = std::function<Result<void>(Pipe& pipe, std::stop_token stop)>;

// The answer, once its first piece is there; the rest is sent as it is made. Its work ends when the
// client goes. A full queue is 429 with Retry-After.
[[nodiscard]] boost::asio::awaitable<Response> queued_answer(
    Workshop& workshop, Lane lane, AnswerWork work, std::string content_type, std::stop_token gone);

// The whole body at once, with its length. An error of its making is the answer instead.
[[nodiscard]] boost::asio::awaitable<Response> gathered(Response response);

// An error in one line, with what to do about it.
[[nodiscard]] std::string text_of(const Error& error);

// An error as a client reads it, with the status that fits its kind. `param`: the field of the
// request whose fault it is.
[[nodiscard]] Response error_response(const Error& error, std::string param = {});

// 503 with Retry-After: the model is on its way.
[[nodiscard]] Response still_loading();

}  // namespace voicehub::engines
