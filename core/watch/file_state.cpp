#include "core/watch/file_state.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/format.h>

namespace voicehub::watch {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return std::int64_t{time.tv_sec} * kSecond + time.tv_nsec;
}

FileState to_state(const struct stat& status) {
  return {.size = static_cast<std::uint64_t>(status.st_size),
          .inode = status.st_ino,
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim),
          .digest = std::nullopt};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}

  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::optional<Digest> digest_of(int file) {
  Hasher hasher;
  std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = ::read(file, piece.data(), piece.size());
    if (count < 0) {
      return std::nullopt;
    }
    if (count == 0) {
      return Digest{hasher.finish()};
    }
    hasher.update({piece.data(), static_cast<std::size_t>(count)});
  }
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::unexpected<Error> cannot_look(const HostPath& folder) {
  const int reason = errno;
  const bool is_gone = reason == ENOENT || reason == ENOTDIR;
  return make_error(is_gone ? ErrorCode::not_found : ErrorCode::failed,
                    fmt::format("cannot look into {}: {}", folder.text, std::strerror(reason)));
}

}  // namespace

std::optional<FileState> look_at(const HostPath& path) {
  struct stat status{};
  if (::stat(path.text.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  return to_state(status);
}

std::optional<FileState> read_digest(const HostPath& path) {
  // Should it be a FIFO by now, opening it must not wait for a writer.
  const Descriptor file{::open(path.text.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat before{};
  if (file.number() < 0 || ::fstat(file.number(), &before) != 0 || !S_ISREG(before.st_mode)) {
    return std::nullopt;
  }
  FileState state = to_state(before);
  state.digest = digest_of(file.number());
  struct stat after{};
  if (!state.digest || ::fstat(file.number(), &after) != 0 ||
      !to_state(after).has_same_status(state)) {
    return std::nullopt;
  }
  return state;
}

Result<Listing> list_folder(const HostPath& folder, const Takes& takes) {
  const std::unique_ptr<DIR, CloseFolder> stream{::opendir(folder.text.c_str())};
  struct stat status{};
  if (!stream || ::fstat(::dirfd(stream.get()), &status) != 0) {
    return cannot_look(folder);
  }
  Listing listing{.inode = status.st_ino, .files = {}, .folders = {}};
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name{static_cast<const char*>(entry->d_name)};
    if (name == "." || name == "..") {
      continue;
    }
    bool is_folder = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN) {
      is_folder =
          ::fstatat(::dirfd(stream.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
          S_ISDIR(status.st_mode);
    }
    if (!takes(name, is_folder)) {
      continue;
    }
    if (is_folder) {
      listing.folders.emplace_back(name);
    } else if (::fstatat(::dirfd(stream.get()), entry->d_name, &status, 0) == 0 &&
               S_ISREG(status.st_mode)) {
      listing.files.push_back({.name = std::string{name}, .state = to_state(status)});
    }
  }
  return listing;
}

}  // namespace voicehub::watch
