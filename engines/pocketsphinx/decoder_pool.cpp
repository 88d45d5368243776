#include "engines/pocketsphinx/decoder_pool.hpp"

#include <cstddef>
#include <utility>

namespace voicehub::engines::pocketsphinx {

DecoderPool::DecoderPool(Model model, int most) : model_{std::move(model)}, most_{most} {
  idle_.reserve(static_cast<std::size_t>(most));  // give_back() needs no memory then
}

Result<Decoder> DecoderPool::take(const std::stop_token& stop) {
  {
    std::unique_lock lock{mutex_};
    if (!changed_.wait(lock, stop, [this] { return !idle_.empty() || made_ < most_; })) {
      return make_error(ErrorCode::cancelled, "stopped while waiting for a decoder");
    }
    if (!idle_.empty()) {
      Decoder decoder = std::move(idle_.back());
      idle_.pop_back();
      return decoder;
    }
    ++made_;
  }
  auto decoder = Decoder::create(model_);  // not under the lock: it takes a third of a second
  if (!decoder) {
    const std::scoped_lock lock{mutex_};
    --made_;
    changed_.notify_one();
  }
  return decoder;
}

void DecoderPool::give_back(Decoder decoder) noexcept {
  {
    const std::scoped_lock lock{mutex_};
    idle_.push_back(std::move(decoder));
  }
  changed_.notify_one();
}

}  // namespace voicehub::engines::pocketsphinx
