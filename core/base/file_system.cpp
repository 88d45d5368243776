#include "core/base/file_system.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace voicehub {
namespace {

std::unexpected<Error> system_error(std::string what) {
  const int number = errno;
  const auto code = number == ENOENT ? ErrorCode::not_found : ErrorCode::failed;
  return make_error(code, std::move(what), {}, std::strerror(number));
}

FileType type_of(mode_t mode) {
  if (S_ISREG(mode)) {
    return FileType::file;
  }
  if (S_ISDIR(mode)) {
    return FileType::folder;
  }
  return S_ISLNK(mode) ? FileType::link : FileType::other;
}

class LocalFileSystem final : public FileSystem {
 public:
  Result<std::string> read(const HostPath& path) const override {
    const int file = ::open(path.text.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      return system_error(fmt::format("cannot read {}", path.text));
    }
    std::string content;
    struct stat status{};
    if (::fstat(file, &status) == 0 && status.st_size > 0) {
      content.reserve(static_cast<std::size_t>(status.st_size));
    }
    char buffer[65536];
    ssize_t count = 0;
    while ((count = ::read(file, buffer, sizeof buffer)) > 0) {
      content.append(buffer, static_cast<std::size_t>(count));
    }
    const int read_errno = errno;
    ::close(file);
    if (count < 0) {
      errno = read_errno;
      return system_error(fmt::format("cannot read {}", path.text));
    }
    return content;
  }

  std::optional<FileStatus> status(const HostPath& path) const override {
    struct stat status{};
    if (::stat(path.text.c_str(), &status) != 0) {
      return std::nullopt;
    }
    return FileStatus{
        .type = type_of(status.st_mode),
        .size = static_cast<std::uint64_t>(status.st_size),
        .inode = status.st_ino,
        .device = status.st_dev,
        .mode = static_cast<std::uint32_t>(status.st_mode & 07777U),
        .modified_ns = status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
  }

  Result<std::vector<std::string>> list(const HostPath& folder) const override {
    std::error_code failure;
    std::vector<std::string> names;
    for (auto entry = std::filesystem::directory_iterator{folder.text, failure};
         !failure && entry != std::filesystem::directory_iterator{};
         entry.increment(failure)) {
      names.push_back(entry->path().filename().string());
    }
    if (failure) {
      return make_error(failure == std::errc::no_such_file_or_directory ? ErrorCode::not_found
                                                                        : ErrorCode::failed,
                        fmt::format("cannot list {}", folder.text),
                        {},
                        failure.message());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> create_folder(const HostPath& path) override {
    std::error_code failure;
    std::filesystem::create_directories(path.text, failure);
    if (failure) {
      return make_error(ErrorCode::failed,
                        fmt::format("cannot create the folder {}", path.text),
                        {},
                        failure.message());
    }
    return done();
  }

  Result<void> write(const HostPath& path, const std::string& content) override {
    const std::string temporary = fmt::format("{}.{}.tmp", path.text, ::getpid());
    {
      std::ofstream file{temporary, std::ios::binary | std::ios::trunc};
      file.write(content.data(), static_cast<std::streamsize>(content.size()));
      file.close();
      if (!file) {
        auto failure = system_error(fmt::format("cannot write {}", path.text));
        ::unlink(temporary.c_str());
        return failure;
      }
    }
    if (::rename(temporary.c_str(), path.text.c_str()) != 0) {
      auto failure = system_error(fmt::format("cannot write {}", path.text));
      ::unlink(temporary.c_str());
      return failure;
    }
    return done();
  }
};

}  // namespace

FileSystem& local_file_system() {
  static LocalFileSystem files;
  return files;
}

}  // namespace voicehub
