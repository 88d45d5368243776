#include "core/watch/gitignore.hpp"

#include <ranges>
#include <string>

#include "core/base/text.hpp"

namespace voicehub::watch {
namespace {

// Spaces at the end count only after a '\'.
std::string_view without_trailing_spaces(std::string_view line) {
  while (line.ends_with(' ') && !line.ends_with("\\ ")) {
    line.remove_suffix(1);
  }
  return line;
}

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const auto part : path | std::views::split('/')) {
    parts.emplace_back(part.begin(), part.end());
  }
  return parts;
}

}  // namespace

GitIgnore::GitIgnore(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  for (const std::string& line : split(text, '\n')) {
    if (auto pattern = parse(line)) {
      patterns_.push_back(std::move(*pattern));
    }
  }
}

std::optional<GitIgnore::Pattern> GitIgnore::parse(std::string_view line) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  line = without_trailing_spaces(line);
  if (line.starts_with('#')) {
    return std::nullopt;
  }
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.exception = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.folders_only = true;
    line.remove_suffix(1);
  }
  pattern.anchored = line.contains('/');
  if (line.starts_with('/')) {
    line.remove_prefix(1);
  }
  if (line.empty()) {
    return std::nullopt;
  }
  for (const std::string_view part : components(line)) {
    if (part != "**") {
      pattern.parts.emplace_back(NamePattern{part});
    } else if (pattern.parts.empty() || pattern.parts.back()) {
      pattern.parts.emplace_back(std::nullopt);
    }
  }
  return pattern;
}

// `parts` holds no two "**" in a row, and paths are short: trying each length is quick enough.
bool GitIgnore::matches(Parts parts, Names names) {
  for (; !parts.empty() && parts.front(); parts = parts.subspan(1), names = names.subspan(1)) {
    if (names.empty() || !parts.front()->matches(names.front())) {
      return false;
    }
  }
  if (parts.empty()) {
    return names.empty();
  }
  if (parts.size() == 1) {
    return !names.empty();  // "models/**" is all that is inside, and not the folder
  }
  for (std::size_t skipped = 0; skipped <= names.size(); ++skipped) {
    if (matches(parts.subspan(1), names.subspan(skipped))) {
      return true;
    }
  }
  return false;
}

std::optional<bool> GitIgnore::ignores(std::string_view path, bool is_folder) const {
  const std::vector<std::string_view> names = components(path);
  for (const Pattern& pattern : patterns_ | std::views::reverse) {
    if (pattern.folders_only && !is_folder) {
      continue;
    }
    const Names asked = pattern.anchored ? Names{names} : Names{names}.last(1);
    if (matches(pattern.parts, asked)) {
      return !pattern.exception;
    }
  }
  return std::nullopt;
}

}  // namespace voicehub::watch
