#include "core/docker/frames.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voicehub::docker {

Result<void> FrameReader::feed(std::string_view bytes, const LogSink& sink) {
  while (!bytes.empty()) {
    if (payload_left_ == 0) {
      const std::size_t count = std::min(kHeaderBytes - header_.size(), bytes.size());
      header_ += bytes.substr(0, count);
      bytes.remove_prefix(count);
      if (header_.size() == kHeaderBytes) {
        VH_CHECK(open_frame());
      }
      continue;
    }
    const std::size_t count = std::min(payload_left_, bytes.size());
    VH_CHECK(sink(stream_, bytes.substr(0, count)));
    bytes.remove_prefix(count);
    payload_left_ -= count;
  }
  return done();
}

Result<void> FrameReader::open_frame() {
  const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(header_[i]); };
  // 0 is the echo of standard input; the daemon shows it on standard output.
  if (byte(0) > 2 || byte(1) != 0 || byte(2) != 0 || byte(3) != 0) {
    return make_error(ErrorCode::failed,
                      fmt::format("the daemon sent output that is not in frames: {:?}", header_));
  }
  stream_ = byte(0) == 2 ? OutputStream::standard_error : OutputStream::standard_output;
  payload_left_ = 0;
  for (std::size_t i = 4; i < kHeaderBytes; ++i) {
    payload_left_ = payload_left_ << 8U | byte(i);
  }
  header_.clear();
  return done();
}

Result<void> LineReader::feed(std::string_view bytes) {
  while (true) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) {
      partial_ += bytes;
      return done();
    }
    if (partial_.empty()) {
      VH_CHECK(emit(bytes.substr(0, end)));
    } else {
      partial_ += bytes.substr(0, end);
      VH_CHECK(emit(std::exchange(partial_, {})));
    }
    bytes.remove_prefix(end + 1);
  }
}

Result<void> LineReader::finish() {
  return partial_.empty() ? done() : emit(std::exchange(partial_, {}));
}

Result<void> LineReader::emit(std::string_view line) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return sink_(line);
}

}  // namespace voicehub::docker
