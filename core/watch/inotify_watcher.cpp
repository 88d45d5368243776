#include "core/watch/inotify_watcher.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/file_system.hpp"
#include "core/base/text.hpp"

namespace voicehub::watch {
namespace {

// Not IN_ATTRIB: `touch` and chmod change no content.
constexpr std::uint32_t kMask = IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
                                IN_EXCL_UNLINK;

std::string limit(std::string_view name) {
  const auto text = local_file_system().read({fmt::format("/proc/sys/fs/inotify/{}", name)});
  return text ? std::string{trim(*text)} : "unknown";
}

// What to raise a limit to: twice what there is, and not less than what editors recommend.
std::string raise(std::string_view name, const std::string& present, unsigned long least) {
  const unsigned long twice = std::strtoul(present.c_str(), nullptr, 10) * 2;
  return fmt::format("sudo sysctl fs.inotify.{}={}", name, std::max(twice, least));
}

std::unexpected<Error> no_instance(int reason) {
  if (reason != EMFILE) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("this kernel has no inotify: {}", std::strerror(reason)));
  }
  const int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (spare < 0) {
    return make_error(ErrorCode::unsupported,
                      "this process may open no more files",
                      "raise the limit: ulimit -n 4096");
  }
  ::close(spare);
  const std::string present = limit("max_user_instances");
  return make_error(ErrorCode::unsupported,
                    fmt::format("all inotify instances of this user are taken "
                                "(fs.inotify.max_user_instances is {})",
                                present),
                    raise("max_user_instances", present, 512));
}

std::unexpected<Error> no_watch(const HostPath& folder, int reason) {
  if (reason == ENOSPC) {
    const std::string present = limit("max_user_watches");
    return make_error(
        ErrorCode::unsupported,
        fmt::format(
            "all inotify watches of this user are taken (fs.inotify.max_user_watches is {})",
            present),
        raise("max_user_watches", present, 524'288));
  }
  const bool is_gone = reason == ENOENT || reason == ENOTDIR;
  return make_error(is_gone ? ErrorCode::not_found : ErrorCode::failed,
                    fmt::format("cannot watch {}: {}", folder.text, std::strerror(reason)));
}

}  // namespace

Result<std::unique_ptr<InotifyWatcher>> InotifyWatcher::create(
    boost::asio::any_io_executor executor) {
  const int handle = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (handle < 0) {
    return no_instance(errno);
  }
  return std::unique_ptr<InotifyWatcher>{new InotifyWatcher{std::move(executor), handle}};
}

InotifyWatcher::InotifyWatcher(boost::asio::any_io_executor executor, int handle)
    : queue_{std::move(executor), handle} {}

Result<void> InotifyWatcher::add(const HostPath& folder) {
  const int number = ::inotify_add_watch(queue_.native_handle(), folder.text.c_str(), kMask);
  if (number < 0) {
    return no_watch(folder, errno);
  }
  const auto [known, is_new] = numbers_.try_emplace(folder, number);
  if (!is_new && known->second != number) {
    // Another folder has the name now; of the old one nobody has told us yet.
    std::erase(folders_[known->second], folder);
    known->second = number;
  }
  if (auto& paths = folders_[number]; std::ranges::find(paths, folder) == paths.end()) {
    paths.push_back(folder);
  }
  return done();
}

void InotifyWatcher::remove(const HostPath& folder) {
  std::erase_if(numbers_, [&](const auto& entry) {
    const auto& [path, number] = entry;
    if (!is_inside(path.text, folder.text)) {
      return false;
    }
    auto& paths = folders_[number];
    std::erase(paths, path);
    if (paths.empty()) {
      ::inotify_rm_watch(queue_.native_handle(), number);  // fails when the kernel was faster
      folders_.erase(number);
    }
    return true;
  });
}

void InotifyWatcher::forget(int number) {
  for (const HostPath& path : folders_[number]) {
    numbers_.erase(path);
  }
  folders_.erase(number);
}

void InotifyWatcher::translate(const inotify_event& event,
                               std::string_view name,
                               std::vector<Hint>& hints) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    hints.push_back({.kind = Hint::Kind::lost, .path = {}});
    return;
  }
  // Events of a folder that was removed meanwhile may still be in the queue.
  const auto watched = folders_.find(event.wd);
  if (watched == folders_.end()) {
    return;
  }
  const bool is_folder = (event.mask & IN_ISDIR) != 0;
  for (const HostPath& folder : watched->second) {
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
      hints.push_back({.kind = Hint::Kind::folder_gone, .path = folder});
      continue;
    }
    const HostPath path{folder.text == "/" ? fmt::format("/{}", name)
                                           : fmt::format("{}/{}", folder.text, name)};
    if (is_folder && (event.mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
      hints.push_back({.kind = Hint::Kind::folder_gone, .path = path});
    } else if (is_folder && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
      hints.push_back({.kind = Hint::Kind::folder_appeared, .path = path});
    } else if (!name.empty() && !is_folder) {
      const bool is_open = (event.mask & IN_MODIFY) != 0;
      hints.push_back({.kind = is_open ? Hint::Kind::open : Hint::Kind::touched, .path = path});
    }
  }
  if ((event.mask & IN_IGNORED) != 0) {
    forget(event.wd);
  }
}

std::vector<Hint> InotifyWatcher::take() {
  std::vector<Hint> hints;
  alignas(inotify_event) std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = ::read(queue_.native_handle(), piece.data(), piece.size());
    if (count <= 0) {
      return hints;
    }
    for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
      inotify_event event{};
      std::memcpy(&event, piece.data() + at, sizeof event);
      // The name is padded with zeros.
      const std::string_view padded{piece.data() + at + sizeof event, event.len};
      translate(event, padded.substr(0, padded.find('\0')), hints);
      at += sizeof event + event.len;
    }
  }
}

boost::asio::awaitable<void> InotifyWatcher::wait() {
  co_await queue_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             boost::asio::use_awaitable);
}

// Opening the folder is an event of its own, reported by the same code of the kernel that reports a
// write, and before open() returns. So nothing has to be written: a source folder may be read-only,
// no other program sees a file come and go, and nothing is left behind by a kill. What this finds
// are kernels and sandboxes whose inotify is a stub. It cannot find a network or Windows drive:
// there a file of ours would be reported just as well, because it is the writes of others that are
// not. Those are known by the name of their file system (file_system_kind.hpp).
bool events_arrive(const HostPath& folder) {
  constexpr int kPatienceMilliseconds = 200;
  const int queue = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (queue < 0 || ::inotify_add_watch(queue, folder.text.c_str(), IN_OPEN | IN_ONLYDIR) < 0) {
    ::close(queue);
    return false;
  }
  ::close(::open(folder.text.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  pollfd waiting{.fd = queue, .events = POLLIN, .revents = 0};
  const bool arrived = ::poll(&waiting, 1, kPatienceMilliseconds) == 1;
  ::close(queue);
  return arrived;
}

}  // namespace voicehub::watch
