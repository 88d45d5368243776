#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "core/agent/lines.hpp"
#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::reload {

// The running server, as its agent tells it.
struct ServerState {
  std::int64_t pid = 0;  // in the container; 0: none runs
  // Since boot: when it was started, or has reloaded its source by itself.
  std::int64_t loaded_ns = 0;
};

// A line of the agent's without the id: {"started", "17", "812345"}.
using AgentReply = std::vector<std::string>;
using ReplySink = std::function<void(const AgentReply& reply)>;

// A conversation with the agent of one container, over one `exec` that stays open: a request costs
// a round trip through the daemon and no new process. Requests may overlap; each ends with the
// agent's own last word. docs/agent.md lists them.
class AgentChannel {
 public:
  // `name`: the container's, which its agent was started with. `unasked` gets what the agent tells
  // by itself: {"exited", PID, CODE}, {"status", TEXT}; and {"closed"} when the channel has ended.
  [[nodiscard]] static Task<std::unique_ptr<AgentChannel>> open(docker::Api& docker,
                                                                docker::ContainerId container,
                                                                std::string name,
                                                                ReplySink unasked);
  ~AgentChannel();

  // Hands on what arrives until the container, the agent or the connection ends. converse() runs
  // this beside the requests.
  [[nodiscard]] Task<void> read_to_end();

  [[nodiscard]] bool is_open() const { return open_; }

  // The code of a server that has ended by itself since it was last started; nothing while it runs.
  [[nodiscard]] std::optional<int> exit_code() const { return exit_code_; }

  // The fields after `done`. `failed` and `unavailable` are errors (failed, unsupported) with the
  // agent's text as the message; `busy` is a conflict. Other replies go to `each` as they come.
  [[nodiscard]] Task<AgentReply> request(std::vector<std::string> words,
                                         std::chrono::milliseconds deadline,
                                         ReplySink each = {});

  [[nodiscard]] Task<ServerState> hello();
  // The answer to question_words() of core/verify, as the server's mount namespace gives it.
  [[nodiscard]] Task<std::string> look(std::vector<std::string> words);

 private:
  struct Pending;

  AgentChannel(boost::asio::any_io_executor executor,
               std::unique_ptr<docker::ExecSession> session,
               ReplySink unasked);
  void take(const std::string& line);
  void close();

  boost::asio::any_io_executor executor_;
  std::unique_ptr<docker::ExecSession> session_;
  ReplySink unasked_;
  std::map<std::string, Pending*> pending_;  // by id
  agent::LineReader lines_{std::numeric_limits<std::size_t>::max()};
  std::string complaint_;  // what the control program wrote to its error output
  std::uint64_t last_id_ = 0;
  std::optional<int> exit_code_;
  bool open_ = true;
};

// A channel to the agent of a container for as long as `work` takes. Fails when there is no agent
// to talk to; else with what `work` returns. When the container ends meanwhile, requests fail and
// `work` is expected to return.
[[nodiscard]] Task<void> converse(docker::Api& docker,
                                  docker::ContainerSummary container,
                                  ReplySink unasked,
                                  std::function<Task<void>(AgentChannel& agent)> work);

}  // namespace voicehub::reload
