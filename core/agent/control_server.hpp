#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/agent/descriptor.hpp"
#include "core/agent/lines.hpp"
#include "core/agent/loop.hpp"

namespace voicehub::agent {

// Who asked, and under which number: where an answer goes.
struct Ticket {
  int client = 0;
  std::string id;
};

using Fields = std::vector<std::string>;

// The side of process 1. A client that does not read, or whose lines never end, is dropped; nobody
// is waited for.
class ControlServer {
 public:
  struct Handlers {
    std::function<void(const Ticket&, const Fields&)> requested;
    std::function<void()> left;  // a client is gone
  };

  ControlServer(Loop& loop, Handlers handlers);

  // False, with errno, when the name is taken.
  bool open(const std::string& address);

  // An answer to a client that is gone is dropped.
  void reply(const Ticket& ticket, const Fields& fields);
  void tell_all(const Fields& fields);

  [[nodiscard]] bool has_clients() const;

 private:
  static constexpr std::size_t kLongestRequest = 64UL << 10U;

  struct Client {
    Descriptor file;
    LineReader input{kLongestRequest};
    std::string output;
    int unanswered = 0;       // requests
    bool has_ended = false;   // it will ask no more
    bool is_dropped = false;  // and is removed soon; not at once, because a caller may be using it
  };

  void accept_clients();
  void serve(int number, short events);
  void read_from(int number);
  void flush(int number, Client& client);
  void drop(Client& client);
  void sweep();

  Loop& loop_;
  Handlers handlers_;
  Descriptor file_;
  std::map<int, Client> clients_;
  int client_count_ = 0;
};

}  // namespace voicehub::agent
