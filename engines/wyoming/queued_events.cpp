#include "engines/wyoming/queued_events.hpp"

#include <functional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace voicehub::engines::wyoming {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Submitted = std::expected<WorkQueue::Ticket, Busy>;

asio::awaitable<Submitted> submit(Peer& peer,
                                  Workshop& workshop,
                                  Lane lane,
                                  WorkQueue::Job job,
                                  std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kPause{20};
  const auto until = Clock::now() + patience;
  Submitted ticket = workshop.queue.submit(lane, job);
  while (!ticket && Clock::now() < until && !peer.gone().stop_requested()) {
    asio::steady_timer pause{workshop.executor, kPause};
    co_await pause.async_wait(asio::use_awaitable);
    ticket = workshop.queue.submit(lane, job);
  }
  co_return ticket;
}

}  // namespace

asio::awaitable<bool> send_from_queue(Peer& peer,
                                      Workshop& workshop,
                                      Lane lane,
                                      AnswerWork work,
                                      std::chrono::milliseconds patience) {
  auto pipe = std::make_shared<Pipe>(workshop.executor, Clock::now() + workshop.time_limit);
  WorkQueue::Job job = [pipe, work = std::move(work)](const std::stop_token& stop) {
    pipe->finish(work(*pipe, stop));
  };
  auto ticket = co_await submit(peer, workshop, lane, std::move(job), patience);
  if (!ticket) {
    co_return co_await fail(peer,
                            "busy",
                            fmt::format("the engine has more to do than it can; try again in {} s",
                                        ticket.error().retry_after.count()));
  }
  // Also at the end: a worker that is ahead of a client that has gone would wait forever.
  const auto let_go = [&ticket, pipe] {
    ticket->cancel();
    pipe->abandon();
    pipe->finish(make_error(ErrorCode::cancelled, "the client has gone"));
  };
  const std::stop_callback<std::function<void()>> on_gone{peer.gone(), let_go};
  while (true) {
    auto piece = co_await pipe->next();
    if (!piece) {
      let_go();
      co_return co_await fail(peer, code_of(piece.error()), text_of(piece.error()));
    }
    if (!*piece) {
      co_return true;
    }
    if (!co_await peer.send(std::move(**piece))) {
      let_go();
      co_return false;
    }
  }
}

}  // namespace voicehub::engines::wyoming
