#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "core/watch/watcher.hpp"

struct inotify_event;

namespace voicehub::watch {

class InotifyWatcher final : public Watcher {
 public:
  // unsupported: the kernel has no instance to give; the hint names the limit and how to raise it.
  [[nodiscard]] static Result<std::unique_ptr<InotifyWatcher>> create(
      boost::asio::any_io_executor executor);

  Result<void> add(const HostPath& folder) override;
  void remove(const HostPath& folder) override;
  std::vector<Hint> take() override;
  boost::asio::awaitable<void> wait() override;
  [[nodiscard]] std::size_t folder_count() const override { return numbers_.size(); }

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
