#pragma once

#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/project/hook.hpp"

namespace voicehub {

enum class WatchAction { sync, restart, sync_restart, sync_exec, rebuild };

// One entry of `develop.watch`.
struct WatchRule {
  WatchAction action = WatchAction::restart;
  HostPath path;
  ContainerPath target;  // where `sync` puts the file; empty for restart and rebuild
  std::vector<std::string> ignore;
  std::vector<std::string> include;
  Hook exec;  // sync_exec
  bool initial_sync = false;

  friend bool operator==(const WatchRule&, const WatchRule&) = default;
};

}  // namespace voicehub
