#pragma once

#include <expected>
#include <utility>

#include "core/base/error.hpp"

namespace voicehub {

// The value, or why there is none. Failing is normal and is never thrown; exceptions mean a bug.
template <typename T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

// The value of a function that has nothing to return but success: `co_return done();`
inline Result<void> done() {
  return {};
}

}  // namespace voicehub

#define VH_CONCAT_INNER(a, b) a##b
#define VH_CONCAT(a, b) VH_CONCAT_INNER(a, b)

// VH_TRY(const Digest digest, digest_of(path)): declares `digest`, or returns the error of the
// expression.
#define VH_TRY_IMPL(temporary, return_keyword, declaration, ...)  \
  auto temporary = (__VA_ARGS__);                                 \
  if (!temporary) {                                               \
    return_keyword std::unexpected(std::move(temporary).error()); \
  }                                                               \
  declaration = std::move(*temporary)

#define VH_CHECK_IMPL(temporary, return_keyword, ...)             \
  if (auto temporary = (__VA_ARGS__); !temporary) {               \
    return_keyword std::unexpected(std::move(temporary).error()); \
  }

#define VH_TRY(declaration, ...) \
  VH_TRY_IMPL(VH_CONCAT(vh_result_, __LINE__), return, declaration, __VA_ARGS__)
#define VH_CO_TRY(declaration, ...) \
  VH_TRY_IMPL(VH_CONCAT(vh_result_, __LINE__), co_return, declaration, __VA_ARGS__)

// The same for Result<void>, where only failure matters.
#define VH_CHECK(...) VH_CHECK_IMPL(VH_CONCAT(vh_result_, __LINE__), return, __VA_ARGS__)
#define VH_CO_CHECK(...) VH_CHECK_IMPL(VH_CONCAT(vh_result_, __LINE__), co_return, __VA_ARGS__)
