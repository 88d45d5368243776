#pragma once

#include <string>

// Digests without a library: this program is static, small, and runs in images that have nothing.
namespace voicehub::agent {

// Of everything that `file` has from where it stands, as lower-case hex. Empty when reading fails.
std::string sha256_hex(int file);
std::string md5_hex(int file);

}  // namespace voicehub::agent
