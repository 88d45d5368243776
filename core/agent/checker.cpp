#include "core/agent/checker.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

#include "core/agent/spawn.hpp"

namespace voicehub::agent {
namespace {

constexpr std::chrono::seconds kDeadline{10};
constexpr std::size_t kMostWaiting = 64;
constexpr std::size_t kLongestAnswer = 1UL << 20U;

// Its name keeps it apart from servers (core/verify/server_start.cpp): it may be older than the one
// that runs. One line of two hexadecimal words in, one out; an empty line means that it compiles.
constexpr const char* kProgram = R"(
import sys, traceback
try:
    with open('/proc/self/comm', 'w') as name:
        name.write('voicehub-check')
except OSError:
    pass
for line in sys.stdin.buffer:
    path, shown = (bytes.fromhex(word).decode('utf-8', 'surrogateescape')
                   for word in line.decode().split())
    text = ''
    try:
        with open(path, 'rb') as file:
            compile(file.read(), path, 'exec', dont_inherit=True)
    except Exception as error:
        if isinstance(error, SyntaxError):
            error.filename = shown
        text = ''.join(traceback.format_exception_only(type(error), error)).strip()
    sys.stdout.write(text.encode('utf-8', 'surrogateescape')[:100000].hex() + '\n')
    sys.stdout.flush()
)";

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 0xFU];
  }
  return hex;
}

unsigned digit(char letter) {
  return static_cast<unsigned>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>((digit(hex[i]) << 4U) | digit(hex[i + 1]));
  }
  return bytes;
}

std::vector<std::string> own_environment() {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    all.emplace_back(*variable);
  }
  return all;
}

}  // namespace

Checker::Checker(Loop& loop, Handler handler)
    : loop_{loop}, handler_{std::move(handler)}, answers_{kLongestAnswer} {}

void Checker::check(const Ticket& ticket, const std::string& interpreter, const PythonFile& file) {
  if (channel_.valid() && interpreter != interpreter_) {
    stop();
  }
  if (!channel_.valid() && !start(interpreter)) {
    handler_(ticket, {"unavailable", interpreter + " cannot be started"});
    return;
  }
  const std::string line = to_hex(file.path) + ' ' + to_hex(file.shown_as) + '\n';
  if (waiting_.size() >= kMostWaiting ||
      send(channel_.number(), line.data(), line.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(line.size())) {
    stop();
    handler_(ticket, {"unavailable", interpreter + " does not take the question"});
    return;
  }
  waiting_.push_back(ticket);
  expect_answer();
}

bool Checker::start(const std::string& interpreter) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return false;
  }
  channel_ = Descriptor{ends[0]};
  const Descriptor theirs{ends[1]};
  const Descriptor nowhere{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
  fcntl(channel_.number(), F_SETFL, O_NONBLOCK);
  // Isolated, without site-packages: it only reads syntax, and starts twice as quickly.
  pid_ = spawn({.command = {interpreter, "-I", "-S", "-B", "-W", "ignore", "-c", kProgram},
                .environment = own_environment(),
                .stdio = {theirs.number(), theirs.number(), nowhere.number()}});
  interpreter_ = interpreter;
  answers_ = LineReader{kLongestAnswer};
  if (pid_ < 0) {
    channel_.reset();
    return false;
  }
  loop_.watch(channel_.number(), POLLIN, [this](short) { receive(); });
  return true;
}

void Checker::receive() {
  std::array<char, 16384> buffer;
  const ssize_t count = recv(channel_.number(), buffer.data(), buffer.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return;
  }
  answers_.add({buffer.data(), static_cast<std::size_t>(count < 0 ? 0 : count)});
  while (const auto answer = waiting_.empty() ? std::nullopt : answers_.next()) {
    const Ticket ticket = std::move(waiting_.front());
    waiting_.pop_front();
    handler_(ticket, answer->empty() ? Fields{"done"} : Fields{"failed", from_hex(*answer)});
  }
  if (count <= 0 || answers_.too_long()) {
    stop();
  }
  expect_answer();
}

// Every answer gives the next one its time.
void Checker::expect_answer() {
  loop_.cancel(deadline_);
  if (!waiting_.empty()) {
    deadline_ = loop_.after(kDeadline, [this] { stop(); });
  }
}

void Checker::child_ended(pid_t pid) {
  if (pid == pid_) {
    pid_ = -1;
  }
}

void Checker::stop() {
  loop_.cancel(deadline_);
  if (channel_.valid()) {
    loop_.forget(channel_.number());
    channel_.reset();
  }
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    pid_ = -1;
  }
  for (const Ticket& ticket : std::exchange(waiting_, {})) {
    handler_(ticket, {"unavailable", interpreter_ + " did not answer"});
  }
}

}  // namespace voicehub::agent
