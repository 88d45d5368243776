#include "engines/runtime/model_slot.hpp"

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace voicehub::engines {

using Clock = std::chrono::steady_clock;

AnyModelSlot::AnyModelSlot(std::string name,
                           Loader load,
                           Metrics& metrics,
                           std::optional<std::chrono::seconds> ttl)
    : name_{std::move(name)}, load_{std::move(load)}, metrics_{metrics}, ttl_{ttl} {}

AnyModelSlot::~AnyModelSlot() {
  if (loading_.joinable()) {
    loading_.join();
  }
}

AnyModelSlot::Status AnyModelSlot::status() const {
  const std::scoped_lock lock{mutex_};
  Status status{.state = state_, .why = failure_.message};
  if (state_ == ModelState::loaded && ttl_) {
    const auto left = last_use_ + *ttl_ - Clock::now();
    status.expires = std::max(std::chrono::ceil<std::chrono::seconds>(left), {});
  }
  return status;
}

bool AnyModelSlot::load_in_background(std::function<void(const Result<void>&)> done) {
  const std::scoped_lock lock{mutex_};
  if (state_ == ModelState::loaded || state_ == ModelState::loading) {
    return false;
  }
  begin_load(std::move(done));
  return true;
}

// With the lock, in a state in which nobody loads.
void AnyModelSlot::begin_load(std::function<void(const Result<void>&)> done) {
  if (loading_.joinable()) {
    loading_.join();  // it has ended: the state says so
  }
  state_ = ModelState::loading;
  loading_ = std::thread{[this, done = std::move(done)] {
    std::unique_lock own{mutex_};
    const Result<void> outcome = load(own);
    own.unlock();
    if (done) {
      done(outcome);
    }
  }};
}

bool AnyModelSlot::unload() {
  std::shared_ptr<void> model;
  {
    const std::scoped_lock lock{mutex_};
    if (state_ != ModelState::loaded) {
      return false;
    }
    state_ = ModelState::unloaded;
    model = std::exchange(model_, nullptr);
  }
  model.reset();
  ::malloc_trim(0);
  return true;
}

void AnyModelSlot::unload_if_idle() {
  const auto idle = [&] {
    const std::scoped_lock lock{mutex_};
    return state_ == ModelState::loaded && ttl_ && Clock::now() >= last_use_ + *ttl_ &&
           model_.use_count() == 1;
  };
  if (idle()) {
    unload();
  }
}

// On a thread of its own, as a load cannot be stopped, and who waits for it can.
Result<std::shared_ptr<void>> AnyModelSlot::use_any(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (state_ != ModelState::loaded) {
    if (state_ != ModelState::loading) {
      begin_load({});
    }
    if (!changed_.wait(lock, stop, [&] { return state_ != ModelState::loading; })) {
      return make_error(ErrorCode::cancelled, "stopped while the model was being loaded");
    }
    if (state_ == ModelState::failed) {
      return std::unexpected(failure_);
    }
  }
  last_use_ = Clock::now();
  return model_;
}

// The state is `loading` and this thread's to change.
Result<void> AnyModelSlot::load(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  const auto began = Clock::now();
  auto model = load_();
  lock.lock();
  last_use_ = Clock::now();
  if (model) {
    model_ = std::move(*model);
    state_ = ModelState::loaded;
    failure_ = {};
    metrics_.model_loaded(Clock::now() - began);
  } else {
    state_ = ModelState::failed;
    failure_ = model.error();
  }
  changed_.notify_all();
  if (!model) {
    return std::unexpected(failure_);
  }
  return done();
}

}  // namespace voicehub::engines
