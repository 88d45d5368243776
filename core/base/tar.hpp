#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
  std::int64_t modified = 0;  // seconds since the epoch
};

// A whole archive in memory, for small things put into containers. The same entries are the same
// archive, byte for byte.
[[nodiscard]] std::string make_tar(const std::vector<TarEntry>& entries);
// Files, folders and symbolic links; a hard link is a second file with the content of the first.
[[nodiscard]] Result<std::vector<TarEntry>> read_tar(const std::string& archive);

// Writes an archive piece by piece, for what is too large to be held in memory. An entry whose name
// is ASCII and shorter than 100 bytes is one plain USTAR record; PAX records come only where USTAR
// has no room.
class TarWriter {
 public:
  TarWriter();
  ~TarWriter();
  TarWriter(TarWriter&&) noexcept;
  TarWriter& operator=(TarWriter&&) noexcept;

  // The next entry. For a file exactly `size` bytes follow with write(); entry.content is not
  // looked at.
  void begin(const TarEntry& entry, std::uint64_t size);
  void write(std::string_view bytes);
  void finish();
  // What has been written since the last call, and how much that is.
  [[nodiscard]] std::string take();
  [[nodiscard]] std::size_t pending() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voicehub
