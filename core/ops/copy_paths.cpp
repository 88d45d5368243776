#include "core/ops/copy_paths.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/base/text.hpp"

namespace voicehub::ops {
namespace {

bool means_content(std::string_view path) {
  return path == "." || path.ends_with("/.") || clean_path(path) == "/";
}

std::string folder_of(const std::string& path) {
  const std::string cleaned = clean_path(path);
  const auto slash = cleaned.rfind('/');
  if (slash == std::string::npos) {
    return ".";
  }
  return slash == 0 ? "/" : cleaned.substr(0, slash);
}

}  // namespace

CopyArgument copy_argument(std::string_view text) {
  const auto colon = text.find(':');
  const bool is_here =
      colon == std::string_view::npos || colon == 0 || text.front() == '/' || text.front() == '.';
  if (is_here) {
    return {.path = std::string{text}};
  }
  return {.service = std::string{text.substr(0, colon)},
          .path = std::string{text.substr(colon + 1)}};
}

Result<CopyPlace> copy_place(const CopySource& source, const CopyTarget& target) {
  const bool wants_folder = target.path.ends_with('/') || target.path.ends_with("/.");
  const std::string name = file_name(clean_path(source.path));
  if (!source.folder && source.path.ends_with('/')) {
    return make_error(ErrorCode::failed, fmt::format("{} is no folder", source.path));
  }
  if (target.folder.value_or(false)) {
    const bool content = source.folder && means_content(source.path);
    return CopyPlace{clean_path(target.path), content ? "" : name};
  }
  if (source.folder && target.folder) {
    return make_error(
        ErrorCode::conflict,
        fmt::format("cannot copy the folder {} over the file {}", source.path, target.path),
        "give another target");
  }
  if (wants_folder && (target.folder || !source.folder)) {
    return make_error(ErrorCode::not_found,
                      fmt::format("there is no folder {}", target.path),
                      "make it first, or leave the '/' at the end out");
  }
  return CopyPlace{folder_of(target.path), file_name(clean_path(target.path))};
}

std::optional<std::string> below_root(std::string_view entry, bool whole_machine) {
  std::vector<std::string> parts = split(entry, '/');
  std::erase_if(parts, [](const std::string& part) { return part.empty() || part == "."; });
  if (std::ranges::find(parts, "..") != parts.end()) {
    return std::nullopt;
  }
  if (!whole_machine && !parts.empty()) {
    parts.erase(parts.begin());
  }
  return join(parts, "/");
}

}  // namespace voicehub::ops
