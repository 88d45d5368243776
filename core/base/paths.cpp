#include "core/base/paths.hpp"

#include <vector>

namespace voicehub {

std::string clean_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == ".." && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (part != ".." || !absolute) {
      kept.push_back(part);
    }
  }
  std::string cleaned = absolute ? "/" : "";
  for (const std::string_view part : kept) {
    if (!cleaned.empty() && !cleaned.ends_with('/')) {
      cleaned += '/';
    }
    cleaned += part;
  }
  return cleaned.empty() ? "." : cleaned;
}

HostPath resolve(const HostPath& base, std::string_view path) {
  if (path.starts_with('/')) {
    return {clean_path(path)};
  }
  return {clean_path(base.text + "/" + std::string{path})};
}

std::string file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string{slash == std::string_view::npos ? path : path.substr(slash + 1)};
}

HostPath parent(const HostPath& path) {
  const auto slash = path.text.rfind('/');
  if (slash == std::string::npos) {
    return {"."};
  }
  return {slash == 0 ? "/" : path.text.substr(0, slash)};
}

bool is_inside(std::string_view path, std::string_view folder) {
  if (folder == "/") {
    return path.starts_with('/');
  }
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string shown(const HostPath& path, const HostPath& base) {
  if (path != base && is_inside(path.text, base.text)) {
    const std::size_t skip = base.text == "/" ? 1 : base.text.size() + 1;
    return path.text.substr(skip);
  }
  return path.text;
}

}  // namespace voicehub
