#include "core/ops/disk_archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/tar.hpp"
#include "core/base/text.hpp"
#include "core/ops/copy_paths.hpp"

namespace voicehub::ops {
namespace {

constexpr std::size_t kPieceBytes = 256UL * 1024;

std::unexpected<Error> failure_at(std::string_view what, const std::string& path, int number) {
  return make_error(
      ErrorCode::failed, fmt::format("cannot {} {}", what, path), {}, std::strerror(number));
}

Result<void> set_times(const std::string& path, std::int64_t modified) {
  const std::array<timespec, 2> times{timespec{.tv_sec = modified, .tv_nsec = 0},
                                      timespec{.tv_sec = modified, .tv_nsec = 0}};
  return ::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) == 0
             ? done()
             : failure_at("set the time of", path, errno);
}

}  // namespace

class DiskArchive::Walk {
 public:
  Walk(std::string path, std::string name, SkippedSink skipped) : skipped_{std::move(skipped)} {
    waiting_.push_back({std::move(path), std::move(name)});
  }

  ~Walk() { close_file(); }

  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  Result<std::string> next_piece() {
    while (writer_.pending() < kPieceBytes && !finished_) {
      VH_CHECK(step());
    }
    return writer_.take();
  }

 private:
  struct Waiting {
    std::string path;
    std::string name;
  };

  Result<void> step() {
    if (file_ >= 0) {
      return continue_file();
    }
    if (waiting_.empty()) {
      writer_.finish();
      finished_ = true;
      return done();
    }
    Waiting next = std::move(waiting_.back());
    waiting_.pop_back();
    return add(next);
  }

  Result<void> add(const Waiting& next) {
    struct stat status{};
    if (::lstat(next.path.c_str(), &status) != 0) {
      return failure_at("read", next.path, errno);
    }
    TarEntry entry{.name = next.name,
                   .mode = static_cast<std::uint32_t>(status.st_mode & 07777U),
                   .uid = status.st_uid,
                   .gid = status.st_gid,
                   .modified = status.st_mtim.tv_sec};
    if (S_ISDIR(status.st_mode)) {
      return add_folder(next, std::move(entry));
    }
    if (S_ISLNK(status.st_mode)) {
      std::array<char, PATH_MAX> target{};
      const ssize_t size = ::readlink(next.path.c_str(), target.data(), target.size());
      if (size < 0) {
        return failure_at("read", next.path, errno);
      }
      entry.link_target.assign(target.data(), static_cast<std::size_t>(size));
      writer_.begin(entry, 0);
      return done();
    }
    if (!S_ISREG(status.st_mode)) {
      skipped_(next.path);
      return done();
    }
    return begin_file(next.path, entry);
  }

  Result<void> add_folder(const Waiting& folder, TarEntry entry) {
    const std::string prefix = folder.name.empty() ? "" : folder.name + "/";
    if (!folder.name.empty()) {
      entry.name = prefix;
      entry.folder = true;
      writer_.begin(entry, 0);
    }
    std::vector<std::string> names;
    std::error_code failure;
    for (const auto& each : std::filesystem::directory_iterator{folder.path, failure}) {
      names.push_back(each.path().filename().string());
    }
    if (failure) {
      return failure_at("read", folder.path, failure.value());
    }
    std::ranges::sort(names, std::ranges::greater{});  // the last is taken first
    for (const std::string& name : names) {
      waiting_.push_back({folder.path + "/" + name, prefix + name});
    }
    return done();
  }

  // The size is that of the open file: it may have grown since it was looked at.
  Result<void> begin_file(const std::string& path, const TarEntry& entry) {
    struct stat status{};
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file_ < 0 || ::fstat(file_, &status) != 0) {
      return failure_at("read", path, errno);
    }
    path_ = path;
    remaining_ = static_cast<std::uint64_t>(status.st_size);
    writer_.begin(entry, remaining_);
    return done();
  }

  Result<void> continue_file() {
    buffer_.resize(kPieceBytes);
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, buffer_.size()));
    const ssize_t count = wanted == 0 ? 0 : ::read(file_, buffer_.data(), wanted);
    if (count < 0 && errno == EINTR) {
      return done();
    }
    if (count < 0) {
      return failure_at("read", path_, errno);
    }
    if (count == 0 && remaining_ > 0) {
      return make_error(ErrorCode::failed,
                        fmt::format("{} became shorter while it was read", path_),
                        "copy it again when nobody writes to it");
    }
    writer_.write({buffer_.data(), static_cast<std::size_t>(count)});
    remaining_ -= static_cast<std::uint64_t>(count);
    if (remaining_ == 0) {
      close_file();
    }
    return done();
  }

  void close_file() {
    if (file_ >= 0) {
      ::close(file_);
      file_ = -1;
    }
  }

  SkippedSink skipped_;
  TarWriter writer_;
  std::vector<Waiting> waiting_;
  std::string buffer_;
  int file_ = -1;
  std::string path_;
  std::uint64_t remaining_ = 0;
  bool finished_ = false;
};

DiskArchive::DiskArchive(std::string path, std::string name, SkippedSink skipped)
    : walk_{std::make_unique<Walk>(std::move(path), std::move(name), std::move(skipped))} {}

DiskArchive::~DiskArchive() = default;

Result<std::string> DiskArchive::next_piece() {
  return walk_->next_piece();
}

DiskWriter::DiskWriter(std::string root, bool whole_machine)
    : root_{std::move(root)}, whole_machine_{whole_machine} {}

DiskWriter::~DiskWriter() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

TarReader::Sinks DiskWriter::sinks() {
  return {.begin = [this](const TarHeader& entry) { return begin(entry); },
          .content = [this](std::string_view bytes) { return content(bytes); },
          .end = [this] { return end(); }};
}

Result<std::string> DiskWriter::place_of(std::string_view name) const {
  const auto below = below_root(name, whole_machine_);
  if (!below) {
    return make_error(ErrorCode::failed,
                      fmt::format("the archive has '{}', which leads out of it", name));
  }
  std::string path = root_;
  for (const std::string& part : split(*below, '/')) {
    struct stat status{};
    if (part.empty()) {
      continue;
    }
    // The root itself may be a link of the user's.
    if (path != root_ && ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
      return make_error(
          ErrorCode::failed,
          fmt::format(
              "the archive has '{}', which leads through the symbolic link {}", name, path));
    }
    path += "/" + part;
  }
  return path;
}

Result<void> DiskWriter::make_folder(const std::string& path) {
  struct stat status{};
  const bool is_there = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (is_there) {
    return done();
  }
  constexpr mode_t kWhileItIsFilled = 0700;
  return ::mkdir(path.c_str(), kWhileItIsFilled) == 0 ? done() : failure_at("make", path, errno);
}

Result<void> DiskWriter::begin(const TarHeader& entry) {
  VH_TRY(path_, place_of(entry.name));
  entry_ = entry;
  if (entry.kind == TarKind::folder) {
    struct stat status{};
    const bool is_new = ::lstat(path_.c_str(), &status) != 0;
    VH_CHECK(make_folder(path_));
    if (is_new) {
      folders_.emplace_back(path_, entry);
    }
    return done();
  }
  if (entry.kind == TarKind::other) {
    return done();  // a device or a pipe: of no use here
  }
  // A file that another process has open, or that has a second name, keeps its content.
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) {
    return failure_at("replace", path_, errno);
  }
  if (entry.kind == TarKind::link) {
    return ::symlink(entry.link_target.c_str(), path_.c_str()) == 0
               ? done()
               : failure_at("make", path_, errno);
  }
  if (entry.kind == TarKind::hard_link) {
    VH_TRY(const std::string first, place_of(entry.link_target));
    return ::link(first.c_str(), path_.c_str()) == 0 ? done() : failure_at("make", path_, errno);
  }
  constexpr mode_t kWhileItIsWritten = 0600;
  file_ = ::open(
      path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kWhileItIsWritten);
  return file_ >= 0 ? done() : failure_at("write", path_, errno);
}

Result<void> DiskWriter::content(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return failure_at("write", path_, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return done();
}

Result<void> DiskWriter::end() {
  if (file_ < 0) {
    return done();
  }
  const bool has_mode = ::fchmod(file_, entry_.mode) == 0;
  const int number = errno;
  ::close(file_);
  file_ = -1;
  if (!has_mode) {
    return failure_at("set the mode of", path_, number);
  }
  return set_times(path_, entry_.modified);
}

Result<void> DiskWriter::finish() {
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    if (::chmod(folder->first.c_str(), folder->second.mode) != 0) {
      return failure_at("set the mode of", folder->first, errno);
    }
    VH_CHECK(set_times(folder->first, folder->second.modified));
  }
  return done();
}

}  // namespace voicehub::ops
