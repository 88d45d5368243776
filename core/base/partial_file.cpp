#include "core/base/partial_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace voicehub {
namespace {

std::unexpected<Error> cannot_write(const std::string& path) {
  const std::string reason = std::strerror(errno);
  return make_error(ErrorCode::failed,
                    fmt::format("cannot write {}", path.empty() ? "a temporary file" : path),
                    "name a file in a folder that can be written to, with room on its disk",
                    reason);
}

}  // namespace

Result<PartialFile> PartialFile::beside(const HostPath& target) {
  std::error_code unresolved;
  const auto resolved = std::filesystem::weakly_canonical(target.text, unresolved);
  const std::string path = unresolved ? target.text : resolved.string();
  struct stat status{};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  const bool is_special = exists && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
  if (exists && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return cannot_write(target.text);
  }
  std::string part = is_special ? std::string{} : path + ".part";
  const int flags = is_special ? O_WRONLY : O_RDWR | O_CREAT | O_TRUNC;
  const int file = ::open((is_special ? path : part).c_str(), flags | O_CLOEXEC, 0644);
  if (file < 0) {
    return cannot_write(target.text);
  }
  return PartialFile{file, std::move(part), path};
}

Result<PartialFile> PartialFile::unnamed() {
  std::string name = (std::filesystem::temp_directory_path() / "voicehub-XXXXXX").string();
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) {
    return cannot_write(name);
  }
  ::unlink(name.c_str());
  return PartialFile{file, {}, {}};
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : file_{std::exchange(other.file_, -1)},
      part_{std::exchange(other.part_, {})},
      target_{std::move(other.target_)},
      size_{other.size_} {}

PartialFile::~PartialFile() {
  if (file_ >= 0) {
    ::close(file_);
  }
  if (!part_.empty()) {
    ::unlink(part_.c_str());
  }
}

Result<void> PartialFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return cannot_write(target_);
    }
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      size_ += static_cast<std::uint64_t>(count);
    }
  }
  return done();
}

Result<std::string> PartialFile::read(std::uint64_t offset, std::size_t most) const {
  std::string bytes(most, '\0');
  const ssize_t count = ::pread(file_, bytes.data(), most, static_cast<off_t>(offset));
  if (count < 0) {
    return make_error(
        ErrorCode::failed, fmt::format("cannot read {} again", target_), {}, std::strerror(errno));
  }
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

Result<void> PartialFile::finish() {
  if (part_.empty()) {
    return done();
  }
  if (::fsync(file_) != 0 || ::rename(part_.c_str(), target_.c_str()) != 0) {
    return cannot_write(target_);
  }
  part_.clear();
  return done();
}

}  // namespace voicehub
