#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "core/agent/descriptor.hpp"
#include "core/agent/loop.hpp"
#include "core/agent/run_options.hpp"

namespace voicehub::agent {

// Finds out when a new server answers at a socket that an old one listens at too. It connects again
// and again, looks whose process has accepted, and asks only the new one for its health.
class Readiness {
 public:
  // `leader` is the new server's main process. An empty `health_path` means that to accept is
  // enough. `ready` is called once, and not after this object is gone.
  Readiness(Loop& loop,
            ListenAddress address,
            std::string health_path,
            pid_t leader,
            std::function<void()> ready);
  ~Readiness();

  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

 private:
  enum class Stage { apart, connected, asked };
  enum class Holder { nobody, new_one, other };

  void step();
  void connect();
  void look_who_accepted();
  void ask();
  void receive();
  void give_up();
  [[nodiscard]] Holder holder() const;

  Loop& loop_;
  ListenAddress address_;
  std::string health_path_;
  pid_t leader_;
  std::function<void()> ready_;
  Stage stage_ = Stage::apart;
  Descriptor connection_;
  std::string answer_;
  Loop::Timer timer_;
};

}  // namespace voicehub::agent
