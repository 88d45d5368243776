// Whatever the daemon sends as an archive is read or refused.

#include "core/base/tar.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)voicehub::read_tar(std::string{reinterpret_cast<const char*>(data), size});
  return 0;
}
