#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/event.hpp"
#include "core/docker/types.hpp"
#include "core/engine/probe.hpp"
#include "core/engine/routes.hpp"
#include "core/project/x_voicehub.hpp"

namespace voicehub::ops {

// An engine that runs, in a container or as a process of this machine, and the way to it.
struct FoundEngine {
  std::string service;
  engine::Address address;
  std::unique_ptr<http::Client> client;
  std::optional<docker::ContainerId> container;  // nothing: it is a process

  // "tts at 127.0.0.1:8766"
  [[nodiscard]] std::string name() const;
  // How a verb on it is typed: "voicehub logs tts".
  [[nodiscard]] std::string command(std::string_view verb) const;
};

// "tts", "asr"
[[nodiscard]] std::string_view to_text(EngineKind kind);
// With its article, "an asr engine": the names are read out letter by letter.
[[nodiscard]] std::string with_article(EngineKind kind);

// For a verb on an engine that does not run, and how a start of it is typed.
[[nodiscard]] std::unexpected<Error> not_running(std::string_view service,
                                                 std::string_view start = "voicehub start");
// For a verb on a container that cannot be reached.
[[nodiscard]] std::unexpected<Error> without_port(std::string_view service);
// For a verb that was given an engine of another kind.
[[nodiscard]] std::unexpected<Error> wrong_kind(const std::string& name,
                                                EngineKind kind,
                                                EngineKind wanted);

// Why an engine did not do what it was asked for: `wish` is "speech", "a transcription", "voices".
[[nodiscard]] Error engine_failure(const FoundEngine& engine,
                                   const engine::RouteAnswer& answer,
                                   std::string_view wish,
                                   std::chrono::milliseconds deadline);

// Sends again what the engine was too busy for, and says so.
[[nodiscard]] engine::Send patient(engine::Send send, EventSink& events, std::string service);

}  // namespace voicehub::ops
