#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct TranscribeOptions {
  std::string service;             // empty: the project's asr engine
  std::vector<std::string> files;  // "-": the standard input
  std::string format = "text";     // text, srt, vtt, verbose_json
  std::string language;            // empty: the engine finds out
  std::chrono::seconds timeout{600};
};

// One recording as text.
struct Transcribed {
  std::string service;
  std::string route;
  std::string text;  // in the format that was asked for
  std::chrono::milliseconds total{0};
};

using TranscriptHandler =
    std::function<Result<void>(const std::string& file, const Result<Transcribed>& transcript)>;

// One file after the other; one that fails does not stop the rest. What the handler fails with
// does.
[[nodiscard]] Task<void> transcribe(Session& session,
                                    const Project& project,
                                    TranscribeOptions options,
                                    TranscriptHandler handler);

}  // namespace voicehub::ops
