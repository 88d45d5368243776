#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"

struct inotify_event;

namespace voicehub::watch {

// That something may have happened. Never the truth: whoever takes one looks at the disk.
struct Hint {
  enum class Kind {
    touched,          // the file was written, replaced, made or removed
    open,             // the file was written to, and the writer still has it open
    folder_appeared,  // made, moved here, or another one than before
    folder_gone,      // removed, or moved away with all that is in it
    lost,             // hints were lost: look at everything
  };
  Kind kind = Kind::touched;
  HostPath path;
};

// What the kernel reports of what happens directly in folders.
class InotifyWatcher {
 public:
  // unsupported: the kernel has no instance to give; the hint names the limit and how to raise it.
  [[nodiscard]] static Result<std::unique_ptr<InotifyWatcher>> create(
      boost::asio::any_io_executor executor);

  // From now on, until it is removed. To be called before the folder is listed, so that nothing
  // falls in between. not_found: there is no such folder (any more). unsupported: the kernel has
  // no more watches to give; the hint names the limit and how to raise it.
  Result<void> add(const HostPath& folder);
  // The folder and all that were added below it.
  void remove(const HostPath& folder);

  // What was noticed since the last call. Does not wait.
  [[nodiscard]] std::vector<Hint> take();
  // Until take() may have something.
  boost::asio::awaitable<void> wait();

 private:
  InotifyWatcher(boost::asio::any_io_executor executor, int handle);

  void translate(const inotify_event& event, std::string_view name, std::vector<Hint>& hints);
  void forget(int number);

  boost::asio::posix::stream_descriptor queue_;
  // The kernel numbers folders and not their paths, and one folder may have two: a link among the
  // parents of a tree's root.
  std::map<int, std::vector<HostPath>> folders_;
  std::map<HostPath, int> numbers_;
};

// Whether this kernel reports at all what happens in `folder`. Waits 200 ms at most, and only when
// it does not.
[[nodiscard]] bool events_arrive(const HostPath& folder);

}  // namespace voicehub::watch
