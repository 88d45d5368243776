#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/task.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct TranscribeOptions {
  std::string service;                // empty: the project's asr engine
  std::vector<std::string> files;     // "-": the standard input
  std::string as = "text";            // text, srt, vtt, json
  std::string language;               // empty: the engine finds out
  std::chrono::seconds timeout{600};  // for each file, from its last byte on
};

struct Transcript {
  std::string file;
  Result<std::string> text;  // as asked for; or why there is none
  std::chrono::milliseconds elapsed{0};
};

struct Transcripts {
  std::string service;
  std::vector<Transcript> files;  // in the order of the options

  [[nodiscard]] bool all_done() const;
};

// Has an engine write down what is said in the files, one after the other. A file that cannot be
// read, or that the engine refuses, does not keep the others.
[[nodiscard]] Task<Transcripts> transcribe(Session& session,
                                           const Project& project,
                                           TranscribeOptions options);

}  // namespace voicehub::ops
