#include "core/agent/files.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/agent/descriptor.hpp"

namespace voicehub::agent {

std::optional<std::string> read_all(int file, std::size_t limit) {
  std::string content;
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t count = read(file, buffer.data(), buffer.size());
    if (count == 0) {
      return content;
    }
    if (count < 0 && errno != EINTR) {
      return std::nullopt;
    }
    content.append(buffer.data(), static_cast<std::size_t>(count < 0 ? 0 : count));
    if (content.size() > limit) {
      errno = EFBIG;
      return std::nullopt;
    }
  }
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  return file.valid() ? read_all(file.number(), limit) : std::nullopt;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count < 0 ? 0 : count));
  }
  return true;
}

void say(const std::string& text) {
  std::string line = "voicehub-agent: " + text;
  line.resize(line.size() < PIPE_BUF ? line.size() : PIPE_BUF - 1);
  line += '\n';
  pollfd out{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  // A pipe is writable when PIPE_BUF bytes fit.
  if (poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0) {
    write_all(STDERR_FILENO, line);
  }
}

}  // namespace voicehub::agent
