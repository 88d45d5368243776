#include "core/base/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace voicehub {
namespace {

std::string shown(const std::string& path) {
  return path == "-" ? "the standard input" : path;
}

std::unexpected<Error> cannot_read(const std::string& path, int number) {
  return make_error(number == ENOENT ? ErrorCode::not_found : ErrorCode::failed,
                    fmt::format("cannot read {}", shown(path)),
                    "name a file that exists and that you may read",
                    std::strerror(number));
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) {
  const int file = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                               : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return cannot_read(path, errno);
  }
  InputFile input{path, file, 0};
  struct stat status{};
  if (::fstat(file, &status) != 0) {
    return cannot_read(path, errno);
  }
  if (S_ISDIR(status.st_mode)) {
    return cannot_read(path, EISDIR);
  }
  if (!S_ISREG(status.st_mode)) {
    VH_TRY(PartialFile copy, PartialFile::unnamed());
    input.copy_.emplace(std::move(copy));
  }
  input.size_ = static_cast<std::uint64_t>(status.st_size);
  return input;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::exchange(other.file_, -1)},
      size_{other.size_},
      copy_{std::move(other.copy_)} {}

InputFile::~InputFile() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

Result<std::string> InputFile::read(std::uint64_t offset, std::size_t most) const {
  if (copy_) {
    return copy_->read(offset, most);
  }
  std::string bytes(std::min<std::uint64_t>(most, size_ - std::min(offset, size_)), '\0');
  if (bytes.empty()) {
    return bytes;
  }
  const ssize_t count = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (count < 0) {
    return cannot_read(path_, errno);
  }
  if (count == 0) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} became shorter while it was read", shown(path_)),
                      "try again when nobody writes to it");
  }
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace voicehub
