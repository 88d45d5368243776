#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/paths.hpp"
#include "core/base/task.hpp"
#include "core/watch/watched_tree.hpp"

namespace voicehub::watch {

// A file whose content is another one than before.
struct Change {
  enum class Kind { created, edited, removed };
  Kind kind = Kind::edited;
  HostPath path;
  std::optional<Digest> digest;  // nothing when removed, or bigger than kBiggestToRead
};

// The changes of one burst: a save, a `git checkout`.
struct Batch {
  std::vector<Change> changes;  // at least one, by path, each path once
  std::chrono::steady_clock::time_point first_event;
  std::chrono::steady_clock::time_point settled;
  // When the kernel wrote the last of them, since the epoch; 0 when all were removed.
  std::int64_t changed_ns = 0;
};

struct StreamOptions {
  std::chrono::milliseconds quiet{30};     // a burst is over after so long without an event
  std::chrono::milliseconds longest{250};  // and in any case so long after its first
  // So many changed files are no save but a checkout, and that is waited for: until it is quiet,
  // and in any case so long after its first event.
  std::size_t checkout_files = 64;
  std::chrono::milliseconds longest_checkout{5'000};
  std::chrono::milliseconds rescan{10'000};  // events may be lost: look at everything, so often
  std::chrono::milliseconds poll{500};       // where no events arrive
  bool polling = false;                      // even where events would arrive
};

// Changes of files, from open() on. Neither an event nor a time is believed: what counts is that
// the content has another digest than when it was last looked at.
class ChangeStream {
 public:
  static Task<std::unique_ptr<ChangeStream>> open(std::vector<WatchedTree> trees,
                                                  StreamOptions options = {});
  ~ChangeStream();

  // Waits for the next burst.
  Task<Batch> next();

  // What is below `root` and not ignored, as last looked at.
  [[nodiscard]] std::vector<HostPath> files(const HostPath& root) const;

  // For people: "inotify", "looking every 500 ms".
  [[nodiscard]] std::string method() const;
  // Why not by inotify, and what to do about it; patterns that could not be read.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  class Impl;
  explicit ChangeStream(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::watch
