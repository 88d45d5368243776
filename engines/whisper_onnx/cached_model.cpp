#include "engines/whisper_onnx/cached_model.hpp"

#include <algorithm>
#include <utility>

namespace voicehub::engines::whisper {

Feed plan_feed(std::span<const int> fed, std::span<const int> wanted, const FeedCosts& costs) {
  const auto common =
      static_cast<std::size_t>(std::ranges::mismatch(fed, wanted).in2 - wanted.begin());
  const std::size_t kept = std::min(common, wanted.size() - 1);
  const bool pays = kept >= costs.least_kept && wanted.size() - kept <= costs.most_single_steps;
  // The step behind all that is cached goes on from it in any case: nothing has to be undone.
  const bool next_step = kept == fed.size() && wanted.size() == kept + 1;
  return Feed{.kept = pays || next_step ? kept : 0};
}

std::vector<float> CachedModel::next(std::span<const int> tokens) {
  if (tokens.empty()) {
    return {};
  }
  Result<std::vector<float>> logits = feed_all(tokens);
  if (logits) {
    fed_.assign(tokens.begin(), tokens.end());
    return std::move(*logits);
  }
  fed_.clear();
  call_.fault = std::move(logits).error();
  return {};
}

Result<std::vector<float>> CachedModel::feed_all(std::span<const int> tokens) {
  const std::size_t kept = plan_feed(fed_, tokens, costs_).kept;
  if (kept == 0) {
    return feed(0, tokens);
  }
  std::vector<float> logits;
  for (std::size_t at = kept; at < tokens.size(); ++at) {
    VH_TRY(logits, feed(at, tokens.subspan(at, 1)));
  }
  return logits;
}

}  // namespace voicehub::engines::whisper
