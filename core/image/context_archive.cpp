#include "core/image/context_archive.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace voicehub::image {
namespace {

constexpr std::size_t kPieceBytes = 64UL * 1024;

class OpenFile {
 public:
  OpenFile() = default;

  // What became a link or a pipe since its folder was listed is neither followed nor waited for.
  explicit OpenFile(const std::string& path)
      : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)} {}

  OpenFile(OpenFile&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}

  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  ~OpenFile() {
    if (is_open()) {
      ::close(descriptor_);
    }
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  bool status(struct stat& into) const { return ::fstat(descriptor_, &into) == 0; }

  // Fewer than asked for only at the end of the file. Nothing on failure, with errno.
  [[nodiscard]] std::optional<std::string_view> read(std::string& buffer, std::size_t size) const {
    std::size_t total = 0;
    while (total < size) {
      const ssize_t count = ::read(descriptor_, buffer.data() + total, size - total);
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0) {
        return std::nullopt;
      }
      if (count == 0) {
        break;
      }
      total += static_cast<std::size_t>(count);
    }
    return std::string_view{buffer}.substr(0, total);
  }

 private:
  int descriptor_ = -1;
};

std::unexpected<Error> unreadable(const std::string& path, int error_number) {
  return make_error(ErrorCode::failed,
                    fmt::format("cannot read {}, which is part of the build context", path),
                    "make it readable, or list it in .dockerignore",
                    std::strerror(error_number));
}

TarEntry entry_of(std::string name, const struct stat& status) {
  return {.name = std::move(name),
          .mode = static_cast<std::uint32_t>(status.st_mode & 07777U),
          .modified = std::max<std::int64_t>(status.st_mtim.tv_sec, 0)};
}

struct Name {
  std::string text;
  unsigned char type = DT_UNKNOWN;
};

// Sorted. Nothing on failure, with errno.
std::optional<std::vector<Name>> list(const std::string& folder) {
  const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> open{
      ::opendir(folder.c_str())};
  if (!open) {
    return std::nullopt;
  }
  std::vector<Name> names;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.push_back({.text = std::string{name}, .type = entry->d_type});
    }
  }
  std::ranges::sort(names, {}, &Name::text);
  return names;
}

// Not every file system tells the type in its listing.
unsigned char type_of(const Name& name, const std::string& host_path) {
  struct stat status{};
  if (name.type != DT_UNKNOWN || ::lstat(host_path.c_str(), &status) != 0) {
    return name.type;
  }
  return IFTODT(status.st_mode);
}

std::string kind_of(unsigned char type) {
  switch (type) {
    case DT_SOCK: return "a socket";
    case DT_FIFO: return "a named pipe";
    case DT_BLK:
    case DT_CHR: return "a device";
    default: return "a special file";
  }
}

}  // namespace

class ContextArchive::Walk {
 public:
  Walk(HostPath folder,
       DockerIgnore ignore,
       TarEntry dockerfile,
       SkippedSink skipped,
       std::string below)
      : root_{std::move(folder.text)},
        ignore_{std::move(ignore)},
        dockerfile_{std::move(dockerfile)},
        skipped_{std::move(skipped)},
        below_{std::move(below)},
        buffer_(kPieceBytes, '\0') {}

  Result<std::string> next_piece() {
    while (writer_.pending() < kPieceBytes && stage_ != Stage::finished) {
      VH_CHECK(step());
    }
    return writer_.take();
  }

 private:
  enum class Stage { beginning, walking, finished };

  struct Folder {
    std::string path;  // relative, "" or with its '/'
    std::vector<Name> names;
    std::size_t next = 0;
    DockerIgnore::Verdict verdict;
    bool written = false;
  };

  // A file that is longer than one piece.
  struct LongFile {
    OpenFile file;
    std::string path;
    std::uint64_t remaining = 0;
  };

  Result<void> step() {
    if (stage_ == Stage::beginning) {
      return begin();
    }
    if (long_file_.remaining > 0) {
      return continue_long_file();
    }
    if (folders_.empty()) {
      writer_.finish();
      stage_ = Stage::finished;
      return done();
    }
    Folder& folder = folders_.back();
    if (folder.next == folder.names.size()) {
      folders_.pop_back();
      return done();
    }
    const Name name = std::move(folder.names[folder.next++]);
    return add(name, folder.path + name.text, folder.verdict);
  }

  Result<void> begin() {
    stage_ = Stage::walking;
    // BuildKit takes a body whose first record is not plain USTAR for a Dockerfile, and the name of
    // the Dockerfile may need a PAX record. The daemon does nothing with the root itself.
    writer_.begin({.name = "./", .mode = 0755, .folder = true}, 0);
    writer_.begin(dockerfile_, dockerfile_.content.size());
    writer_.write(dockerfile_.content);
    if (!below_.empty()) {
      writer_.begin({.name = below_, .mode = 0755, .folder = true}, 0);
    }
    return enter({.written = true});
  }

  Result<void> enter(Folder folder) {
    const std::string host_path = root_ + "/" + folder.path;
    auto names = list(host_path);
    if (!names) {
      const bool vanished = errno == ENOENT && !folder.path.empty();
      return vanished || folder.verdict.excluded ? done() : unreadable(host_path, errno);
    }
    folder.names = std::move(*names);
    folders_.push_back(std::move(folder));
    return folders_.back().verdict.excluded ? done() : write_folders();
  }

  Result<void> add(const Name& name, std::string path, const DockerIgnore::Verdict& parent) {
    if (below_ + path == dockerfile_.name) {
      return done();
    }
    const std::string host_path = root_ + "/" + path;
    const unsigned char type = type_of(name, host_path);
    DockerIgnore::Verdict verdict = ignore_.judge(path, parent);
    if (type == DT_DIR) {
      const bool needed = !verdict.excluded || ignore_.may_keep_inside(path, verdict);
      return needed ? enter({.path = path + "/", .verdict = std::move(verdict)}) : done();
    }
    if (verdict.excluded) {
      return done();
    }
    VH_CHECK(write_folders());
    if (type == DT_REG) {
      return add_file(host_path, path);
    }
    if (type == DT_LNK) {
      return add_link(host_path, path);
    }
    skipped_(std::move(path), kind_of(type));
    return done();
  }

  // A folder that is excluded itself is written when something inside it is not.
  Result<void> write_folders() {
    for (Folder& folder : folders_) {
      if (folder.written) {
        continue;
      }
      const std::string path = root_ + "/" + folder.path;
      struct stat status{};
      if (::lstat(path.c_str(), &status) != 0) {
        return unreadable(path, errno);
      }
      TarEntry entry = entry_of(below_ + folder.path, status);
      entry.folder = true;
      writer_.begin(entry, 0);
      folder.written = true;
    }
    return done();
  }

  Result<void> add_link(const std::string& host_path, const std::string& path) {
    std::string target(PATH_MAX, '\0');
    const ssize_t length = ::readlink(host_path.c_str(), target.data(), target.size());
    struct stat status{};
    if (length < 0 || ::lstat(host_path.c_str(), &status) != 0) {
      return done();  // it was there when its folder was listed, and now it is gone
    }
    target.resize(static_cast<std::size_t>(length));
    TarEntry entry = entry_of(below_ + path, status);
    entry.link_target = std::move(target);
    writer_.begin(entry, 0);
    return done();
  }

  Result<void> add_file(const std::string& host_path, const std::string& path) {
    OpenFile file{host_path};
    if (!file.is_open() && errno == ENOENT) {
      return done();
    }
    struct stat status{};
    if (!file.is_open() || !file.status(status)) {
      return unreadable(host_path, errno);
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto content = file.read(buffer_, std::min<std::uint64_t>(size, kPieceBytes));
    if (!content) {
      return unreadable(host_path, errno);
    }
    // What fits into one piece is sent as it was read, whatever its size was before.
    const std::uint64_t promised = content->size() < kPieceBytes ? content->size() : size;
    writer_.begin(entry_of(below_ + path, status), promised);
    writer_.write(*content);
    long_file_ = {
        .file = std::move(file), .path = host_path, .remaining = promised - content->size()};
    return done();
  }

  Result<void> continue_long_file() {
    const std::uint64_t wanted = std::min<std::uint64_t>(long_file_.remaining, kPieceBytes);
    const auto content = long_file_.file.read(buffer_, wanted);
    if (!content) {
      return unreadable(long_file_.path, errno);
    }
    if (content->size() < wanted) {
      return make_error(
          ErrorCode::failed,
          fmt::format("{} became shorter while the build context was read", long_file_.path),
          "build again when nothing writes to it, or list it in .dockerignore");
    }
    writer_.write(*content);
    long_file_.remaining -= wanted;
    return done();
  }

  std::string root_;
  DockerIgnore ignore_;
  TarEntry dockerfile_;
  SkippedSink skipped_;
  std::string below_;
  std::string buffer_;
  TarWriter writer_;
  Stage stage_ = Stage::beginning;
  std::vector<Folder> folders_;
  LongFile long_file_;
};

ContextArchive::ContextArchive(HostPath folder,
                               DockerIgnore ignore,
                               TarEntry dockerfile,
                               SkippedSink skipped,
                               std::string below)
    : walk_{std::make_unique<Walk>(std::move(folder),
                                   std::move(ignore),
                                   std::move(dockerfile),
                                   std::move(skipped),
                                   std::move(below))} {}

ContextArchive::~ContextArchive() = default;
ContextArchive::ContextArchive(ContextArchive&&) noexcept = default;
ContextArchive& ContextArchive::operator=(ContextArchive&&) noexcept = default;

Result<std::string> ContextArchive::next_piece() {
  return walk_->next_piece();
}

}  // namespace voicehub::image
