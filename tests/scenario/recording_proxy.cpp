#include "tests/scenario/recording_proxy.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>
#include <string_view>

namespace voicehub::scenario {
namespace {

constexpr std::string_view kDaemonSocket = "/var/run/docker.sock";

sockaddr_un address_of(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

int connect_to_daemon() {
  const int daemon = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(kDaemonSocket);
  if (::connect(daemon, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(daemon);
    return -1;
  }
  return daemon;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool is_write(std::string_view request) {
  return !request.starts_with("GET ") && !request.starts_with("HEAD ");
}

// Where the bodies of requests end, so that the next request line is found on a kept connection.
class RequestScanner {
 public:
  // The heads that are complete within the bytes so far.
  std::vector<std::string> feed(std::string_view bytes) {
    pending_ += bytes;
    std::vector<std::string> heads;
    while (skip_body()) {
      const auto end = pending_.find("\r\n\r\n");
      if (end == std::string::npos) {
        break;
      }
      const std::string head = pending_.substr(0, end);
      pending_.erase(0, end + 4);
      chunked_ = head.find("chunked") != std::string::npos;
      raw_ = head.find("Upgrade") != std::string::npos;
      body_ = chunked_ ? 0 : content_length(head);
      heads.push_back(head);
    }
    return heads;
  }

 private:
  static std::size_t content_length(const std::string& head) {
    constexpr std::string_view kName = "Content-Length: ";
    const auto at = head.find(kName);
    std::size_t length = 0;
    if (at != std::string::npos) {
      std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
    }
    return length;
  }

  // True when the bytes that are pending start with a request.
  bool skip_body() {
    if (raw_) {
      pending_.clear();
      return false;
    }
    if (chunked_) {
      const auto end = pending_.find("0\r\n\r\n");
      if (end == std::string::npos) {
        return false;
      }
      pending_.erase(0, end + 5);
      chunked_ = false;
    }
    const std::size_t skipped = std::min(body_, pending_.size());
    pending_.erase(0, skipped);
    body_ -= skipped;
    return body_ == 0 && !pending_.empty();
  }

  std::string pending_;
  std::size_t body_ = 0;
  bool chunked_ = false;
  bool raw_ = false;
};

}  // namespace

struct RecordingProxy::Connection {
  int client = -1;
  int daemon = -1;
  RequestScanner scanner;
  std::atomic<bool> write_is_pending = false;
  std::thread requests;
  std::thread answers;
};

RecordingProxy::RecordingProxy(const std::filesystem::path& folder)
    : socket_path_{(folder / "docker.sock").string()} {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(socket_path_);
  ::unlink(socket_path_.c_str());
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 64) != 0) {
    throw std::runtime_error{"cannot listen at " + socket_path_};
  }
  acceptor_ = std::thread{[this] { accept_connections(); }};
}

RecordingProxy::~RecordingProxy() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (Connection& connection : connections_) {
    ::shutdown(connection.client, SHUT_RDWR);
    ::shutdown(connection.daemon, SHUT_RDWR);
    connection.requests.join();
    connection.answers.join();
    ::close(connection.client);
    ::close(connection.daemon);
  }
  ::close(listener_);
  ::unlink(socket_path_.c_str());
}

std::vector<std::string> RecordingProxy::requests() const {
  const std::lock_guard lock{mutex_};
  return requests_;
}

std::vector<std::string> RecordingProxy::writes() const {
  std::vector<std::string> writes = requests();
  std::erase_if(writes, [](const std::string& request) { return !is_write(request); });
  return writes;
}

void RecordingProxy::accept_connections() {
  while (true) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) {
      return;
    }
    const std::lock_guard lock{mutex_};
    Connection& connection = connections_.emplace_back();
    connection.client = client;
    connection.daemon = connect_to_daemon();
    connection.requests = std::thread{[this, &connection] { pass_requests(connection); }};
    connection.answers = std::thread{[this, &connection] { pass_answers(connection); }};
  }
}

void RecordingProxy::note_request(Connection& connection, const std::string& head) {
  const std::string line = head.substr(0, head.find(" HTTP/"));
  const std::lock_guard lock{mutex_};
  requests_.push_back(line);
  connection.write_is_pending = is_write(line);
}

void RecordingProxy::pass_requests(Connection& connection) {
  char buffer[65536];
  ssize_t count = 0;
  while ((count = ::recv(connection.client, buffer, sizeof buffer, 0)) > 0) {
    const std::string_view bytes{buffer, static_cast<std::size_t>(count)};
    for (const std::string& head : connection.scanner.feed(bytes)) {
      note_request(connection, head);
    }
    if (!send_all(connection.daemon, bytes)) {
      break;
    }
  }
  ::shutdown(connection.daemon, SHUT_WR);
}

void RecordingProxy::pass_answers(Connection& connection) {
  char buffer[65536];
  ssize_t count = 0;
  while ((count = ::recv(connection.daemon, buffer, sizeof buffer, 0)) > 0) {
    if (connection.write_is_pending.exchange(false)) {
      std::unique_lock lock{mutex_};
      const std::size_t number = ++answered_writes_;
      lock.unlock();
      if (hook_) {
        hook_(number);
      }
    }
    if (!send_all(connection.client, {buffer, static_cast<std::size_t>(count)})) {
      break;
    }
  }
  ::shutdown(connection.client, SHUT_WR);
}

}  // namespace voicehub::scenario
