#include "cli/terminal_session.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/base/task_group.hpp"

namespace voicehub::cli {
namespace {

namespace asio = boost::asio;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// The local terminal as it was; there while it is in raw mode.
std::optional<termios> before_raw_mode;

enum class Keys {
  raw,     // every key, Ctrl-C too, goes to whoever reads
  single,  // each key at once, but Ctrl-C is a signal and output is as always
};

// Another mode for as long as it lives.
class RawTerminal {
 public:
  explicit RawTerminal(Keys keys = Keys::raw) {
    termios mode{};
    if (tcgetattr(STDIN_FILENO, &mode) == 0) {
      before_raw_mode = mode;
      if (keys == Keys::raw) {
        cfmakeraw(&mode);
      } else {
        mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
      }
      tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
    }
  }

  ~RawTerminal() { restore_terminal(); }

  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
};

// One of the standard streams, for waiting on. Asio switches it to non-blocking mode, which it
// shares with every process that has the same file open, the shell that started us among them: so
// it is switched back in the end.
class StandardStream {
 public:
  StandardStream(const asio::any_io_executor& executor, int descriptor)
      : descriptor_{descriptor}, flags_{fcntl(descriptor, F_GETFL)}, stream_{executor} {
    if (const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0); copy >= 0) {
      stream_.assign(copy);
    }
  }

  ~StandardStream() {
    if (flags_ >= 0) {
      fcntl(descriptor_, F_SETFL, flags_);
    }
  }

  StandardStream(const StandardStream&) = delete;
  StandardStream& operator=(const StandardStream&) = delete;

  // Empty at the end, also when it was never open.
  asio::awaitable<std::string> read() {
    std::array<char, 16384> buffer{};
    if (!stream_.is_open()) {
      co_return std::string{};
    }
    const auto [failure, size] = co_await stream_.async_read_some(asio::buffer(buffer), kTuple);
    co_return failure ? std::string{} : std::string{buffer.data(), size};
  }

  // False when nobody reads any more.
  asio::awaitable<bool> write(const std::string& bytes) {
    if (bytes.empty()) {
      co_return true;
    }
    const auto [failure, size] = co_await asio::async_write(stream_, asio::buffer(bytes), kTuple);
    co_return !failure;
  }

  void cancel() {
    if (stream_.is_open()) {
      stream_.cancel();
    }
  }

 private:
  int descriptor_;
  int flags_;
  asio::posix::stream_descriptor stream_;
};

class Relay {
 public:
  Relay(docker::ExecSession& command, bool tty, const asio::any_io_executor& executor)
      : command_{command},
        input_{executor, STDIN_FILENO},
        output_{executor, STDOUT_FILENO},
        error_output_{executor, STDERR_FILENO},
        resized_{executor},
        group_{executor} {
    if (tty) {
      raw_.emplace();
      resized_.add(SIGWINCH);
    }
  }

  Task<int> run() {
    group_.spawn(pass_output());
    group_.spawn(pass_input());
    if (raw_) {
      group_.spawn(pass_size());
    }
    co_await group_.join();
    raw_.reset();
    if (failure_) {
      co_return std::unexpected(*failure_);
    }
    co_return co_await command_.exit_code();
  }

 private:
  asio::awaitable<void> pass_output() {
    while (true) {
      const auto piece = co_await command_.read_streams();
      if (!piece) {
        failure_ = piece.error();
        break;
      }
      if (piece->is_end()) {
        break;
      }
      const bool shown = co_await output_.write(piece->output);
      const bool told = co_await error_output_.write(piece->error_output);
      if (!shown || !told) {
        failure_ = Error{.code = ErrorCode::failed, .message = "cannot write the output"};
        break;
      }
    }
    ended_ = true;
    input_.cancel();
    resized_.cancel();
  }

  asio::awaitable<void> pass_input() {
    while (!ended_) {
      std::string typed = co_await input_.read();
      if (ended_) {
        break;
      }
      if (typed.empty()) {
        (void)co_await command_.close_input();
        break;
      }
      // A command that has closed its input may still have something to say.
      if (!co_await command_.write(std::move(typed))) {
        break;
      }
    }
  }

  asio::awaitable<void> pass_size() {
    while (!ended_) {
      winsize size{};
      if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) {
        // Only the look of what is shown depends on it.
        (void)co_await command_.resize(size.ws_row, size.ws_col);
      }
      if (!ended_) {
        co_await resized_.async_wait(kTuple);
      }
    }
  }

  docker::ExecSession& command_;
  StandardStream input_;
  StandardStream output_;
  StandardStream error_output_;
  asio::signal_set resized_;
  std::optional<RawTerminal> raw_;
  std::optional<Error> failure_;
  bool ended_ = false;
  TaskGroup group_;
};

}  // namespace

struct Keyboard::State {
  explicit State(const asio::any_io_executor& own_executor) : executor{own_executor} { open(); }

  void open() {
    mode.emplace(Keys::single);
    input.emplace(executor, STDIN_FILENO);
  }

  void close() {
    input.reset();
    mode.reset();
  }

  asio::any_io_executor executor;
  std::optional<RawTerminal> mode;
  std::optional<StandardStream> input;
  std::string typed;  // more than one key arrived at once
};

Keyboard::Keyboard(const asio::any_io_executor& executor)
    : state_{std::make_unique<State>(executor)} {}

Keyboard::~Keyboard() = default;

asio::awaitable<char> Keyboard::next() {
  if (state_->typed.empty()) {
    state_->typed = co_await state_->input->read();
  }
  if (state_->typed.empty()) {
    co_return '\0';
  }
  const char key = state_->typed.front();
  state_->typed.erase(0, 1);
  co_return key;
}

Task<int> Keyboard::lend(std::function<Task<int>()> work) {
  state_->close();
  auto outcome = co_await work();
  state_->open();
  co_return outcome;
}

void restore_terminal() {
  if (before_raw_mode) {
    // Not TCSADRAIN: output that has been stopped must not keep the process.
    tcsetattr(STDIN_FILENO, TCSANOW, &*before_raw_mode);
    before_raw_mode.reset();
  }
}

bool at_terminal() {
  return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

Task<int> relay(docker::ExecSession& command, bool tty) {
  const auto executor = co_await asio::this_coro::executor;
  Relay relay{command, tty, executor};
  co_return co_await relay.run();
}

}  // namespace voicehub::cli
