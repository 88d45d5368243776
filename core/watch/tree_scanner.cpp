#include "core/watch/tree_scanner.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/watch/file_system_kind.hpp"

namespace voicehub::watch {
namespace {

namespace asio = boost::asio;

std::string joined(const std::string& folder, std::string_view name) {
  return folder == "/" ? fmt::format("/{}", name) : fmt::format("{}/{}", folder, name);
}

bool is_folder(const HostPath& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path.text, ignored);
}

}  // namespace

TreeScanner::TreeScanner(asio::any_io_executor executor,
                         std::vector<WatchedTree> trees,
                         bool polling)
    : executor_{std::move(executor)}, snapshot_{std::move(trees)} {
  choose_methods(polling);
}

void TreeScanner::choose_methods(bool polling) {
  auto events = InotifyWatcher::create(executor_);
  const std::vector<WatchedTree>& trees = snapshot_.trees();
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const HostPath& path = trees[i].path;
    if (polling) {
      polled_.insert(i);
    } else if (!events) {
      poll(i, fmt::format("{}: {}", events.error().message, events.error().hint));
    } else if (const auto silent = silent_file_system(path)) {
      poll(i, fmt::format("{} is on {}, which does not tell who writes there", path.text, *silent));
    } else if (const HostPath folder = is_folder(path) ? path : parent(path);
               is_folder(folder) && !events_arrive(folder)) {
      poll(i, fmt::format("no event arrives of what happens in {}", folder.text));
    }
  }
  if (events && !polls_all()) {
    events_ = std::move(*events);
  }
}

void TreeScanner::poll(std::size_t tree, const std::string& reason) {
  polled_.insert(tree);
  const std::string warning = reason + "; looking again and again instead";
  if (std::ranges::find(warnings_, warning) == warnings_.end()) {
    warnings_.push_back(warning);
  }
}

std::vector<std::string> TreeScanner::warnings() const {
  std::vector<std::string> all = warnings_;
  all.insert(all.end(), snapshot_.warnings().begin(), snapshot_.warnings().end());
  return all;
}

asio::awaitable<std::vector<HostPath>> TreeScanner::scan_trees(Which which, Newcomer newcomer) {
  Scan scan{.newcomer = newcomer, .suspects = {}, .seen = {}};
  for (std::size_t i = 0; i < snapshot_.trees().size(); ++i) {
    if (which == Which::polled && !polled_.contains(i)) {
      continue;
    }
    // The folder that the root is in says when the root is replaced, or appears.
    const HostPath root = snapshot_.trees()[i].path;
    const HostPath above = parent(root);
    std::vector<Snapshot::Place> beside{{.tree = i, .beside = true, .level = {}}};
    if (above != root && is_folder(above)) {
      scan_one(above, std::move(beside), scan);
    }
    if (is_folder(root)) {
      co_await scan_below(root, scan);
    } else if (snapshot_.find_folder(root.text) != nullptr) {
      std::ranges::move(close(root), std::back_inserter(scan.suspects));
    }
  }
  co_return std::move(scan.suspects);
}

asio::awaitable<std::vector<HostPath>> TreeScanner::scan_folder(HostPath folder) {
  Scan scan;
  if (!snapshot_.places_of(folder).empty()) {
    co_await scan_below(std::move(folder), scan);
  }
  co_return std::move(scan.suspects);
}

asio::awaitable<void> TreeScanner::scan_below(HostPath top, Scan& scan) {
  constexpr int kFoldersAtOnce = 64;
  std::vector<HostPath> waiting{top};
  for (int count = 1; !waiting.empty(); ++count) {
    const HostPath folder = std::move(waiting.back());
    waiting.pop_back();
    if (auto places = snapshot_.places_of(folder); !places.empty()) {
      for (const std::string& name : scan_one(folder, std::move(places), scan)) {
        waiting.push_back({joined(folder.text, name)});
      }
    }
    if (count % kFoldersAtOnce == 0) {
      co_await asio::post(executor_, asio::use_awaitable);
    }
  }
  close_unseen(top, scan);
}

std::vector<std::string> TreeScanner::scan_one(const HostPath& path,
                                               std::vector<Snapshot::Place> places,
                                               Scan& scan) {
  const bool exists = watch(path, places);
  Snapshot::Folder& folder = snapshot_.open_folder(path.text, std::move(places));
  const auto listing = exists ? list_folder(path,
                                            [&](std::string_view name, bool is_folder) {
                                              return snapshot_.takes(folder, name, is_folder);
                                            })
                              : Result<Listing>{Listing{}};
  if (!listing) {
    return {};
  }
  scan.seen.insert(path.text);
  std::set<std::string_view> there;
  for (const Listing::File& file : listing->files) {
    there.insert(file.name);
    const auto known = folder.files.find(file.name);
    if (known == folder.files.end() && scan.newcomer == Newcomer::known) {
      folder.files.emplace(file.name, file.state);
    } else if (known == folder.files.end() || !known->second.has_same_status(file.state)) {
      scan.suspects.push_back({joined(path.text, file.name)});
    }
  }
  for (const auto& [name, state] : folder.files) {
    if (!there.contains(name)) {
      scan.suspects.push_back({joined(path.text, name)});
    }
  }
  return listing->folders;
}

// False when there is no such folder (any more).
bool TreeScanner::watch(const HostPath& folder, const std::vector<Snapshot::Place>& places) {
  const bool wanted = events_ && std::ranges::any_of(places, [&](const Snapshot::Place& place) {
                        return !polled_.contains(place.tree);
                      });
  if (!wanted) {
    return true;
  }
  const auto added = events_->add(folder);
  if (!added && added.error().code == ErrorCode::not_found) {
    return false;
  }
  if (!added) {
    for (const Snapshot::Place& place : places) {
      poll(place.tree, fmt::format("{}: {}", added.error().message, added.error().hint));
      events_->remove(snapshot_.trees()[place.tree].path);
    }
  }
  return true;
}

void TreeScanner::close_unseen(const HostPath& top, Scan& scan) {
  std::vector<std::string> gone;
  const Snapshot::Folders& folders = snapshot_.folders();
  for (auto at = folders.lower_bound(top.text);
       at != folders.end() && at->first.starts_with(top.text);
       ++at) {
    if (is_inside(at->first, top.text) && !at->second.gone && !scan.seen.contains(at->first)) {
      gone.push_back(at->first);
    }
  }
  for (const std::string& folder : gone) {
    std::ranges::move(close({folder}), std::back_inserter(scan.suspects));
  }
}

std::vector<HostPath> TreeScanner::close(const HostPath& folder) {
  if (events_) {
    events_->remove(folder);
  }
  return snapshot_.close_folders(folder.text);
}

}  // namespace voicehub::watch
