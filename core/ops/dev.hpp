#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "core/base/task.hpp"
#include "core/ops/edit.hpp"
#include "core/ops/logs.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// What a person asks of a running session, by key.
enum class DevCommand { restart, rebuild, test, verify, quit, stop_and_quit };

// Commands on their way from the keyboard to the session.
class DevCommands {
 public:
  explicit DevCommands(boost::asio::any_io_executor executor);
  void push(DevCommand command);
  [[nodiscard]] Task<DevCommand> next();

 private:
  std::deque<DevCommand> waiting_;
  boost::asio::steady_timer wake_;
};

struct DevOptions {
  std::vector<std::string> services;  // empty: all
  bool start = true;                  // false: `voicehub watch`, which takes what runs
  bool speak = false;                 // after each edit a sentence is spoken and timed
  bool logs = true;
};

// Whom the session tells what: everything is shown by the caller.
struct DevDisplay {
  EditSink edit;
  LogHandler logs;
};

using ProjectLoader = std::function<Result<Project>()>;

// Starts what does not run, watches, and gets every edit into the running servers, until it is
// cancelled or told to quit. The project is loaded again when one of its files changes. Whatever
// happens to containers or the daemon meanwhile is told, and the session goes on. Returns whether
// every service was serving its newest edit, proven, at the end.
[[nodiscard]] Task<bool> dev(Session& session,
                             ProjectLoader load,
                             DevOptions options,
                             DevDisplay display,
                             DevCommands& commands);

}  // namespace voicehub::ops
