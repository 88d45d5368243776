#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"

namespace voicehub {

// A file that is there when it is complete, and not at all otherwise: it grows beside its target as
// <target>.part, which is gone with this object unless it was finished.
class PartialFile {
 public:
  // What is no ordinary file (a pipe, /dev/null) is written to directly.
  static Result<PartialFile> beside(const HostPath& target);
  // Without a name: gone with this object in any case.
  static Result<PartialFile> unnamed();

  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;
  ~PartialFile();

  Result<void> write(std::string_view bytes);
  // At most `most` bytes from `offset` on; empty where nothing has been written yet.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t most) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }

  // Puts it in place of the target.
  Result<void> finish();

 private:
  PartialFile(int file, std::string part, std::string target)
      : file_{file}, part_{std::move(part)}, target_{std::move(target)} {}

  int file_;
  std::string part_;  // empty: there is nothing to rename or to remove
  std::string target_;
  std::uint64_t size_ = 0;
};

}  // namespace voicehub
