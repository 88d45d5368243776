#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"

namespace voicehub {

enum class FileType { file, folder, link, other };

struct FileStatus {
  FileType type = FileType::file;
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  std::uint32_t mode = 0;        // permission bits
  std::int64_t modified_ns = 0;  // since the epoch
};

// The disk of this machine, as far as decisions need it. Tests that need a disk use a temporary
// folder.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  [[nodiscard]] virtual Result<std::string> read(const HostPath& path) const = 0;
  // Follows links. Nothing when the path does not exist.
  [[nodiscard]] virtual std::optional<FileStatus> status(const HostPath& path) const = 0;
  // Names in the folder, sorted, without "." and "..".
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const HostPath& folder) const = 0;
  virtual Result<void> create_folder(const HostPath& path) = 0;
  // Complete or not at all: written beside the target and renamed over it.
  virtual Result<void> write(const HostPath& path, const std::string& content) = 0;
};

// The real one. One for the whole process; it has no state.
[[nodiscard]] FileSystem& local_file_system();

}  // namespace voicehub
