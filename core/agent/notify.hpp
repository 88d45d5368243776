#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/agent/descriptor.hpp"
#include "core/agent/loop.hpp"

namespace voicehub::agent {

// What one datagram says: READY → 1, STATUS → loading. The last one of a name counts.
using Assignments = std::map<std::string, std::string>;

Assignments parse_assignments(std::string_view datagram);

// The socket that servers tell about themselves at: sd_notify(3).
class NotifySocket {
 public:
  // `sender` is a process of our own namespace, and may have ended.
  using Handler = std::function<void(pid_t sender, const Assignments&)>;

  NotifySocket(Loop& loop, Handler handler);

  // False, with errno, when the name is taken.
  bool open(const std::string& address);

 private:
  void receive();
  bool receive_one();

  Loop& loop_;
  Handler handler_;
  Descriptor file_;
};

}  // namespace voicehub::agent
