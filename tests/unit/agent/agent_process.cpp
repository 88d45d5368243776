#include "tests/unit/agent/agent_process.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "core/agent/abstract_socket.hpp"
#include "core/agent/files.hpp"
#include "core/agent/processes.hpp"

namespace voicehub::agent::test {
namespace {

using Clock = std::chrono::steady_clock;

bool ends_request(const std::string& word) {
  return word == "done" || word == "failed" || word == "busy" || word == "unavailable";
}

Fields run_words(const std::string& name, const Fields& server, const Fields& options) {
  Fields all{"run", "--name", name};
  all.insert(all.end(), options.begin(), options.end());
  all.emplace_back("--");
  all.insert(all.end(), server.begin(), server.end());
  return program(all);
}

// Whoever is left without a parent becomes ours; and so on, until nobody is left.
void kill_children() {
  for (bool found = true; found;) {
    found = false;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
      const int pid = std::atoi(entry.path().filename().c_str());
      const auto process = pid > 0 ? find_process(pid) : std::nullopt;
      if (process && process->parent == getpid()) {
        kill(pid, SIGKILL);
        found = waitpid(pid, nullptr, 0) == pid || found;
      }
    }
  }
}

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (!condition()) {
    if (Clock::now() > end) {
      return false;
    }
    poll(nullptr, 0, 2);
  }
  return true;
}

Client::Client(const std::string& agent) {
  const bool connected = eventually([&] {
    file_ = connect_abstract(control_address(agent));
    return file_.valid();
  });
  if (!connected) {
    ADD_FAILURE() << "nobody at the control socket of " << agent;
  }
}

void Client::send(const std::string& bytes) const {
  ::send(file_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::optional<std::string> Client::line(std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  for (;;) {
    if (auto text = lines_.next()) {
      return text;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd file{.fd = file_.number(), .events = POLLIN, .revents = 0};
    if (left < 0ms || poll(&file, 1, static_cast<int>(left.count())) <= 0) {
      ADD_FAILURE() << "no reply";
      return std::nullopt;
    }
    std::array<char, 65536> buffer;
    const ssize_t count = recv(file_.number(), buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      return std::nullopt;
    }
    lines_.add({buffer.data(), static_cast<std::size_t>(count)});
  }
}

Fields Client::next() {
  const auto text = line(20s);
  return text ? split_line(*text) : Fields{};
}

std::vector<Fields> Client::ask(Fields request) {
  const std::string id = std::to_string(++requests_);
  request.insert(request.begin(), id);
  send(join_line(request));
  std::vector<Fields> replies;
  for (Fields reply = next(); reply.size() > 1; reply = next()) {
    Fields rest{reply.begin() + 1, reply.end()};
    if (reply.front() != id) {
      news_.push_back(std::move(rest));
      continue;
    }
    replies.push_back(rest);
    if (ends_request(rest.front())) {
      break;
    }
  }
  return replies;
}

Fields Client::news() {
  if (news_.empty()) {
    const Fields fields = next();
    return fields.size() > 1 && fields.front() == "0" ? Fields{fields.begin() + 1, fields.end()}
                                                      : Fields{};
  }
  Fields first = news_.front();
  news_.erase(news_.begin());
  return first;
}

bool Client::has_ended() {
  std::array<char, 65536> buffer;
  pollfd file{.fd = file_.number(), .events = POLLIN, .revents = 0};
  while (poll(&file, 1, 20'000) == 1) {
    if (recv(file_.number(), buffer.data(), buffer.size(), 0) <= 0) {
      return true;
    }
  }
  return false;
}

void Client::end_input() const {
  shutdown(file_.number(), SHUT_WR);
}

std::string words(const std::vector<Fields>& replies) {
  Fields all;
  for (const Fields& reply : replies) {
    all.push_back(reply.front());
  }
  return join(all);
}

std::string join(const Fields& fields) {
  std::string text;
  for (const std::string& field : fields) {
    text += (text.empty() ? "" : " ") + field;
  }
  return text;
}

Agent::Agent(const Fields& server, const Fields& options)
    : name_{unique_name()},
      process_{scenario::Process::start(run_words(name_, server, options), {})} {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Agent::~Agent() {
  kill_children();
}

bool is_emulated() {
  return std::getenv("VOICEHUB_TEST_EMULATOR") != nullptr;
}

Fields program(const Fields& words) {
  Fields all{AGENT_PROGRAM};
#ifdef ARM64_AGENT_PROGRAM
  if (is_emulated()) {
    all = {std::getenv("VOICEHUB_TEST_EMULATOR"), ARM64_AGENT_PROGRAM};
  }
#endif
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::string unique_name() {
  static int count = 0;
  return "test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

std::uint16_t free_port() {
  sockaddr_in address{.sin_family = AF_INET,
                      .sin_port = 0,
                      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
                      .sin_zero = {}};
  socklen_t size = sizeof address;
  const Descriptor file{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  bind(file.number(), reinterpret_cast<sockaddr*>(&address), size);
  getsockname(file.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool is_alive(pid_t pid) {
  const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  return stat && !stat->contains(") Z ");
}

}  // namespace voicehub::agent::test
