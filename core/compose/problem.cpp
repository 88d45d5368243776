#include "core/compose/problem.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::compose {
namespace {

std::string join_keys(std::span<const std::string> parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty() && !part.starts_with('[')) {
      joined += '.';
    }
    joined += part;
  }
  return joined;
}

}  // namespace

std::string Path::text() const {
  std::vector<std::string> parts;
  for (const Path* path = this; path->parent_ != nullptr; path = path->parent_) {
    parts.push_back(path->index_ ? fmt::format("[{}]", *path->index_) : std::string{path->key_});
  }
  std::ranges::reverse(parts);
  if (parts.empty()) {
    return "the file";
  }
  if (parts.size() == 1 || parts.front() != "services") {
    return fmt::format("'{}'", join_keys(parts));
  }
  const std::string service = fmt::format("service '{}'", parts[1]);
  if (parts.size() == 2) {
    return service;
  }
  return fmt::format("{}: '{}'", service, join_keys(std::span{parts}.subspan(2)));
}

std::unexpected<Problem> problem(const Origin& at, std::string what, std::string hint) {
  return std::unexpected(Problem{at, std::move(what), std::move(hint)});
}

std::unexpected<Error> invalid(const Origin& at, std::string_view what, std::string hint) {
  return make_error(
      ErrorCode::invalid_project, fmt::format("{}: {}", to_text(at), what), std::move(hint));
}

std::unexpected<Error> invalid(const Path& path, Problem problem) {
  return invalid(
      problem.at, fmt::format("{}: {}", path.text(), problem.what), std::move(problem.hint));
}

}  // namespace voicehub::compose
