#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/mount.hpp"
#include "core/project/watch_rule.hpp"

namespace voicehub {

enum class EngineKind { tts, asr };

// How an edit gets into the running server; each falls back to the next where it cannot be done.
enum class ReloadKind {
  warm,       // the server re-imports the edited modules by itself and keeps what it has loaded
  handover,   // a new process takes over the listening socket before the old one ends
  process,    // the process is ended and started again in the same container
  container,  // the container is restarted
};

[[nodiscard]] std::string_view to_text(ReloadKind kind);

// What Compose has no word for: the `x-voicehub` section of a service. Every key is in
// `x_voicehub_keys()`, which the loader checks against and docs/x-voicehub.md is checked with.
struct XVoicehub {
  std::optional<EngineKind> engine;  // engine: tts | asr
  std::string health;                // health: path probed over HTTP; empty: /health
  std::optional<int> port;    // port: container port of the voice API, where several are published
  bool gpu_optional = false;  // gpu: required | optional
  std::map<std::string, MountRole> mounts;  // mounts: {/app/logs: log}, by target
  std::string sentence;              // sentence: what `voicehub test` says; empty: the built-in one
  std::optional<ReloadKind> reload;  // reload: absent: the quickest that the server can
  // check, build: commands in the container before a restart. One word is a line for the shell.
  std::vector<std::string> check;
  std::vector<std::string> build;
  std::string build_service;  // build_service: whose container builds; empty: its own
  std::optional<std::vector<WatchRule>> watch;  // watch: in place of the automatic rules

  friend bool operator==(const XVoicehub&, const XVoicehub&) = default;
};

struct XVoicehubKey {
  std::string_view name;
  std::string_view level;  // "service" or "top"
  std::string_view type;
  std::string_view default_value;
  std::string_view meaning;
};

[[nodiscard]] std::span<const XVoicehubKey> x_voicehub_keys();

}  // namespace voicehub
