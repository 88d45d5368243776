#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace voicehub::agent {

constexpr std::size_t kMaximumFile = 64UL << 20U;

// All of `file` from where it stands, or nothing, with errno. More than `limit` bytes: EFBIG.
std::optional<std::string> read_all(int file, std::size_t limit = kMaximumFile);
std::optional<std::string> read_file(const std::string& path, std::size_t limit = kMaximumFile);

// False, with errno, when not all of it could be written. `file` may be a pipe.
bool write_all(int file, std::string_view bytes);

// One line on stderr, "voicehub-agent: TEXT". It is dropped when nobody reads there: process 1 must
// not wait for a reader.
void say(const std::string& text);

}  // namespace voicehub::agent
