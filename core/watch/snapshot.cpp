#include "core/watch/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace voicehub::watch {
namespace {

struct Split {
  std::string folder;
  std::string name;
};

Split split_path(const HostPath& path) {
  return {.folder = parent(path).text, .name = file_name(path.text)};
}

// The keys that begin with "path/": '0' is the character after '/'.
template <typename Map>
auto range_below(Map& map, const std::string& path) {
  return std::pair{map.lower_bound(path + "/"), map.lower_bound(path + "0")};
}

}  // namespace

Snapshot::Snapshot(std::vector<WatchedTree> trees) : trees_{std::move(trees)} {
  for (const WatchedTree& tree : trees_) {
    ignores_.emplace_back(tree.path, tree.ignore, warnings_);
  }
}

const Snapshot::Folder* Snapshot::find_folder(std::string_view path) const {
  const auto found = folders_.find(path);
  return found == folders_.end() ? nullptr : &found->second;
}

const FileState* Snapshot::find_file(const HostPath& path) const {
  const auto [folder_path, name] = split_path(path);
  const Folder* folder = find_folder(folder_path);
  if (folder == nullptr) {
    return nullptr;
  }
  const auto found = folder->files.find(name);
  return found == folder->files.end() ? nullptr : &found->second;
}

bool Snapshot::takes_at(const Place& place, std::string_view name, bool is_folder) const {
  if (place.beside) {
    return name == file_name(trees_[place.tree].path.text);
  }
  if (is_folder && !trees_[place.tree].recursive) {
    return false;
  }
  return !ignores_[place.tree].leaves_out(place.level, name, is_folder);
}

bool Snapshot::takes(const Folder& folder, std::string_view name, bool is_folder) const {
  return std::ranges::any_of(folder.places,
                             [&](const Place& place) { return takes_at(place, name, is_folder); });
}

std::vector<Snapshot::Place> Snapshot::places_of(const HostPath& path) const {
  std::vector<Place> places;
  for (std::size_t i = 0; i < trees_.size(); ++i) {
    if (trees_[i].path == path) {
      places.push_back({.tree = i, .beside = false, .level = ignores_[i].top()});
    }
  }
  const auto [folder_path, name] = split_path(path);
  const Folder* above = find_folder(folder_path);
  if (above == nullptr) {
    return places;
  }
  for (const Place& place : above->places) {
    if (!place.beside && takes_at(place, name, true)) {
      places.push_back({.tree = place.tree,
                        .beside = false,
                        .level = ignores_[place.tree].below(place.level, name)});
    }
  }
  return places;
}

Snapshot::Folder& Snapshot::open_folder(const std::string& path, std::vector<Place> places) {
  Folder& folder = folders_[path];
  folder.gone = false;
  for (Place& place : places) {
    std::erase_if(folder.places, [&](const Place& old) {
      return old.tree == place.tree && old.beside == place.beside;
    });
    folder.places.push_back(std::move(place));
  }
  return folder;
}

std::vector<HostPath> Snapshot::close_folders(const std::string& path) {
  std::vector<HostPath> files;
  const auto close = [&](Folders::iterator folder) {
    for (const auto& [name, state] : folder->second.files) {
      files.push_back({folder->first + "/" + name});
    }
    folder->second.gone = true;
    return folder->second.files.empty() ? folders_.erase(folder) : std::next(folder);
  };
  if (const auto folder = folders_.find(path); folder != folders_.end()) {
    close(folder);
  }
  auto [folder, end] = range_below(folders_, path);
  while (folder != end) {
    folder = close(folder);
  }
  return files;
}

void Snapshot::put(const HostPath& path, FileState state) {
  const auto [folder_path, name] = split_path(path);
  folders_[folder_path].files.insert_or_assign(name, std::move(state));
}

void Snapshot::erase(const HostPath& path) {
  const auto [folder_path, name] = split_path(path);
  const auto folder = folders_.find(folder_path);
  if (folder == folders_.end()) {
    return;
  }
  folder->second.files.erase(name);
  if (folder->second.gone && folder->second.files.empty()) {
    folders_.erase(folder);
  }
}

bool Snapshot::reload_rules(const HostPath& path) {
  bool reloaded = false;
  for (std::size_t i = 0; i < trees_.size(); ++i) {
    if (is_inside(path.text, trees_[i].path.text) && ignores_[i].is_made_from(path)) {
      ignores_[i] = Ignore{trees_[i].path, trees_[i].ignore, warnings_};
      reloaded = true;
    }
  }
  return reloaded;
}

}  // namespace voicehub::watch
