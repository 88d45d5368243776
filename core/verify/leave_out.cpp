#include "core/verify/leave_out.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "core/base/not_source.hpp"
#include "core/base/paths.hpp"

namespace voicehub::verify {
namespace {

// A pattern that matches `path` and, but for line breaks, nothing else. A line break would end the
// word.
std::string as_pattern(std::string_view path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '\n') {
      pattern += '?';
      continue;
    }
    if (std::string_view{"*?[\\"}.contains(c)) {
      pattern += '\\';
    }
    pattern += c;
  }
  return pattern;
}

}  // namespace

bool LeaveOut::covers(std::string_view container_path) const {
  const std::string name = file_name(container_path);
  return std::ranges::any_of(
             kNotSource,
             [&](const char* pattern) { return fnmatch(pattern, name.c_str(), 0) == 0; }) ||
         std::ranges::find(paths_, container_path) != paths_.end();
}

std::string LeaveOut::find_expression() const {
  std::string expression;
  const auto add = [&](std::string_view test, std::string_view pattern) {
    expression += expression.empty() ? "" : "\n-o\n";
    expression += test;
    expression += '\n';
    expression += pattern;
  };
  for (const char* name : kNotSource) {
    add("-name", name);
  }
  for (const std::string& path : paths_) {
    add("-path", as_pattern(path));
  }
  return expression;
}

}  // namespace voicehub::verify
