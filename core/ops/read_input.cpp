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

Task<void> read_input(int descriptor, std::function<Result<void>(std::string_view piece)> take) {
  const Flags flags{descriptor};
  asio::posix::stream_descriptor stream{co_await asio::this_coro::executor};
  const bool waits = may_wait(descriptor);
  if (const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0); waits && copy >= 0) {
    stream.assign(copy);
  }
  std::array<char, 65536> buffer{};
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
    if (count > 0) {
      VH_CO_CHECK(take({buffer.data(), static_cast<std::size_t>(count)}));
    } else if (count == 0) {
      co_return done();
    } else if (errno != EAGAIN && errno != EINTR) {
      co_return make_error(
          ErrorCode::failed, "cannot read the input", "give it as a file", std::strerror(errno));
    }
  }
}

}  // namespace voicehub::ops
