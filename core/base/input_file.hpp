#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/partial_file.hpp"
#include "core/base/result.hpp"

namespace voicehub {

// A file that is read piece by piece, from wherever the reader is. What can be read once only (a
// pipe, the standard input) is kept on the disk as it comes, so that it can be sent again.
class InputFile {
 public:
  // "-" is the standard input. not_found, or failed with the reason.
  static Result<InputFile> open(const std::string& path);

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // It can be read once only: whoever opened it reads the descriptor and hands over what came.
  [[nodiscard]] bool is_stream() const { return copy_.has_value(); }

  [[nodiscard]] int descriptor() const { return file_; }

  Result<void> keep(std::string_view bytes) { return copy_ ? copy_->write(bytes) : done(); }

  [[nodiscard]] std::uint64_t size() const { return copy_ ? copy_->size() : size_; }

  // At most `most` bytes; empty at the end, as it was when the file was opened. An error when the
  // file has become shorter.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t most) const;

 private:
  InputFile(std::string path, int file, std::uint64_t size)
      : path_{std::move(path)}, file_{file}, size_{size} {}

  std::string path_;
  int file_;
  std::uint64_t size_;
  std::optional<PartialFile> copy_;
};

}  // namespace voicehub
