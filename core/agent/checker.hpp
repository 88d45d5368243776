#pragma once

#include <sys/types.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/agent/control_server.hpp"
#include "core/agent/descriptor.hpp"
#include "core/agent/lines.hpp"
#include "core/agent/loop.hpp"

namespace voicehub::agent {

struct PythonFile {
  std::string path;
  std::string shown_as;  // in the text of an error
};

// Compiles Python files, without running them, in a process that is kept for the next time: an
// interpreter takes 10 to 50 ms to start, and a compilation less than one.
class Checker {
 public:
  // `answer` is what the control channel replies: done, failed TEXT or unavailable TEXT.
  using Handler = std::function<void(const Ticket&, const Fields& answer)>;

  Checker(Loop& loop, Handler handler);

  ~Checker() { stop(); }

  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  void check(const Ticket& ticket, const std::string& interpreter, const PythonFile& file);

  // Any child of this process that has been reaped.
  void child_ended(pid_t pid);

  // What has not been answered is answered with `unavailable`.
  void stop();

 private:
  bool start(const std::string& interpreter);
  void receive();
  void expect_answer();

  Loop& loop_;
  Handler handler_;
  std::string interpreter_;
  pid_t pid_ = -1;
  Descriptor channel_;
  LineReader answers_;
  std::deque<Ticket> waiting_;
  Loop::Timer deadline_;
};

}  // namespace voicehub::agent
