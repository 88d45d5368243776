#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace voicehub {

// A command that runs in a container beside its process: post_start, pre_stop, and the exec of a
// watch rule.
struct Hook {
  std::vector<std::string> command;
  std::string user;         // empty: the container's
  std::string working_dir;  // empty: the container's
  std::map<std::string, std::optional<std::string>> environment;
  bool privileged = false;

  friend bool operator==(const Hook&, const Hook&) = default;
};

}  // namespace voicehub
