#include "core/plan/pull_progress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/docker/json.hpp"

namespace voicehub::plan {
namespace {

// In percent. Each is a line where there is no terminal.
constexpr int kStep = 5;

}  // namespace

std::optional<PullState> PullProgress::add(std::string_view line) {
  const docker::ProgressLine progress = docker::parse_progress(line);
  if (progress.layer.empty()) {
    return std::nullopt;
  }
  Layer& layer = layers_[progress.layer];
  if (progress.status == "Downloading") {
    layer.total = std::max(layer.total, progress.total);
    layer.pulled = progress.current;
  } else if (progress.status == "Download complete") {
    layer.pulled = layer.total;
  } else if (progress.status == "Extracting") {
    layer.pulled = layer.total;
    layer.unpacked = progress.current;
  } else if (progress.status == "Pull complete") {
    layer.pulled = layer.total;
    layer.unpacked = layer.total;
  }
  PullState now = state();
  const int percent = static_cast<int>(now.fraction * 100);
  if (now.detail.empty() || percent < told_ + kStep) {
    return std::nullopt;
  }
  told_ = percent - percent % kStep;
  return now;
}

// Pulling and unpacking are each half of the work.
PullState PullProgress::state() const {
  Layer sum;
  for (const auto& [id, layer] : layers_) {
    sum.total += layer.total;
    sum.pulled += std::min(layer.pulled, layer.total);
    sum.unpacked += std::min(layer.unpacked, layer.total);
  }
  if (sum.total == 0) {
    return {};
  }
  const bool unpacking = sum.pulled == sum.total;
  return {
      .doing = unpacking ? "unpacking" : "pulling",
      .detail = fmt::format(
          "{} of {}", human_bytes(unpacking ? sum.unpacked : sum.pulled), human_bytes(sum.total)),
      .fraction =
          static_cast<double>(sum.pulled + sum.unpacked) / static_cast<double>(2 * sum.total)};
}

}  // namespace voicehub::plan
