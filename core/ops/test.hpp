#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/task.hpp"
#include "core/engine/routes.hpp"
#include "core/engine/smoke_test.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

struct TestOptions {
  std::string sentence;              // empty: x-voicehub.sentence, else the built-in one
  std::string speech_file;           // WAV for speech-to-text engines
  std::chrono::seconds timeout{60};  // per check
};

// A running engine, and what is said of it.
struct TestTarget {
  std::string service;
  engine::Address address;
  XVoicehub settings;
};

struct TestedService {
  std::string service;
  engine::SmokeTestReport report;
};

// The named services of the project, else all that are engines.
[[nodiscard]] Task<std::vector<TestTarget>> test_targets(Session& session,
                                                         const Project& project,
                                                         std::vector<std::string> services);

// Sends each engine what a client would send, and judges the answers. The audio of a text-to-speech
// engine among them is what a speech-to-text engine is given when no file is.
[[nodiscard]] Task<std::vector<TestedService>> test(Session& session,
                                                    std::vector<TestTarget> targets,
                                                    TestOptions options);

}  // namespace voicehub::ops
