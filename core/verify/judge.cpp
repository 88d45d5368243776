#include "core/verify/judge.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::verify {
namespace {

// The kernel stamps files and processes in steps of up to 10 ms. Within that nobody can say which
// came first, and a doubt counts as not loaded.
constexpr std::int64_t kClockGrain = 10'000'000;
constexpr std::size_t kMostDifferences = 20;

std::string restart(const Evidence& evidence) {
  return fmt::format("restart the container: voicehub restart {}", evidence.service);
}

bool changed_after_start(const Entry& entry, const Evidence& evidence) {
  return entry.changed_ns > evidence.server_started_ns - kClockGrain;
}

// Files that only one side has, or that differ, or that the server has not read.
class TreeComparison {
 public:
  explicit TreeComparison(const Evidence& evidence) : evidence_{evidence} {
    add(evidence.host.tree);
    add(evidence.container.tree);
  }

  [[nodiscard]] std::vector<FileDifference> differences() const {
    std::vector<FileDifference> found;
    for (const std::string& name : names_) {
      if (const MountState state = compare(name); state != MountState::match) {
        found.push_back({.name = name, .state = state});
      }
    }
    return found;
  }

 private:
  void add(const std::map<std::string, Entry>& tree) {
    for (const auto& [name, entry] : tree) {
      names_.insert(name);
      if (entry.digest.empty()) {
        unreadable_.push_back(name);
      }
    }
  }

  [[nodiscard]] MountState compare(const std::string& name) const {
    const bool hidden = std::ranges::any_of(unreadable_, [&](const std::string& folder) {
      return folder.empty() || is_inside(name, folder);
    });
    if (hidden) {
      return MountState::unreadable;
    }
    const auto host = evidence_.host.tree.find(name);
    const auto container = evidence_.container.tree.find(name);
    if (host == evidence_.host.tree.end() || container == evidence_.container.tree.end()) {
      return MountState::missing;
    }
    if (host->second.digest != container->second.digest) {
      return MountState::mismatch;
    }
    return changed_after_start(host->second, evidence_) ? MountState::not_loaded
                                                        : MountState::match;
  }

  const Evidence& evidence_;
  std::set<std::string> names_;
  std::vector<std::string> unreadable_;
};

std::optional<Verdict> judge_presence(const Evidence& evidence) {
  if (!evidence.host.exists) {
    return Verdict{MountState::missing,
                   fmt::format("there is no {} on this machine any more; put it back, then {}",
                               evidence.source.text,
                               restart(evidence))};
  }
  if (!evidence.container.exists) {
    return Verdict{
        MountState::missing,
        fmt::format(
            "the container has nothing at {}; {}", evidence.target.text, restart(evidence))};
  }
  return std::nullopt;
}

// An editor that saves by rename, or a checkout, puts a new file at the path; a mount holds on to
// the inode that it was made with.
std::optional<Verdict> judge_inode(const Evidence& evidence) {
  if (evidence.copied) {
    return std::nullopt;  // another file on purpose: its content is what counts
  }
  const View& host = evidence.host;
  const bool other_inode =
      host.device == evidence.container.device && host.inode != evidence.container.inode;
  if (!evidence.deleted && !other_inode) {
    return std::nullopt;
  }
  return Verdict{MountState::stale,
                 fmt::format("{} was replaced (an editor's save does that) and the container still "
                             "holds the old {}; {}",
                             evidence.source.text,
                             host.folder ? "folder" : "file",
                             restart(evidence))};
}

std::string not_loaded_detail(const Evidence& evidence,
                              std::string_view what,
                              std::int64_t changed) {
  const std::chrono::nanoseconds late{
      std::max<std::int64_t>(0, changed - evidence.server_started_ns)};
  return fmt::format(
      "{} changed {} after the server process started, which still runs the old "
      "code; {}",
      what,
      human_duration(std::chrono::duration_cast<std::chrono::milliseconds>(late)),
      restart(evidence));
}

Verdict judge_file(const Evidence& evidence) {
  const Entry& host = evidence.host.file;
  const Entry& container = evidence.container.file;
  if (host.digest.empty()) {
    return {MountState::unreadable, fmt::format("you may not read {}", evidence.source.text)};
  }
  if (container.digest.empty()) {
    return {MountState::unreadable,
            fmt::format("the container's user may not read {}; allow it on this machine: "
                        "chmod a+r {}",
                        evidence.target.text,
                        evidence.source.text)};
  }
  if (host.digest != container.digest && evidence.copied) {
    return {MountState::stale,
            fmt::format("{} was edited, and the server still runs the old one; {}",
                        evidence.source.text,
                        restart(evidence))};
  }
  if (host.digest != container.digest) {
    return {MountState::mismatch,
            fmt::format("the container reads other content than {} has; {}",
                        evidence.source.text,
                        restart(evidence))};
  }
  if (changed_after_start(host, evidence)) {
    return {MountState::not_loaded,
            not_loaded_detail(evidence, file_name(evidence.source.text), host.changed_ns)};
  }
  return {};
}

// A tree is as bad as the worst of its files.
MountState worst(const std::vector<FileDifference>& differences) {
  MountState state = MountState::not_loaded;
  for (const FileDifference& difference : differences) {
    if (difference.state == MountState::mismatch || difference.state == MountState::missing) {
      return MountState::mismatch;
    }
    if (difference.state == MountState::unreadable) {
      state = MountState::unreadable;
    }
  }
  return state;
}

std::string tree_detail(const Evidence& evidence, MountState state, const FileDifference& first) {
  const std::string name = first.name.empty() ? evidence.target.text : first.name;
  switch (state) {
    case MountState::mismatch:
      return fmt::format("{} is not the same on both sides; {}", name, restart(evidence));
    case MountState::unreadable:
      return fmt::format("{} may not be read by you or by the container's user", name);
    default: break;
  }
  return not_loaded_detail(evidence, name, evidence.host.tree.at(first.name).changed_ns);
}

Verdict judge_tree(const Evidence& evidence) {
  std::vector<FileDifference> differences = TreeComparison{evidence}.differences();
  if (differences.empty()) {
    return {};
  }
  const MountState state = worst(differences);
  const auto is_worst = [&](const FileDifference& difference) {
    return difference.state == state ||
           (state == MountState::mismatch && difference.state == MountState::missing);
  };
  std::string detail = tree_detail(evidence, state, *std::ranges::find_if(differences, is_worst));
  if (differences.size() > 1) {
    detail = fmt::format("{} files are not as they should be: {}", differences.size(), detail);
  }
  differences.resize(std::min(differences.size(), kMostDifferences));
  return {state, std::move(detail), std::move(differences)};
}

}  // namespace

Verdict judge_content(const Evidence& evidence) {
  if (auto verdict = judge_presence(evidence)) {
    return std::move(*verdict);
  }
  if (auto verdict = judge_inode(evidence)) {
    return std::move(*verdict);
  }
  if (evidence.host.folder != evidence.container.folder) {
    return {MountState::mismatch,
            fmt::format("{} is a folder on one side and a file on the other; {}",
                        evidence.source.text,
                        restart(evidence))};
  }
  return evidence.host.folder ? judge_tree(evidence) : judge_file(evidence);
}

Verdict judge_root(const Evidence& evidence) {
  if (auto verdict = judge_presence(evidence)) {
    return std::move(*verdict);
  }
  if (auto verdict = judge_inode(evidence)) {
    return std::move(*verdict);
  }
  if (evidence.host.device != evidence.container.device) {
    return {MountState::mismatch,
            fmt::format("{} in the container is not {}; {}",
                        evidence.target.text,
                        evidence.source.text,
                        restart(evidence))};
  }
  return {MountState::same_root, {}};
}

Verdict judge_volume(const Evidence& evidence) {
  if (evidence.host.exists) {
    return judge_root(evidence);
  }
  // `mounted_root` is a path inside the file system that holds the volume, so it is the end of the
  // path that the daemon knows; "/" when the volume is a file system of its own (NFS).
  const bool same =
      evidence.container.exists && evidence.mounted_root &&
      (*evidence.mounted_root == "/" || evidence.source.text.ends_with(*evidence.mounted_root));
  if (!same) {
    return {MountState::mismatch,
            fmt::format("{} in the container is not the volume that the daemon names; {}",
                        evidence.target.text,
                        restart(evidence))};
  }
  return {MountState::same_root, {}};
}

}  // namespace voicehub::verify
