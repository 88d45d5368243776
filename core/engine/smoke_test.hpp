#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/probe.hpp"
#include "core/project/x_voicehub.hpp"

namespace voicehub::engine {

struct Check {
  std::string name;  // "health", "voices", "speech", "transcription"
  bool passed = false;
  bool skipped = false;  // the engine does not offer it; does not count as failed
  std::string detail;    // "200, 2 languages", "POST /tts: 24 kHz mono, 1.9 s, peak -6.2 dBFS", or
                         // why it failed
  std::string hint;
  std::chrono::milliseconds elapsed{0};
};

struct SmokeTestRequest {
  std::optional<EngineKind> kind;  // absent: found out by asking
  std::string health_path;         // empty: /health
  std::string sentence;
  std::string
      speech_for_recognition;  // a WAV with `sentence` spoken, sent to a speech-to-text engine
  std::chrono::milliseconds deadline = std::chrono::seconds{60};  // per check
};

struct SmokeTestReport {
  std::vector<Check> checks;
  std::string audio;       // the WAV that the engine made
  std::string transcript;  // what the engine understood

  [[nodiscard]] bool passed() const;
};

// What the old helpers' `test` did, for any engine: health, then languages or voices, then speech
// through the first route that answers (/v1/audio/speech, /tts), or a transcription. Later checks
// run when earlier ones failed, unless the engine cannot be reached at all.
[[nodiscard]] Task<SmokeTestReport> smoke_test(http::Client& client, SmokeTestRequest request);

}  // namespace voicehub::engine
