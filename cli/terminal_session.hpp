#pragma once

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/task.hpp"
#include "core/docker/api.hpp"

namespace voicehub::cli {

// True when a person sits at both ends: what is typed and what is shown.
[[nodiscard]] bool at_terminal();

// Joins this process's stdin, stdout and stderr to a command in a container until the command ends;
// returns its exit code. With `tty` the local terminal is switched to raw mode meanwhile, so that
// every key, Ctrl-C too, reaches the command, and its size follows the local one. The terminal is
// put back however this ends.
[[nodiscard]] Task<int> relay(docker::ExecSession& command, bool tty);

// Single keys as they are pressed, without Enter and without being shown, for as long as it lives.
// Ctrl-C stays a signal, and what is written looks as always.
class Keyboard {
 public:
  explicit Keyboard(const boost::asio::any_io_executor& executor);
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  // '\0' when nobody can press one any more.
  [[nodiscard]] boost::asio::awaitable<char> next();
  // Gives the terminal to somebody else until `work` is done.
  [[nodiscard]] Task<int> lend(std::function<Task<int>()> work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For a process that ends at once, in the middle of relay().
void restore_terminal();

}  // namespace voicehub::cli
