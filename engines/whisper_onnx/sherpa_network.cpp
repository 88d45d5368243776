#include "engines/whisper_onnx/sherpa_network.hpp"

#include <string>
#include <utility>

namespace voicehub::engines::whisper {
namespace {

using onnx::NamedTensor;
using onnx::Tensor;

constexpr std::string_view kKeys = "in_n_layer_self_k_cache";
constexpr std::string_view kValues = "in_n_layer_self_v_cache";
constexpr std::string_view kKeysAfter = "out_n_layer_self_k_cache";
constexpr std::string_view kValuesAfter = "out_n_layer_self_v_cache";
constexpr std::string_view kCrossKeys = "n_layer_cross_k";
constexpr std::string_view kCrossValues = "n_layer_cross_v";

NamedTensor named(std::string_view name, Tensor tensor = {}) {
  return {.name = std::string{name}, .tensor = std::move(tensor)};
}

struct Cache {
  Tensor keys;
  Tensor values;
};

class SherpaModel : public CachedModel {
 public:
  // Its causal mask fits several tokens at the very beginning only. There, a dozen take as long as
  // one, and so are fed again rather than undone in the cache.
  static constexpr FeedCosts kCosts{.least_kept = 16, .most_single_steps = 1};

  SherpaModel(const SherpaNetwork& network, Tensor cross_keys, Tensor cross_values, Call& call)
      : CachedModel{call, kCosts},
        network_{network},
        cross_keys_{std::move(cross_keys)},
        cross_values_{std::move(cross_values)} {}

 protected:
  Result<std::vector<float>> feed(std::size_t kept, std::span<const int> tokens) override {
    if (kept == 0) {
      now_ = empty();
    }
    if (!after_.keys) {
      after_ = empty();
    }
    const std::vector<std::int64_t> ids = to_integers(tokens);
    const std::vector<std::int64_t> offset{static_cast<std::int64_t>(kept)};
    const NamedTensor inputs[] = {
        named("tokens", Tensor::of(ids, {1, static_cast<std::int64_t>(ids.size())})),
        named(kKeys, now_.keys),
        named(kValues, now_.values),
        named(kCrossKeys, cross_keys_),
        named(kCrossValues, cross_values_),
        named("offset", Tensor::of(offset, {1}))};
    NamedTensor outputs[] = {
        named("logits"), named(kKeysAfter, after_.keys), named(kValuesAfter, after_.values)};
    VH_CHECK(network_.decoder().run(inputs, outputs, stop()));
    // Megabytes for each token: two of them take turns, and none is allocated anew.
    std::swap(now_, after_);
    return last_row(outputs[0].tensor);
  }

 private:
  [[nodiscard]] Cache empty() const {
    return {.keys = Tensor::zeros(network_.cache_shape()),
            .values = Tensor::zeros(network_.cache_shape())};
  }

  const SherpaNetwork& network_;
  Tensor cross_keys_;
  Tensor cross_values_;
  Cache now_;
  Cache after_;
};

Result<void> check(const onnx::Session& encoder, const onnx::Session& decoder) {
  for (const std::string_view name : {kCrossKeys, kCrossValues}) {
    VH_CHECK(need_output(encoder, name));
    VH_CHECK(need_input(decoder, name));
  }
  for (const std::string_view name : {std::string_view{"tokens"}, kKeys, kValues}) {
    VH_CHECK(need_input(decoder, name));
  }
  VH_CHECK(need_input(decoder, "offset"));
  for (const std::string_view name : {std::string_view{"logits"}, kKeysAfter, kValuesAfter}) {
    VH_CHECK(need_output(decoder, name));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Network>> SherpaNetwork::load(onnx::Session encoder,
                                                     const ModelFiles& files,
                                                     const onnx::SessionOptions& options) {
  VH_TRY(onnx::Session decoder, onnx::Session::load(files.decoder, options));
  VH_CHECK(check(encoder, decoder));
  VH_TRY(const int bins, size_of(encoder, *encoder.input("mel"), 1, "n_mels"));
  VH_TRY(const int vocabulary_size, size_of(encoder, *decoder.output("logits"), -1, "n_vocab"));
  const onnx::Port& cache = *decoder.input(kKeys);
  VH_TRY(const int layers, size_of(encoder, cache, 0, "n_text_layer"));
  VH_TRY(const int length, size_of(encoder, cache, 2, "n_text_ctx"));
  VH_TRY(const int width, size_of(encoder, cache, 3, "n_text_state"));
  std::unique_ptr<SherpaNetwork> network{new SherpaNetwork{std::move(encoder), std::move(decoder)}};
  network->cache_shape_ = {layers, 1, length, width};
  network->bins_ = bins;
  network->vocabulary_size_ = vocabulary_size;
  return network;
}

Result<std::unique_ptr<TokenModel>> SherpaNetwork::hear(std::span<const float> mel,
                                                        Call& call) const {
  const NamedTensor inputs[] = {named("mel", Tensor::of(mel, {1, bins_, kWindowFrames}))};
  NamedTensor outputs[] = {named(kCrossKeys), named(kCrossValues)};
  VH_CHECK(encoder_.run(inputs, outputs, call.stop));
  return std::make_unique<SherpaModel>(
      *this, std::move(outputs[0].tensor), std::move(outputs[1].tensor), call);
}

}  // namespace voicehub::engines::whisper
