#include "core/agent/control_client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "core/agent/abstract_socket.hpp"
#include "core/agent/descriptor.hpp"
#include "core/agent/files.hpp"
#include "core/agent/lines.hpp"
#include "core/agent/look.hpp"

namespace voicehub::agent {
namespace {

// A `look` names every file that is watched.
constexpr std::size_t kLongestRequest = 16UL << 20U;
constexpr std::size_t kFirstPath = 4;  // ID look LEAVE_OUT FLAGS PATH…

std::string look_at(const std::vector<std::string>& fields) {
  if (fields.size() <= kFirstPath) {
    return join_line({fields.front(), "failed", "look LEAVE_OUT FLAGS PATH..."});
  }
  const Look look{.leave_out = fields[2],
                  .flags = fields[3],
                  .paths = std::vector<std::string>(fields.begin() + kFirstPath, fields.end())};
  return join_line({fields.front(), "done", describe_system("self") + describe_paths(look)});
}

bool pass_on(const std::string& line, int agent) {
  const std::vector<std::string> fields = split_line(line);
  if (fields.size() > 1 && fields[1] == "look") {
    return write_all(STDOUT_FILENO, look_at(fields));
  }
  return write_all(agent, line + '\n');
}

// False when one of the two has ended. `input` may be empty for that reason.
bool carry_requests(LineReader& input, int agent) {
  std::array<char, 65536> buffer;
  const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
  if (count <= 0) {
    return count < 0 && errno == EINTR;
  }
  input.add({buffer.data(), static_cast<std::size_t>(count)});
  while (const auto line = input.next()) {
    if (!pass_on(*line, agent)) {
      return false;
    }
  }
  return !input.too_long();
}

bool carry_replies(int agent) {
  std::array<char, 65536> buffer;
  const ssize_t count = read(agent, buffer.data(), buffer.size());
  return count > 0 ? write_all(STDOUT_FILENO, {buffer.data(), static_cast<std::size_t>(count)})
                   : count < 0 && errno == EINTR;
}

}  // namespace

int run_control(const std::string& name) {
  signal(SIGPIPE, SIG_IGN);
  const Descriptor agent = connect_abstract(control_address(name));
  if (!agent.valid() || !peer_is_neighbour(agent.number())) {
    say("no agent '" + name + "' here: " + std::strerror(agent.valid() ? EPERM : errno));
    return 1;
  }
  LineReader input{kLongestRequest};
  std::array<pollfd, 2> files{{{.fd = agent.number(), .events = POLLIN, .revents = 0},
                               {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}}};
  for (;;) {
    if (poll(files.data(), files.size(), -1) < 0 && errno != EINTR) {
      return 1;
    }
    if (files[0].revents != 0 && !carry_replies(agent.number())) {
      return 0;
    }
    if (files[1].revents != 0 && !carry_requests(input, agent.number())) {
      // The agent ends the connection when it has answered what was asked.
      shutdown(agent.number(), SHUT_WR);
      files[1].fd = -1;
    }
  }
}

}  // namespace voicehub::agent
