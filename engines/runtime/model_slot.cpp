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
  std::unique_lock lock{mutex_};
  if (state_ == ModelState::loaded || state_ == ModelState::loading) {
    return false;
  }
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
  return true;
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

Result<std::shared_ptr<void>> AnyModelSlot::use_any() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return state_ != ModelState::loading; });
  if (state_ != ModelState::loaded) {
    state_ = ModelState::loading;
    VH_CHECK(load(lock));
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
