#include "core/watch/change_stream.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/watch/settle.hpp"
#include "core/watch/tree_scanner.hpp"

namespace voicehub::watch {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

// A look at everything may cost this part of the time: 100,000 files in 150 ms are looked at every
// 75 s, a slow network drive with its 3 s for a look every 12 s.
constexpr int kRescanShare = 500;
constexpr int kPollShare = 4;

HostPath in_folder(const std::string& folder, const std::string& name) {
  return {folder == "/" ? "/" + name : folder + "/" + name};
}

}  // namespace

class ChangeStream::Impl {
 public:
  Impl(asio::any_io_executor executor, std::vector<WatchedTree> trees, StreamOptions options)
      : executor_{std::move(executor)},
        options_{options},
        scanner_{executor_, std::move(trees), options.polling},
        settle_{options.quiet, options.longest} {}

  asio::awaitable<void> start() {
    co_await look_at_all(TreeScanner::Newcomer::known);
    for (const auto& [folder, state] : scanner_.snapshot().folders()) {
      unread_.push_back(folder);
    }
  }

  asio::awaitable<Batch> next() {
    while (true) {
      co_await follow_hints();
      co_await look_when_due();
      for (const Settle::Settled& settled : settle_.take(Clock::now())) {
        examine(settled.path, settled.first);
      }
      examine_overdue();
      if (auto batch = take_batch()) {
        co_return std::move(*batch);
      }
      if (!settle_.empty() || !unresolved_.empty() || unread_.empty()) {
        co_await wait();
      } else {
        read_some();
        co_await asio::post(executor_, asio::use_awaitable);
      }
    }
  }

  [[nodiscard]] std::vector<HostPath> files(const HostPath& root) const {
    std::vector<HostPath> files;
    for (const auto& [folder, state] : scanner_.snapshot().folders()) {
      for (const auto& [name, file] : state.files) {
        HostPath path = in_folder(folder, name);
        if (is_inside(path.text, root.text)) {
          files.push_back(std::move(path));
        }
      }
    }
    return files;
  }

  [[nodiscard]] std::string method() const {
    const std::string polling = fmt::format("looking every {} ms", options_.poll.count());
    if (scanner_.polls_all()) {
      return polling;
    }
    return scanner_.polls() ? "inotify, and in part by " + polling : "inotify";
  }

  [[nodiscard]] std::vector<std::string> warnings() const { return scanner_.warnings(); }

 private:
  asio::awaitable<void> follow_hints() {
    if (scanner_.events() == nullptr) {
      co_return;
    }
    for (const Hint& hint : scanner_.events()->take()) {
      switch (hint.kind) {
        case Hint::Kind::touched: suspect(hint.path, Settle::Activity::over); break;
        case Hint::Kind::open: suspect(hint.path, Settle::Activity::open); break;
        case Hint::Kind::folder_appeared:
          suspect_all(co_await scanner_.scan_folder(hint.path));
          break;
        case Hint::Kind::folder_gone: suspect_all(scanner_.close(hint.path)); break;
        case Hint::Kind::lost: rescan_at_ = Clock::now(); break;
      }
    }
  }

  void suspect(const HostPath& path, Settle::Activity activity) {
    const Snapshot::Folder* folder = scanner_.snapshot().find_folder(parent(path).text);
    if (folder == nullptr || !scanner_.snapshot().takes(*folder, file_name(path.text), false)) {
      return;
    }
    unresolved_.erase(path);
    last_event_ = Clock::now();
    settle_.add(path, last_event_, activity);
  }

  void suspect_all(const std::vector<HostPath>& paths) {
    for (const HostPath& path : paths) {
      last_event_ = Clock::now();
      settle_.add(path, last_event_);
    }
  }

  asio::awaitable<void> look_when_due() {
    if (Clock::now() >= rescan_at_) {
      co_await look_at_all(std::exchange(newcomers_, TreeScanner::Newcomer::suspect));
    } else if (scanner_.polls() && Clock::now() >= poll_at_) {
      const Time begin = Clock::now();
      suspect_all(
          co_await scanner_.scan_trees(TreeScanner::Which::polled, TreeScanner::Newcomer::suspect));
      plan_next_looks(begin, Clock::now(), poll_at_, options_.poll, kPollShare);
    }
  }

  asio::awaitable<void> look_at_all(TreeScanner::Newcomer newcomer) {
    const Time begin = Clock::now();
    suspect_all(co_await scanner_.scan_trees(TreeScanner::Which::all, newcomer));
    const Time end = Clock::now();
    plan_next_looks(begin, end, rescan_at_, options_.rescan, kRescanShare);
    plan_next_looks(begin, end, poll_at_, options_.poll, kPollShare);
  }

  static void plan_next_looks(
      Time begin, Time end, Time& at, std::chrono::milliseconds pause, int share) {
    at = end + std::max<Clock::duration>(pause, (end - begin) * share);
  }

  // What the disk says about a path that has come to rest. `first`: when it was first suspected.
  void examine(const HostPath& path, Time first) {
    Snapshot& snapshot = scanner_.snapshot();
    const FileState* known = snapshot.find_file(path);
    auto status = look_at(path);
    const bool too_big = status && status->size > kBiggestToRead;
    auto seen = !status || too_big ? status : read_digest(path);
    const bool is_half_written = known != nullptr && known->size > 0 && (!seen || seen->size == 0);
    const bool is_being_written = status && !seen;
    if ((is_half_written || is_being_written) && Clock::now() < first + options_.longest) {
      unresolved_.emplace(path, first);
      return;
    }
    if (!status) {
      if (known != nullptr) {
        add_change({.kind = Change::Kind::removed, .path = path, .digest = {}}, 0, first);
      }
      snapshot.erase(path);
      return;
    }
    if (!seen) {
      seen = status;  // it never rests: its times have to do
    }
    if (!is_counted(path)) {
      snapshot.erase(path);  // an ignore file leaves it out from now on
      return;
    }
    if (known == nullptr || has_other_content(*known, *seen)) {
      add_change({.kind = known == nullptr ? Change::Kind::created : Change::Kind::edited,
                  .path = path,
                  .digest = seen->digest},
                 seen->changed_ns,
                 first);
      if (snapshot.reload_rules(path)) {
        rescan_at_ = Clock::now();
        newcomers_ = TreeScanner::Newcomer::known;
      }
    }
    snapshot.put(path, std::move(*seen));
  }

  [[nodiscard]] bool is_counted(const HostPath& path) {
    const Snapshot::Folder* folder = scanner_.snapshot().find_folder(parent(path).text);
    return folder != nullptr && !folder->gone &&
           scanner_.snapshot().takes(*folder, file_name(path.text), false);
  }

  static bool has_other_content(const FileState& known, const FileState& seen) {
    if (known.digest && seen.digest) {
      return *known.digest != *seen.digest;
    }
    // Written before anybody had read it, or too big to read.
    return known.size != seen.size || known.modified_ns != seen.modified_ns ||
           (seen.digest && known.inode != seen.inode);
  }

  void examine_overdue() {
    const Time now = Clock::now();
    std::vector<std::pair<HostPath, Time>> overdue;
    std::erase_if(unresolved_, [&](const auto& entry) {
      const bool is_overdue = entry.second + options_.longest <= now;
      if (is_overdue) {
        overdue.push_back(entry);
      }
      return is_overdue;
    });
    for (const auto& [path, first] : overdue) {
      examine(path, first);
    }
  }

  void add_change(Change change, std::int64_t changed_ns, Time first) {
    if (changes_.empty()) {
      first_event_ = first;
      changed_ns_ = 0;
    }
    first_event_ = std::min(first_event_, first);
    changed_ns_ = std::max(changed_ns_, changed_ns);
    HostPath path = change.path;
    changes_.insert_or_assign(std::move(path), std::move(change));
  }

  [[nodiscard]] bool is_checkout() const { return changes_.size() >= options_.checkout_files; }

  // A burst stays together: while a file of it is missing or half written, the others wait; and so
  // they do while a checkout goes on.
  std::optional<Batch> take_batch() {
    const Time now = Clock::now();
    const bool is_incomplete = !unresolved_.empty() && now < first_event_ + options_.longest;
    const bool goes_on = is_checkout() && now < last_event_ + options_.quiet &&
                         now < first_event_ + options_.longest_checkout;
    if (changes_.empty() || is_incomplete || goes_on) {
      return std::nullopt;
    }
    Batch batch{.changes = {},
                .first_event = first_event_,
                .settled = Clock::now(),
                .changed_ns = changed_ns_};
    for (auto& [path, change] : std::exchange(changes_, {})) {
      batch.changes.push_back(std::move(change));
    }
    return batch;
  }

  // Digests of what was there at the start, while there is nothing else to do.
  void read_some() {
    const std::string path = std::move(unread_.front());
    unread_.pop_front();
    const Snapshot::Folder* folder = scanner_.snapshot().find_folder(path);
    if (folder == nullptr || folder->gone) {
      return;
    }
    std::vector<std::pair<HostPath, FileState>> read;
    for (const auto& [name, state] : folder->files) {
      const HostPath file = in_folder(path, name);
      if (state.digest || state.size > kBiggestToRead) {
        continue;
      }
      auto seen = read_digest(file);
      if (seen && seen->has_same_status(state)) {
        read.emplace_back(file, std::move(*seen));
      } else {
        settle_.add(file, Clock::now());
      }
    }
    for (auto& [file, state] : read) {
      scanner_.snapshot().put(file, std::move(state));
    }
  }

  asio::awaitable<void> wait() {
    using asio::experimental::awaitable_operators::operator||;
    Time until = rescan_at_;
    if (scanner_.polls()) {
      until = std::min(until, poll_at_);
    }
    if (const auto next = settle_.next()) {
      until = std::min(until, *next);
    }
    if (!changes_.empty()) {
      until = std::min(until, last_event_ + options_.quiet);
    }
    for (const auto& [path, first] : unresolved_) {
      until = std::min(until, first + options_.longest);
    }
    asio::steady_timer timer{executor_, until};
    if (scanner_.events() == nullptr) {
      co_await timer.async_wait(asio::use_awaitable);
    } else {
      co_await (timer.async_wait(asio::use_awaitable) || scanner_.events()->wait());
    }
  }

  asio::any_io_executor executor_;
  StreamOptions options_;
  TreeScanner scanner_;
  Settle settle_;
  std::map<HostPath, Time> unresolved_;  // missing or half written, since when
  std::map<HostPath, Change> changes_;   // found, and not told yet
  Time first_event_;
  Time last_event_;
  std::int64_t changed_ns_ = 0;
  std::deque<std::string> unread_;  // folders
  Time rescan_at_;
  Time poll_at_;
  TreeScanner::Newcomer newcomers_ = TreeScanner::Newcomer::suspect;  // of the next rescan
};

ChangeStream::ChangeStream(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

ChangeStream::~ChangeStream() = default;

Task<std::unique_ptr<ChangeStream>> ChangeStream::open(std::vector<WatchedTree> trees,
                                                       StreamOptions options) {
  auto impl = std::make_unique<Impl>(co_await asio::this_coro::executor, std::move(trees), options);
  co_await impl->start();
  co_return std::unique_ptr<ChangeStream>{new ChangeStream{std::move(impl)}};
}

Task<Batch> ChangeStream::next() {
  co_return co_await impl_->next();
}

std::vector<HostPath> ChangeStream::files(const HostPath& root) const {
  return impl_->files(root);
}

std::string ChangeStream::method() const {
  return impl_->method();
}

std::vector<std::string> ChangeStream::warnings() const {
  return impl_->warnings();
}

}  // namespace voicehub::watch
