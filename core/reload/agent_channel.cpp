#include "core/reload/agent_channel.hpp"

#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/agent/lines.hpp"
#include "core/base/text.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::reload {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kPrompt = 10s;

std::int64_t number(const AgentReply& reply, std::size_t index) {
  std::int64_t value = 0;
  if (index < reply.size()) {
    std::from_chars(reply[index].data(), reply[index].data() + reply[index].size(), value);
  }
  return value;
}

Result<AgentReply> outcome_of(AgentReply last) {
  const std::string word = last.front();
  const std::string text = last.size() > 1 ? last[1] : std::string{};
  if (word == "done") {
    last.erase(last.begin());
    return last;
  }
  if (word == "busy") {
    return make_error(ErrorCode::conflict,
                      "the server in the container is being restarted by somebody else",
                      "try again in a moment");
  }
  return make_error(word == "unavailable" ? ErrorCode::unsupported : ErrorCode::failed, text);
}

bool is_last(const AgentReply& reply) {
  const std::string& word = reply.front();
  return word == "done" || word == "failed" || word == "busy" || word == "unavailable";
}

}  // namespace

struct AgentChannel::Pending {
  explicit Pending(const asio::any_io_executor& executor) : answered{executor} {}

  asio::steady_timer answered;
  ReplySink each;
  AgentReply last;
};

AgentChannel::AgentChannel(asio::any_io_executor executor,
                           std::unique_ptr<docker::ExecSession> session,
                           ReplySink unasked)
    : executor_{std::move(executor)}, session_{std::move(session)}, unasked_{std::move(unasked)} {}

AgentChannel::~AgentChannel() = default;

Task<std::unique_ptr<AgentChannel>> AgentChannel::open(docker::Api& docker,
                                                       docker::ContainerId container,
                                                       std::string name,
                                                       ReplySink unasked) {
  docker::ExecRequest request{.container = std::move(container),
                              .command = {std::string{kAgent}, "control", std::move(name)},
                              .attach_stdin = true};
  VH_CO_TRY(auto session, co_await docker.open_exec(std::move(request)));
  co_return std::unique_ptr<AgentChannel>{
      new AgentChannel{co_await asio::this_coro::executor, std::move(session), std::move(unasked)}};
}

Task<void> AgentChannel::read_to_end() {
  while (open_) {
    auto piece = co_await session_->read_streams();
    if (!piece || piece->is_end()) {
      break;
    }
    complaint_ += piece->error_output;
    lines_.add(piece->output);
    while (const auto line = lines_.next()) {
      take(*line);
    }
  }
  close();
  co_return done();
}

void AgentChannel::take(const std::string& line) {
  AgentReply reply = agent::split_line(line);
  const std::string id = reply.front();
  reply.erase(reply.begin());
  if (reply.empty()) {
    return;
  }
  if (reply.front() == "exited" && id == "0") {
    exit_code_ = static_cast<int>(number(reply, 2));
  } else if (reply.front() == "started") {
    exit_code_.reset();
  }
  if (id == "0") {
    if (unasked_) {
      unasked_(reply);
    }
    return;
  }
  const auto found = pending_.find(id);
  if (found == pending_.end()) {
    return;  // nobody waits for it any more
  }
  Pending& pending = *found->second;
  if (is_last(reply)) {
    pending.last = std::move(reply);
    pending.answered.cancel();
  } else if (pending.each) {
    pending.each(reply);
  }
}

void AgentChannel::close() {
  open_ = false;
  for (auto& [id, pending] : pending_) {
    pending->answered.cancel();
  }
  if (unasked_) {
    unasked_({"closed"});
  }
}

Task<AgentReply> AgentChannel::request(std::vector<std::string> words,
                                       std::chrono::milliseconds deadline,
                                       ReplySink each) {
  Pending pending{executor_};
  pending.each = std::move(each);
  const std::string id = std::to_string(++last_id_);
  const std::string what = words.front();
  words.insert(words.begin(), id);
  pending_[id] = &pending;
  pending.answered.expires_after(deadline);

  // Leaves the list however this ends, also by being cancelled: `pending` is in this frame.
  struct Withdraw {
    std::map<std::string, Pending*>& list;
    const std::string& id;

    ~Withdraw() { list.erase(id); }
  } const withdraw{pending_, id};

  if (open_) {
    VH_CO_CHECK(co_await session_->write(agent::join_line(words)));
  }
  const bool waits = open_ && pending.last.empty();
  if (waits) {
    co_await pending.answered.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (!pending.last.empty()) {
    co_return outcome_of(std::move(pending.last));
  }
  if (open_) {
    co_return make_error(ErrorCode::timeout,
                         fmt::format("the agent in the container has not answered '{}' in {}",
                                     what,
                                     human_duration(deadline)));
  }
  co_return make_error(ErrorCode::not_found,
                       "the connection to the agent in the container has ended",
                       {},
                       std::string{trim(complaint_)});
}

Task<ServerState> AgentChannel::hello() {
  VH_CO_TRY(const AgentReply reply, co_await request({"hello"}, kPrompt));
  co_return ServerState{.pid = number(reply, 1), .loaded_ns = number(reply, 2)};
}

Task<std::string> AgentChannel::look(std::vector<std::string> words) {
  constexpr auto kTrees = 5min;  // as for a look by exec
  words.insert(words.begin(), "look");
  VH_CO_TRY(AgentReply reply, co_await request(std::move(words), kTrees));
  co_return reply.empty() ? std::string{} : std::move(reply.front());
}

namespace {

// The reader may end before the work does, which then finds that out by itself.
Task<void> read_until_cancelled(AgentChannel& agent) {
  VH_CO_CHECK(co_await agent.read_to_end());
  asio::steady_timer never{co_await asio::this_coro::executor,
                           asio::steady_timer::time_point::max()};
  co_await never.async_wait(asio::use_awaitable);
  co_return done();
}

}  // namespace

Task<void> converse(docker::Api& docker,
                    docker::ContainerSummary container,
                    ReplySink unasked,
                    std::function<Task<void>(AgentChannel& agent)> work) {
  using asio::experimental::awaitable_operators::operator||;
  VH_CO_TRY(
      auto agent,
      co_await AgentChannel::open(docker, container.id, container.name(), std::move(unasked)));
  auto outcome = co_await (work(*agent) || read_until_cancelled(*agent));
  co_return std::get<0>(std::move(outcome));
}

}  // namespace voicehub::reload
