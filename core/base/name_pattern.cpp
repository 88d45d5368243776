#include "core/base/name_pattern.hpp"

#include <fnmatch.h>

namespace voicehub {
namespace {

bool is_plain(std::string_view text) {
  return text.find_first_of("*?[\\") == std::string_view::npos;
}

}  // namespace

NamePattern::NamePattern(std::string_view pattern) : text_{pattern} {
  if (is_plain(pattern)) {
    return;
  }
  if (pattern.starts_with('*') && is_plain(pattern.substr(1))) {
    kind_ = Kind::suffix;
    text_.erase(0, 1);
  } else if (pattern.ends_with('*') && is_plain(pattern.substr(0, pattern.size() - 1))) {
    kind_ = Kind::prefix;
    text_.pop_back();
  } else {
    kind_ = Kind::pattern;
  }
}

bool NamePattern::matches(std::string_view name) const {
  switch (kind_) {
    case Kind::exact: return name == text_;
    case Kind::suffix: return name.ends_with(text_);
    case Kind::prefix: return name.starts_with(text_);
    case Kind::pattern: return fnmatch(text_.c_str(), std::string{name}.c_str(), 0) == 0;
  }
  return false;
}

}  // namespace voicehub
