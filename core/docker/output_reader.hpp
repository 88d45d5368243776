#pragma once

#include "core/base/task.hpp"
#include "core/docker/api.hpp"
#include "core/docker/frames.hpp"

namespace voicehub::docker {

// What a process in a container says over a bare connection: in frames that name the stream, or as
// it is where there is a TTY.
class OutputReader {
 public:
  explicit OutputReader(bool tty) : tty_{tty} {}

  // Whatever has arrived; nothing at the end.
  Task<ExecOutput> read(http::Stream& stream);

 private:
  bool tty_;
  FrameReader frames_;
};

}  // namespace voicehub::docker
