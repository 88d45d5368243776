#include "core/compose/find_files.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::compose {
namespace {

constexpr std::array<std::string_view, 4> kNames{
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> kOverrideNames{"compose.override.yml",
                                                         "compose.override.yaml",
                                                         "docker-compose.override.yml",
                                                         "docker-compose.override.yaml"};

bool is_file(const FileSystem& files, const HostPath& path) {
  const auto status = files.status(path);
  return status && status->type != FileType::folder;
}

std::vector<std::string> present(const FileSystem& files,
                                 const HostPath& folder,
                                 std::span<const std::string_view> names) {
  std::vector<std::string> found;
  for (const std::string_view name : names) {
    if (is_file(files, resolve(folder, name))) {
      found.emplace_back(name);
    }
  }
  return found;
}

bool names_a_variant(std::string_view name) {
  return name.starts_with("docker-compose-") && (name.ends_with(".yml") || name.ends_with(".yaml"));
}

std::vector<std::string> variants(const FileSystem& files, const HostPath& folder) {
  std::vector<std::string> names = files.list(folder).value_or(std::vector<std::string>{});
  std::erase_if(names, [&](const std::string& name) {
    return !names_a_variant(name) || !is_file(files, resolve(folder, name));
  });
  return names;
}

// No files: nothing here, look further up.
Result<FoundFiles> find_in(const FileSystem& files, const HostPath& folder, Notes& notes) {
  FoundFiles found{.folder = folder};
  const std::vector<std::string> names = present(files, folder, kNames);
  if (!names.empty()) {
    if (names.size() > 1) {
      notes.push_back(fmt::format(
          "{} is used; there is also {}", names.front(), join(std::span{names}.subspan(1), ", ")));
    }
    found.files.push_back(resolve(folder, names.front()));
    const std::vector<std::string> overrides = present(files, folder, kOverrideNames);
    if (!overrides.empty()) {
      found.files.push_back(resolve(folder, overrides.front()));
    }
    return found;
  }
  const std::vector<std::string> candidates = variants(files, folder);
  if (candidates.size() > 1) {
    return make_error(
        ErrorCode::invalid_project,
        fmt::format("{} has several compose files: {}", folder.text, join(candidates, ", ")),
        fmt::format("say which: -f {}", candidates.front()));
  }
  if (!candidates.empty()) {
    found.files.push_back(resolve(folder, candidates.front()));
  }
  return found;
}

}  // namespace

Result<FoundFiles> find_files(const FileSystem& files, const HostPath& start, Notes& notes) {
  HostPath folder = start;
  while (true) {
    VH_TRY(FoundFiles found, find_in(files, folder, notes));
    const HostPath above = parent(folder);
    if (!found.files.empty() || above == folder || !folder.text.starts_with('/')) {
      return found;
    }
    folder = above;
  }
}

std::unexpected<Error> no_files(const HostPath& start) {
  const std::vector<std::string> names{kNames.begin(), kNames.end()};
  return make_error(ErrorCode::invalid_project,
                    fmt::format("there is no compose file in {} or any folder above: no {}, and no "
                                "docker-compose-*.yml",
                                start.text,
                                join(names, ", ")),
                    "go to the folder of the project, or name the file with -f; `voicehub start "
                    "tts` and `voicehub start asr` need none");
}

}  // namespace voicehub::compose
