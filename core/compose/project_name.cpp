#include "core/compose/project_name.hpp"

#include <fmt/format.h>

namespace voicehub::compose {

Result<std::string> checked_project_name(std::string_view name) {
  std::string right = normalized_project_name(name);
  if (right != name) {
    return make_error(ErrorCode::invalid_project,
                      fmt::format("'{}' cannot be a project name: it takes lower-case letters, "
                                  "digits, '-' and '_', and starts with a letter or digit",
                                  name),
                      right.empty() ? "" : fmt::format("'{}' can", right));
  }
  return right;
}

std::string normalized_project_name(std::string_view name) {
  std::string normalized;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normalized += c;
    } else if (c >= 'A' && c <= 'Z') {
      normalized += static_cast<char>(c - 'A' + 'a');
    } else if ((c == '_' || c == '-') && !normalized.empty()) {
      normalized += c;
    }
  }
  return normalized;
}

}  // namespace voicehub::compose
