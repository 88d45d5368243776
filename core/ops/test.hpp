#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/smoke_test.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct TestOptions {
  std::vector<std::string> services;  // empty: every engine of the project
  std::string sentence;               // empty: x-voicehub.sentence, else the built-in one
  std::string speech_file;            // WAV for speech-to-text engines
  std::chrono::seconds timeout{60};   // per check
};

struct TestedService {
  std::string service;
  engine::SmokeTestReport report;
};

// Sends each engine what a client would send, and judges the answers. The audio of a text-to-speech
// engine of the same project is what a speech-to-text engine is given when no file is.
[[nodiscard]] Task<std::vector<TestedService>> test(Session& session,
                                                    const Project& project,
                                                    TestOptions options);

}  // namespace voicehub::ops
