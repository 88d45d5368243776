#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/base/result.hpp"
#include "engines/runtime/metrics.hpp"

namespace voicehub::engines {

enum class ModelState {
  loading,  // for the first time, or again
  loaded,
  unloaded,  // was let go: the next that uses it loads it
  failed,    // could not be loaded; the next that uses it tries again
};

// One model of an engine: loaded in the background, shared by all that use it, let go when nobody
// has used it for a while. Safe to use from every thread.
class AnyModelSlot {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Loader = std::function<Result<std::shared_ptr<void>>()>;

  // Without `ttl` it stays. The metrics outlive the slot.
  AnyModelSlot(std::string name,
               Loader load,
               Metrics& metrics,
               std::optional<std::chrono::seconds> ttl);
  ~AnyModelSlot();  // waits for a load that runs
  AnyModelSlot(const AnyModelSlot&) = delete;
  AnyModelSlot& operator=(const AnyModelSlot&) = delete;

  struct Status {
    ModelState state = ModelState::unloaded;
    std::string why;                              // of `failed`
    std::optional<std::chrono::seconds> expires;  // from now, unless it is used
  };

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] Status status() const;

  // On a thread of its own. `done` is called there. False when it is loaded or being loaded.
  bool load_in_background(std::function<void(const Result<void>&)> done = {});

  // Those that use the model keep it until they are done. False when there is none.
  bool unload();

  // Lets go of it when its time has come.
  void unload_if_idle();

 protected:
  // Loads it where that has to be, and waits for it. `cancelled` when a stop is asked for first:
  // the load goes on for the next one.
  [[nodiscard]] Result<std::shared_ptr<void>> use_any(const std::stop_token& stop);

 private:
  void begin_load(std::function<void(const Result<void>&)> done);
  Result<void> load(std::unique_lock<std::mutex>& lock);

  std::string name_;
  Loader load_;
  Metrics& metrics_;
  std::optional<std::chrono::seconds> ttl_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<void> model_;
  ModelState state_ = ModelState::unloaded;
  Error failure_;
  Time last_use_;
  std::thread loading_;
};

template <typename Model>
class ModelSlot : public AnyModelSlot {
 public:
  using Load = std::function<Result<std::unique_ptr<Model>>()>;

  ModelSlot(std::string name,
            Load load,
            Metrics& metrics,
            std::optional<std::chrono::seconds> ttl = {})
      : AnyModelSlot{std::move(name),
                     [load = std::move(load)]() -> Result<std::shared_ptr<void>> {
                       VH_TRY(std::unique_ptr<Model> model, load());
                       return std::shared_ptr<Model>{std::move(model)};
                     },
                     metrics,
                     ttl} {}

  // For a worker's thread: may take as long as a load.
  [[nodiscard]] Result<std::shared_ptr<Model>> use(const std::stop_token& stop = {}) {
    VH_TRY(std::shared_ptr<void> model, use_any(stop));
    return std::static_pointer_cast<Model>(std::move(model));
  }
};

}  // namespace voicehub::engines
