#pragma once

#include <cstdint>

namespace voicehub {

// Of a service or a build, by the kernel's name: nofile, nproc. -1: no limit.
struct UlimitSpec {
  std::int64_t soft = 0;
  std::int64_t hard = 0;

  friend bool operator==(const UlimitSpec&, const UlimitSpec&) = default;
};

}  // namespace voicehub
