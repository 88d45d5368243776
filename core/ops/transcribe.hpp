#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/found_engine.hpp"

namespace voicehub::ops {

struct TranscribeOptions {
  std::vector<std::string> files;     // "-": the standard input
  std::string as = "text";            // text, srt, vtt, json
  std::string language;               // empty: the engine finds out
  std::chrono::seconds timeout{600};  // for each file, from its last byte on
};

struct Transcript {
  std::string service;
  std::string file;
  Result<std::string> text;  // as asked for; or why there is none
  std::chrono::milliseconds elapsed{0};
};

// Takes each transcript as it comes. Its error ends the verb.
using TakeTranscript = std::function<Result<void>(Transcript transcript)>;

// Has an engine write down what is said in the files, one after the other. A file that cannot be
// read, or that the engine refuses, does not keep the others.
[[nodiscard]] Task<void> transcribe(FoundEngine engine,
                                    EventSink& events,
                                    TranscribeOptions options,
                                    TakeTranscript take);

}  // namespace voicehub::ops
