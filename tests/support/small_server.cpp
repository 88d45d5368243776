#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

// small_server FILE: an HTTP server at the socket that it is given (LISTEN_FDS), which drains when
// it gets TERM. The file says what it does: the first word is serve, sick (503), deaf (accepts
// nothing), fail (ends at once) or ready (deaf, but says READY=1); the second is what it answers.
namespace {

volatile std::sig_atomic_t stopped = 0;
std::atomic<int> busy = 0;

void answer(int connection, bool is_well, const std::string& body) {
  std::string request;
  std::array<char, 4096> buffer;
  ssize_t count = 0;
  while (!request.contains("\r\n\r\n") &&
         (count = read(connection, buffer.data(), buffer.size())) > 0) {
    request.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (count > 0) {
    const std::string reply = std::string{"HTTP/1.1 "} + (is_well ? "200 OK" : "503 Sick") +
                              "\r\nContent-Length: " + std::to_string(body.size()) +
                              "\r\nConnection: close\r\n\r\n" + body;
    send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
  }
  close(connection);
  --busy;
}

void say_ready() {
  const std::string name = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path);
  address.sun_path[0] = '\0';
  const int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const std::string text = "READY=1\nSTATUS=here I am";
  sendto(file,
         text.data(),
         text.size(),
         0,
         reinterpret_cast<const sockaddr*>(&address),
         static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size()));
  close(file);
}

}  // namespace

int main(int, char** arguments) {
  constexpr int kListener = 3;
  std::string mode;
  std::string body;
  std::ifstream{arguments[1]} >> mode >> body;
  if (mode == "fail") {
    return 3;
  }
  fcntl(kListener, F_SETFL, O_NONBLOCK);  // the other server may be quicker
  // TERM only while waiting, so that it cannot be missed before.
  sigset_t term;
  sigset_t none;
  sigemptyset(&none);
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, nullptr);
  std::signal(SIGTERM, [](int) { stopped = 1; });
  const bool is_deaf = mode == "deaf" || mode == "ready";
  if (mode == "ready") {
    say_ready();
  }
  while (stopped == 0) {
    pollfd listener{.fd = is_deaf ? -1 : kListener, .events = POLLIN, .revents = 0};
    if (ppoll(&listener, 1, nullptr, &none) != 1) {
      continue;
    }
    const int connection = accept4(kListener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) {
      ++busy;
      std::thread{answer, connection, mode == "serve", body}.detach();
    }
  }
  while (busy > 0) {
    poll(nullptr, 0, 1);
  }
  _exit(0);
}
