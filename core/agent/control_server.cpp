#include "core/agent/control_server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "core/agent/abstract_socket.hpp"

namespace voicehub::agent {
namespace {

constexpr std::size_t kMaximumClients = 16;
constexpr std::size_t kMostUnread = 1UL << 20U;

bool ends_request(const std::string& word) {
  return word == "done" || word == "failed" || word == "busy" || word == "unavailable";
}

}  // namespace

ControlServer::ControlServer(Loop& loop, Handlers handlers)
    : loop_{loop}, handlers_{std::move(handlers)} {}

bool ControlServer::open(const std::string& address) {
  file_ = bind_abstract(address, SOCK_STREAM);
  if (file_.valid()) {
    loop_.watch(file_.number(), POLLIN, [this](short) { accept_clients(); });
  }
  return file_.valid();
}

bool ControlServer::has_clients() const {
  return std::ranges::any_of(clients_, [](const auto& entry) { return !entry.second.is_dropped; });
}

void ControlServer::accept_clients() {
  for (;;) {
    Descriptor file{accept4(file_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!file.valid()) {
      return;
    }
    if (clients_.size() >= kMaximumClients || !peer_may_command(file.number())) {
      continue;
    }
    const int number = ++client_count_;
    loop_.watch(file.number(), POLLIN, [this, number](short events) { serve(number, events); });
    clients_[number].file = std::move(file);
  }
}

void ControlServer::serve(int number, short events) {
  Client& client = clients_.at(number);
  if ((events & POLLOUT) != 0) {
    flush(number, client);
  }
  if (!client.is_dropped && !client.has_ended && (events & (POLLIN | POLLHUP | POLLERR)) != 0) {
    read_from(number);
  } else if ((events & (POLLHUP | POLLERR)) != 0) {
    drop(client);
  }
}

void ControlServer::read_from(int number) {
  Client& client = clients_.at(number);
  std::array<char, 16384> buffer;
  const ssize_t count = recv(client.file.number(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) {
      drop(client);
    }
    return;
  }
  client.has_ended = count == 0;
  client.input.add({buffer.data(), static_cast<std::size_t>(count)});
  while (const auto line = client.input.next()) {
    const Fields fields = split_line(*line);
    ++client.unanswered;
    handlers_.requested({.client = number, .id = fields.front()},
                        Fields(fields.begin() + 1, fields.end()));
  }
  if (client.input.too_long()) {
    drop(client);
  }
  flush(number, client);
}

void ControlServer::reply(const Ticket& ticket, const Fields& fields) {
  const auto entry = clients_.find(ticket.client);
  if (entry == clients_.end() || entry->second.is_dropped) {
    return;
  }
  Client& client = entry->second;
  Fields line{ticket.id};
  line.insert(line.end(), fields.begin(), fields.end());
  client.output += join_line(line);
  client.unanswered -= ends_request(fields.front()) ? 1 : 0;
  flush(ticket.client, client);
}

void ControlServer::tell_all(const Fields& fields) {
  for (const auto& [number, client] : clients_) {
    reply({.client = number, .id = "0"}, fields);
  }
}

void ControlServer::flush(int number, Client& client) {
  if (client.is_dropped) {
    return;
  }
  const ssize_t count =
      send(client.file.number(), client.output.data(), client.output.size(), MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN && errno != EINTR) {
    drop(client);
    return;
  }
  client.output.erase(0, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  // One that asks no more is kept until it has what it asked for.
  if (client.output.size() > kMostUnread ||
      (client.has_ended && client.unanswered == 0 && client.output.empty())) {
    drop(clients_.at(number));
    return;
  }
  const int events = (client.has_ended ? 0 : POLLIN) | (client.output.empty() ? 0 : POLLOUT);
  loop_.expect(client.file.number(), static_cast<short>(events));
}

void ControlServer::drop(Client& client) {
  if (!client.is_dropped) {
    client.is_dropped = true;
    loop_.forget(client.file.number());
    loop_.after({}, [this] { sweep(); });
  }
}

void ControlServer::sweep() {
  if (std::erase_if(clients_, [](const auto& entry) { return entry.second.is_dropped; }) > 0) {
    handlers_.left();
  }
}

}  // namespace voicehub::agent
