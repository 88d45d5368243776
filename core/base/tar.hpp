#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub {

struct TarEntry {
  std::string name;  // relative, '/' between parts
  std::string content;
  std::uint32_t mode = 0644;
  std::string link_target;  // makes it a symbolic link
  bool folder = false;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

// A whole archive in memory, for small things put into containers. Owner and time are fixed, so
// that the same content is the same archive.
[[nodiscard]] std::string make_tar(const std::vector<TarEntry>& entries);
[[nodiscard]] Result<std::vector<TarEntry>> read_tar(const std::string& archive);

}  // namespace voicehub
