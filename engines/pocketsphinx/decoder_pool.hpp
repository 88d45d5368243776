#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/pocketsphinx/decoder.hpp"

namespace voicehub::engines::pocketsphinx {

// Decoders for calls that run at once: made when they are needed, up to a bound, and kept.
class DecoderPool {
 public:
  DecoderPool(Model model, int most);

  // Waits while all are lent. `cancelled` when a stop is asked for first.
  [[nodiscard]] Result<Decoder> take(const std::stop_token& stop);

  void give_back(Decoder decoder) noexcept;

 private:
  Model model_;
  int most_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Decoder> idle_;
  int made_ = 0;  // those that are lent included
};

}  // namespace voicehub::engines::pocketsphinx
