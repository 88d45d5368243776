#include "core/ops/read_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;

// Asio makes a descriptor non-blocking for everybody who has the same file open, the shell that
// started us among them.
class Flags {
 public:
  explicit Flags(int descriptor) : descriptor_{descriptor}, flags_{::fcntl(descriptor, F_GETFL)} {}

  ~Flags() { ::fcntl(descriptor_, F_SETFL, flags_); }

  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

 private:
  int descriptor_;
  int flags_;
};

// A file of the disk always has something to read, and nothing to wait for.
bool may_wait(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

struct InputReader::State {
  State(const asio::any_io_executor& executor, int input)
      : descriptor{input}, flags{input}, stream{executor} {
    if (const int copy = may_wait(input) ? ::fcntl(input, F_DUPFD_CLOEXEC, 0) : -1; copy >= 0) {
      stream.assign(copy);
    }
  }

  int descriptor;
  Flags flags;
  asio::posix::stream_descriptor stream;
  std::array<char, 65536> buffer{};
};

InputReader::InputReader(const asio::any_io_executor& executor, int descriptor)
    : state_{std::make_unique<State>(executor, descriptor)} {}

InputReader::~InputReader() = default;

Task<std::string> InputReader::next_piece() {
  auto& [descriptor, flags, stream, buffer] = *state_;
  while (true) {
    if (stream.is_open()) {
      boost::system::error_code failure;
      co_await stream.async_wait(asio::posix::stream_descriptor::wait_read,
                                 asio::redirect_error(asio::use_awaitable, failure));
      if (failure == asio::error::operation_not_supported) {
        stream.close();  // /dev/null, which epoll does not take and which nobody waits for
      }
    }
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count >= 0) {
      co_return std::string{buffer.data(), static_cast<std::size_t>(count)};
    }
    if (errno != EAGAIN && errno != EINTR) {
      co_return make_error(
          ErrorCode::failed, "cannot read the input", "give it as a file", std::strerror(errno));
    }
  }
}

Task<void> read_input(int descriptor, std::function<Result<void>(std::string_view piece)> take) {
  InputReader reader{co_await asio::this_coro::executor, descriptor};
  while (true) {
    VH_CO_TRY(const std::string piece, co_await reader.next_piece());
    if (piece.empty()) {
      co_return done();
    }
    VH_CO_CHECK(take(piece));
  }
}

}  // namespace voicehub::ops
