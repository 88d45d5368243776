#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"

namespace voicehub::ops {

// What became of one batch of edits on one container: the line that `voicehub dev` prints.
struct Edit {
  std::string service;             // "tts", or "tts:2"
  std::vector<std::string> files;  // as a person would write them; empty: asked for by a key
  std::string rule;                // "source mount at /app/server.py"
  std::string action;              // "restart", "sync", "rebuild" …
  std::string how;                 // "warm", "handover", "process", "container"; empty: no restart
  std::string kept;                // warm: what the server says it has kept
  std::vector<std::string> warnings;

  // Each counted from the end of the one before; nothing: it has not come to that.
  std::optional<std::chrono::milliseconds> detected;  // from the save
  std::optional<std::chrono::milliseconds> built;     // x-voicehub.build
  std::optional<std::chrono::milliseconds> restarted;
  std::optional<std::chrono::milliseconds> healthy;
  std::optional<std::chrono::milliseconds> verified;
  std::optional<std::chrono::milliseconds> first_audio;  // with --speak, from the request

  std::optional<Digest> digest;  // of the edited file, as the container has it
  std::optional<Error> failure;  // nothing: the new code is serving, and that is proven
};

using EditSink = std::function<void(const Edit& edit)>;

}  // namespace voicehub::ops
