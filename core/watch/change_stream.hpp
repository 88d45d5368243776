#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/paths.hpp"
#include "core/base/task.hpp"

namespace voicehub::watch {

struct WatchedTree {
  HostPath path;
  std::vector<std::string> ignore;
  bool recursive = true;
};

struct Change {
  enum class Kind { created, edited, removed };
  Kind kind = Kind::edited;
  HostPath path;
  std::optional<Digest> digest;
};

struct Batch {
  std::vector<Change> changes;
  std::chrono::steady_clock::time_point first_event, settled;
  std::int64_t changed_ns = 0;
  bool rescanned = false;
};

enum class Method { inotify, polling };

struct StreamOptions {
  std::chrono::milliseconds quiet{30}, longest{250}, rescan{10'000}, poll{500};
  std::optional<Method> force;
};

class ChangeStream {
 public:
  static Task<std::unique_ptr<ChangeStream>> open(std::vector<WatchedTree> trees,
                                                  StreamOptions options = {});
  Task<Batch> next();
  std::string method() const;
  std::vector<std::string> warnings() const;
};

}  // namespace voicehub::watch
