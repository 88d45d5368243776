#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/docker/api.hpp"

namespace voicehub::docker {

// Takes apart what logs and exec send without a TTY: frames of an 8 byte header (stream, 0, 0, 0,
// length as big-endian 32 bits) and a payload, which arrive cut at any byte. One long line comes in
// frames of 16 KiB.
class FrameReader {
 public:
  // Hands every payload byte to `sink` as soon as it is there. Unknown streams are an error: it is
  // not a framed stream at all.
  Result<void> feed(std::string_view bytes, const LogSink& sink);

 private:
  static constexpr std::size_t kHeaderBytes = 8;

  Result<void> open_frame();

  std::string header_;
  OutputStream stream_ = OutputStream::standard_output;
  std::size_t payload_left_ = 0;
};

// Whole lines out of pieces, without their "\n" or "\r\n".
class LineReader {
 public:
  explicit LineReader(LineSink sink) : sink_{std::move(sink)} {}

  Result<void> feed(std::string_view bytes);
  // The last line, when it had no end.
  Result<void> finish();

 private:
  Result<void> emit(std::string_view line);

  LineSink sink_;
  std::string partial_;
};

}  // namespace voicehub::docker
