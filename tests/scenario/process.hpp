#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::scenario {

using namespace std::chrono_literals;

// What a process left behind.
struct Finished {
  int exit_code = 0;   // 128 + signal when a signal ended it
  std::string output;  // stdout; in a terminal: everything that was shown
  std::string error_output;
  std::chrono::milliseconds elapsed{0};
};

struct RunOptions {
  std::filesystem::path folder = ".";
  std::map<std::string, std::string> environment;  // added to the test's own
  std::string input;                               // stdin of run(); then it is closed
  std::chrono::milliseconds deadline = 60s;
};

struct TerminalSize {
  unsigned short rows = 24;
  unsigned short columns = 100;
};

// A process that runs while the test goes on; killed when the test lets go of it. A wait that takes
// longer than its deadline fails the test and kills the process.
class Process {
 public:
  [[nodiscard]] static Process start(const std::vector<std::string>& command,
                                     const RunOptions& options);
  // In a pseudo-terminal of its own, as its session leader: Ctrl-C, resizing and hanging up work.
  [[nodiscard]] static Process start_in_terminal(const std::vector<std::string>& command,
                                                 const RunOptions& options,
                                                 TerminalSize size = {});
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  // Until what stdout has brought so far satisfies `is_so`. False when the process has ended, or
  // the deadline has passed, without that.
  bool wait_until(const std::function<bool(const std::string& output)>& is_so,
                  std::chrono::milliseconds deadline);
  // Until stdout (the terminal's screen) holds `text`, or the process has ended without it.
  bool wait_for(std::string_view text, std::chrono::milliseconds deadline = 20s);
  // What does not fit at once is handed out while the test waits for something.
  void type(std::string_view bytes);
  void close_input();
  void resize(TerminalSize size);
  void send_signal(int signal) const;
  Finished finish(std::chrono::milliseconds deadline = 20s);

  [[nodiscard]] const std::string& output() const { return output_; }

  // The terminal echoes and translates, as a shell expects to find it.
  [[nodiscard]] bool terminal_is_cooked() const;

 private:
  Process(pid_t pid, int input, int output, int error_output);
  // Takes in what has arrived, waiting at most `limit`. False once both streams have ended.
  bool pump(std::chrono::milliseconds limit);
  void hand_out();

  pid_t pid_;
  int input_;
  int output_fd_;
  int error_fd_;
  std::string output_;
  std::string error_output_;
  std::string to_type_;
  bool close_when_typed_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// Runs to the end.
[[nodiscard]] Finished run(const std::vector<std::string>& command, const RunOptions& options = {});

// Looks again until it is so. False, and a failed test, when it is not in time.
bool eventually(const std::function<bool()>& is_so, std::chrono::milliseconds deadline = 20s);

}  // namespace voicehub::scenario
