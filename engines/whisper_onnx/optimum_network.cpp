#include "engines/whisper_onnx/optimum_network.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace voicehub::engines::whisper {
namespace {

using onnx::NamedTensor;
using onnx::Tensor;

constexpr std::string_view kSwitch = "use_cache_branch";
constexpr std::string_view kPositions = "cache_position";
constexpr std::string_view kPast = "past_key_values";
constexpr std::string_view kHidden = "encoder_hidden_states";

// [1, heads, positions, width] with only the first `length` positions.
Tensor shortened(const Tensor& tensor, std::size_t length) {
  onnx::Shape shape = tensor.shape();
  if (shape.size() != 4 || std::cmp_less_equal(shape[2], length)) {
    return tensor;
  }
  const std::span<const float> from = tensor.floats();
  const std::size_t row = static_cast<std::size_t>(shape[2] * shape[3]);
  const std::size_t kept = length * static_cast<std::size_t>(shape[3]);
  std::vector<float> values;
  for (std::size_t head = 0; head < from.size(); head += row) {
    const std::span<const float> part = from.subspan(head, kept);
    values.insert(values.end(), part.begin(), part.end());
  }
  shape[2] = static_cast<std::int64_t>(length);
  return Tensor::of(values, shape);
}

class OptimumModel : public CachedModel {
 public:
  // The first run is for the encoder's keys and values too, which takes as long as a dozen tokens.
  static constexpr FeedCosts kCosts{.least_kept = 1, .most_single_steps = 16};

  OptimumModel(const OptimumNetwork& network, Tensor hidden, Call& call)
      : CachedModel{call, kCosts},
        network_{network},
        hidden_{std::move(hidden)},
        cache_(network.pasts().size()) {}

 protected:
  Result<std::vector<float>> feed(std::size_t kept, std::span<const int> tokens) override {
    const bool first = kept == 0;
    const onnx::Session& decoder = first ? network_.first() : network_.later();
    for (std::size_t at = 0; at < cache_.size(); ++at) {
      if (!first && !network_.pasts()[at].of_encoder) {
        cache_[at] = shortened(cache_[at], kept);
      }
    }
    const std::vector<NamedTensor> inputs = inputs_of(decoder, kept, tokens);
    std::vector<NamedTensor> outputs{{.name = "logits", .tensor = {}}};
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < cache_.size(); ++at) {
      const OptimumNetwork::Past& past = network_.pasts()[at];
      if (first || !past.of_encoder) {
        outputs.push_back({.name = past.output, .tensor = {}});
        places.push_back(at);
      }
    }
    VH_CHECK(decoder.run(inputs, outputs, stop()));
    for (std::size_t at = 0; at < places.size(); ++at) {
      cache_[places[at]] = std::move(outputs[at + 1].tensor);
    }
    return last_row(outputs.front().tensor);
  }

 private:
  // Which of them a decoder has differs from export to export.
  [[nodiscard]] std::vector<NamedTensor> inputs_of(const onnx::Session& decoder,
                                                   std::size_t kept,
                                                   std::span<const int> tokens) const {
    const std::vector<std::int64_t> ids = to_integers(tokens);
    const auto count = static_cast<std::int64_t>(ids.size());
    std::vector<NamedTensor> inputs{{.name = "input_ids", .tensor = Tensor::of(ids, {1, count})}};
    if (decoder.input(kHidden) != nullptr) {
      inputs.push_back({.name = std::string{kHidden}, .tensor = hidden_});
    }
    if (decoder.input(kSwitch) != nullptr) {
      inputs.push_back({.name = std::string{kSwitch}, .tensor = Tensor::of(kept > 0)});
    }
    if (decoder.input(kPositions) != nullptr) {
      std::vector<std::int64_t> positions(ids.size());
      std::iota(positions.begin(), positions.end(), static_cast<std::int64_t>(kept));
      inputs.push_back({.name = std::string{kPositions}, .tensor = Tensor::of(positions, {count})});
    }
    for (std::size_t at = 0; at < cache_.size(); ++at) {
      const OptimumNetwork::Past& past = network_.pasts()[at];
      if (decoder.input(past.input) != nullptr) {
        inputs.push_back(
            {.name = past.input, .tensor = kept > 0 ? cache_[at] : Tensor::zeros(past.empty)});
      }
    }
    return inputs;
  }

  const OptimumNetwork& network_;
  Tensor hidden_;
  std::vector<Tensor> cache_;  // in the order of the network's pasts
};

Result<std::vector<OptimumNetwork::Past>> pasts_of(const onnx::Session& decoder) {
  std::vector<OptimumNetwork::Past> pasts;
  for (const onnx::Port& port : decoder.inputs()) {
    if (!port.name.starts_with(kPast)) {
      continue;
    }
    OptimumNetwork::Past past{.input = port.name,
                              .output = "present" + port.name.substr(kPast.size()),
                              .of_encoder = port.name.contains(".encoder."),
                              .empty = {}};
    VH_TRY(const int heads, size_of(decoder, port, 1, "decoder_attention_heads"));
    VH_TRY(const int width, size_of(decoder, port, 3, "head_width"));
    past.empty = {1, heads, 0, width};
    pasts.push_back(std::move(past));
  }
  if (pasts.empty()) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("{} has no cache: no input begins with '{}'", decoder.file().string(), kPast),
        "export the model for the task automatic-speech-recognition-with-past");
  }
  return pasts;
}

Result<void> check(const onnx::Session& first,
                   const onnx::Session& later,
                   const std::vector<OptimumNetwork::Past>& pasts) {
  VH_CHECK(need_input(first, "input_ids"));
  VH_CHECK(need_input(first, kHidden));
  VH_CHECK(need_output(first, "logits"));
  VH_CHECK(need_input(later, "input_ids"));
  VH_CHECK(need_output(later, "logits"));
  for (const OptimumNetwork::Past& past : pasts) {
    VH_CHECK(need_output(first, past.output));
    if (!past.of_encoder) {
      VH_CHECK(need_output(later, past.output));
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Network>> OptimumNetwork::load(onnx::Session encoder,
                                                      const ModelFiles& files,
                                                      const onnx::SessionOptions& options) {
  VH_TRY(onnx::Session first, onnx::Session::load(files.decoder, options));
  std::optional<onnx::Session> later;
  if (first.input(kSwitch) == nullptr && !files.decoder_with_past.empty()) {
    VH_TRY(later, onnx::Session::load(files.decoder_with_past, options));
  }
  VH_TRY(std::vector<Past> pasts, pasts_of(later ? *later : first));
  VH_CHECK(check(first, later ? *later : first, pasts));
  VH_CHECK(need_output(encoder, "last_hidden_state"));
  VH_TRY(const int bins, size_of(encoder, *encoder.input("input_features"), 1, "n_mels"));
  VH_TRY(const int vocabulary_size, size_of(first, *first.output("logits"), -1, "n_vocab"));
  std::unique_ptr<OptimumNetwork> network{
      new OptimumNetwork{std::move(encoder), std::move(first), std::move(later)}};
  network->pasts_ = std::move(pasts);
  network->bins_ = bins;
  network->vocabulary_size_ = vocabulary_size;
  return network;
}

Result<std::unique_ptr<TokenModel>> OptimumNetwork::hear(std::span<const float> mel,
                                                         Call& call) const {
  const NamedTensor inputs[] = {
      {.name = "input_features", .tensor = Tensor::of(mel, {1, bins_, kWindowFrames})}};
  VH_TRY(Tensor hidden, encoder_.run(inputs, "last_hidden_state", call.stop));
  return std::make_unique<OptimumModel>(*this, std::move(hidden), call);
}

}  // namespace voicehub::engines::whisper
