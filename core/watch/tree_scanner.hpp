#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/base/paths.hpp"
#include "core/watch/inotify_watcher.hpp"
#include "core/watch/snapshot.hpp"
#include "core/watch/watched_tree.hpp"

namespace voicehub::watch {

// Keeps the kernel's watches, and the folders of a snapshot, in step with the disk. Which files
// differ is only suspected: the status is compared, nothing is read.
class TreeScanner {
 public:
  // `polling`: no tree is left to the kernel's events.
  TreeScanner(boost::asio::any_io_executor executor, std::vector<WatchedTree> trees, bool polling);

  enum class Newcomer {
    known,    // a file seen for the first time was there before
    suspect,  // it has just been made
  };
  enum class Which { all, polled };

  // The files whose status differs from the snapshot's. Gives way to other work now and then:
  // 100,000 files take a while.
  boost::asio::awaitable<std::vector<HostPath>> scan_trees(Which which, Newcomer newcomer);
  boost::asio::awaitable<std::vector<HostPath>> scan_folder(HostPath folder);

  // The folder is gone, with all below it. Returns the files that were there.
  std::vector<HostPath> close(const HostPath& folder);

  [[nodiscard]] Snapshot& snapshot() { return snapshot_; }

  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }

  [[nodiscard]] InotifyWatcher* events() { return events_.get(); }

  // Trees whose changes no event tells.
  [[nodiscard]] bool polls() const { return !polled_.empty(); }

  [[nodiscard]] bool polls_all() const { return polled_.size() == snapshot_.trees().size(); }

  // Why there are such trees, and patterns that could not be read. For people.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  struct Scan {
    Newcomer newcomer = Newcomer::suspect;
    std::vector<HostPath> suspects;
    std::set<std::string> seen;  // folders
  };

  void choose_methods(bool polling);
  void poll(std::size_t tree, const std::string& reason);
  boost::asio::awaitable<void> scan_below(HostPath top, Scan& scan);
  // What is directly in it; returns the folders that count.
  std::vector<std::string> scan_one(const HostPath& folder,
                                    std::vector<Snapshot::Place> places,
                                    Scan& scan);
  [[nodiscard]] bool watch(const HostPath& folder, const std::vector<Snapshot::Place>& places);
  void close_unseen(const HostPath& top, Scan& scan);

  boost::asio::any_io_executor executor_;
  Snapshot snapshot_;
  std::unique_ptr<InotifyWatcher> events_;
  std::set<std::size_t> polled_;  // indices of trees
  std::vector<std::string> warnings_;
};

}  // namespace voicehub::watch
