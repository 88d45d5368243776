#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/base/task.hpp"
#include "core/engine/routes.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::ops {

// A running engine of the project, and the way to it.
struct FoundEngine {
  const Service* service = nullptr;
  docker::ContainerSummary container;
  engine::Address address;
  std::unique_ptr<http::Client> client;

  // "tts at 127.0.0.1:8766"
  [[nodiscard]] std::string name() const;
};

// The services that may be meant where the caller names none: those that declare this kind, else
// those that declare none. Pure.
[[nodiscard]] std::vector<const Service*> engine_candidates(const Project& project,
                                                            EngineKind kind);

// The service called `name` (or its container_name), else the project's one engine of that kind.
// Where no service declares a kind, the one that answers as an engine.
[[nodiscard]] Task<FoundEngine> find_engine(Session& session,
                                            const Project& project,
                                            EngineKind kind,
                                            std::string name);

// Why an engine did not do what it was asked for: `wish` is "speech", "a transcription", "voices".
[[nodiscard]] Error engine_failure(const FoundEngine& engine,
                                   const engine::RouteAnswer& answer,
                                   std::string_view wish,
                                   std::chrono::milliseconds deadline);

// Sends again what the engine was too busy for, and says so.
[[nodiscard]] engine::Send patient(engine::Send send, Session& session, std::string service);

}  // namespace voicehub::ops
