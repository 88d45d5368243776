#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/whisper/decoder_loop.hpp"

namespace voicehub::engines::whisper {

// One recording on its way through the network. Outlives the models that hear its windows.
struct Call {
  std::stop_token stop;
  std::optional<Error> fault;  // why a model gave no logits
};

// When going on from what is cached pays off. Feeding several tokens behind others at once is what
// no export can be trusted with: those are fed one by one, or all are fed again from the start.
struct FeedCosts {
  std::size_t least_kept = 0;         // fewer tokens are sooner fed again
  std::size_t most_single_steps = 1;  // more steps take longer than feeding all again
};

struct Feed {
  std::size_t kept = 0;  // tokens that stay in the cache; with 0, the rest is fed in one run
};

// How to get from the tokens that the network has heard to `wanted`, which is not empty. At least
// the last token is fed, because its logits are asked for.
[[nodiscard]] Feed plan_feed(std::span<const int> fed,
                             std::span<const int> wanted,
                             const FeedCosts& costs);

// A model with a cache of the tokens that it was fed.
class CachedModel : public TokenModel {
 public:
  std::vector<float> next(std::span<const int> tokens) final;

 protected:
  CachedModel(Call& call, FeedCosts costs) : call_{call}, costs_{costs} {}

  // Feeds `tokens` behind the first `kept` ones of those before, and returns the logits after the
  // last. With nothing kept, the cache is empty.
  virtual Result<std::vector<float>> feed(std::size_t kept, std::span<const int> tokens) = 0;

  [[nodiscard]] const std::stop_token& stop() const { return call_.stop; }

 private:
  Result<std::vector<float>> feed_all(std::span<const int> tokens);

  Call& call_;
  FeedCosts costs_;
  std::vector<int> fed_;
};

}  // namespace voicehub::engines::whisper
