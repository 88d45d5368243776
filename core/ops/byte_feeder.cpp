#include "core/ops/byte_feeder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPiece = 64 * 1024;

const std::vector<std::vector<std::string>>& players() {
  static const std::vector<std::vector<std::string>> all{
      {"pw-play", "-"},
      {"paplay"},
      {"aplay", "-q", "-"},
      {"ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "-i", "pipe:0"}};
  return all;
}

// 0, or why not.
int spawn(const std::vector<std::string>& command, int input, pid_t& process) {
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  // Its talk must not get between the data on stdout.
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  const int failure =
      ::posix_spawnp(&process, arguments.front(), &files, nullptr, arguments.data(), ::environ);
  posix_spawn_file_actions_destroy(&files);
  return failure;
}

}  // namespace

struct ByteFeeder::State {
  State(const asio::any_io_executor& executor, int descriptor, const PartialFile& file)
      : source{file},
        original{descriptor},
        flags{::fcntl(descriptor, F_GETFL)},
        stream{executor},
        more{executor} {
    if (const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0); copy >= 0) {
      stream.assign(copy);
    }
  }

  const PartialFile& source;
  int original;
  int flags;  // asio makes it non-blocking, for everybody who has the same file open
  asio::posix::stream_descriptor stream;
  asio::steady_timer more;
  std::uint64_t passed = 0;
  bool complete = false;
};

ByteFeeder::ByteFeeder(const asio::any_io_executor& executor,
                       int descriptor,
                       const PartialFile& file)
    : state_{std::make_unique<State>(executor, descriptor, file)} {}

ByteFeeder::~ByteFeeder() {
  if (state_->flags >= 0) {
    ::fcntl(state_->original, F_SETFL, state_->flags);
  }
}

void ByteFeeder::wake() {
  state_->more.cancel();
}

void ByteFeeder::end() {
  state_->complete = true;
  wake();
}

Task<void> ByteFeeder::run() {
  while (true) {
    VH_CO_TRY(const std::string piece, state_->source.read(state_->passed, kPiece));
    if (piece.empty() && state_->complete) {
      co_return done();
    }
    if (piece.empty()) {
      state_->more.expires_after(std::chrono::hours{24});
      co_await state_->more.async_wait(kTuple);
      continue;
    }
    const auto [failure, count] =
        co_await asio::async_write(state_->stream, asio::buffer(piece), kTuple);
    if (failure) {
      co_return make_error(ErrorCode::failed,
                           "nobody takes the audio any more",
                           "look at what the other program says",
                           failure.message());
    }
    state_->passed += count;
  }
}

Result<Player> Player::start() {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    return make_error(ErrorCode::failed, "cannot make a pipe", {}, std::strerror(errno));
  }
  for (const auto& command : players()) {
    pid_t process = -1;
    if (spawn(command, pipe[0], process) == 0) {
      ::close(pipe[0]);
      return Player{command.front(), process, pipe[1]};
    }
  }
  ::close(pipe[0]);
  ::close(pipe[1]);
  return make_error(ErrorCode::not_found,
                    "there is no program to play sound with",
                    "install one of pw-play (pipewire-bin), paplay (pulseaudio-utils), aplay "
                    "(alsa-utils) and ffplay (ffmpeg), or write a file with -o");
}

Player::Player(Player&& other) noexcept
    : name_{std::move(other.name_)},
      process_{std::exchange(other.process_, -1)},
      input_{std::exchange(other.input_, -1)} {}

Player::~Player() {
  if (input_ >= 0) {
    ::close(input_);
  }
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

Task<void> Player::finish() {
  ::close(std::exchange(input_, -1));
  asio::posix::stream_descriptor ended{co_await asio::this_coro::executor};
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  if (handle >= 0) {
    ended.assign(handle);
    // Throws when the verb is cancelled: the destructor ends the program then.
    co_await ended.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
  }
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  if (status != 0) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} could not play it", name_),
                         "its own message is above; write a file with -o instead");
  }
  co_return done();
}

}  // namespace voicehub::ops
