// However a log stream is cut into pieces, the payload that comes out is the same.

#include "core/docker/frames.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

// The payload up to the first thing that is no frame.
std::string payload_of(std::string_view stream, std::size_t piece) {
  voicehub::docker::FrameReader reader;
  std::string payload;
  const auto collect = [&](voicehub::docker::OutputStream, std::string_view bytes) {
    payload += bytes;
    return voicehub::done();
  };
  for (std::size_t start = 0; start < stream.size(); start += piece) {
    if (!reader.feed(stream.substr(start, piece), collect)) {
      break;
    }
  }
  return payload;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream{reinterpret_cast<const char*>(data), size};
  if (payload_of(stream, 1) != payload_of(stream, 4096)) {
    __builtin_trap();
  }
  return 0;
}
