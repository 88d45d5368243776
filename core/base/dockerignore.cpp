#include "core/base/dockerignore.hpp"

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/base/text.hpp"

namespace voicehub {

Result<DockerIgnore> DockerIgnore::parse(std::string_view text, std::string_view file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  DockerIgnore ignore;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    std::string_view pattern = trim(line);
    // Only a '#' in the first column begins a comment.
    if (pattern.empty() || line.starts_with('#')) {
      continue;
    }
    const bool exception = pattern.starts_with('!');
    if (exception) {
      pattern = trim(pattern.substr(1));
    }
    std::string cleaned = pattern.empty() ? "" : clean_path(pattern);
    if (cleaned.starts_with('/')) {
      cleaned.erase(0, 1);
    }
    const auto refuse = [&](std::string_view problem) {
      return make_error(ErrorCode::failed,
                        fmt::format("{}:{}: '{}' has {}", file, number, trim(line), problem),
                        "correct the pattern; a '\\' before a character takes it as it is");
    };
    if (cleaned.empty() && exception) {
      return refuse("no path");
    }
    auto glob = Glob::parse(cleaned);
    if (!glob) {
      return refuse(glob.error().message);
    }
    ignore.patterns_.push_back({.glob = std::move(*glob), .exception = exception});
  }
  return ignore;
}

DockerIgnore::Verdict DockerIgnore::judge(std::string_view path, const Verdict& parent) const {
  Verdict verdict{.excluded = false, .matched = std::vector<bool>(patterns_.size())};
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    bool matched = !parent.matched.empty() && parent.matched[i];
    if (!matched) {
      // Docker does not ask a pattern that could not change the verdict, and remembers it as not
      // matched for all that lies below.
      const bool can_change = patterns_[i].exception == verdict.excluded;
      matched = can_change && patterns_[i].glob.matches(path);
    }
    verdict.matched[i] = matched;
    if (matched) {
      verdict.excluded = !patterns_[i].exception;
    }
  }
  return verdict;
}

bool DockerIgnore::may_keep_inside(std::string_view folder, const Verdict& verdict) const {
  // Everything inside matches what the folder matches: only exceptions that come later count.
  for (std::size_t i = patterns_.size(); i-- > 0;) {
    if (patterns_[i].exception && patterns_[i].glob.can_match_inside(folder)) {
      return true;
    }
    if (!patterns_[i].exception && verdict.matched[i]) {
      return false;
    }
  }
  return false;
}

}  // namespace voicehub
