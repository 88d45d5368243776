#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/project/mount.hpp"

namespace voicehub {

enum class EngineKind { tts, asr };

// What Compose has no word for: the `x-voicehub` section of a service. Every key is in
// `x_voicehub_keys()`, which the loader checks against and docs/x-voicehub.md is checked with.
struct XVoicehub {
  std::optional<EngineKind> engine;  // engine: tts | asr
  std::string health;                // health: path probed over HTTP; empty: /health
  std::optional<int> port;    // port: container port of the voice API, where several are published
  bool gpu_optional = false;  // gpu: required | optional
  std::map<std::string, MountRole> mounts;  // mounts: {/app/logs: log}, by target
  std::string sentence;  // sentence: what `voicehub test` says; empty: the built-in one

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
