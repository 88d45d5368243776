#pragma once

#include "engines/whisper_onnx/network.hpp"

namespace voicehub::engines::whisper {

// The export of sherpa-onnx: the encoder gives the keys and values of the cross attention, the
// decoder has a cache for 448 tokens and an offset into it.
class SherpaNetwork : public Network {
 public:
  static Result<std::unique_ptr<Network>> load(onnx::Session encoder,
                                               const ModelFiles& files,
                                               const onnx::SessionOptions& options);

  [[nodiscard]] int bins() const override { return bins_; }

  [[nodiscard]] int vocabulary_size() const override { return vocabulary_size_; }

  [[nodiscard]] Result<std::unique_ptr<TokenModel>> hear(std::span<const float> mel,
                                                         Call& call) const override;

  // The rest is for its models.
  [[nodiscard]] const onnx::Session& decoder() const { return decoder_; }

  [[nodiscard]] const onnx::Shape& cache_shape() const { return cache_shape_; }

 private:
  SherpaNetwork(onnx::Session encoder, onnx::Session decoder)
      : encoder_{std::move(encoder)}, decoder_{std::move(decoder)} {}

  onnx::Session encoder_;
  onnx::Session decoder_;
  onnx::Shape cache_shape_;  // [layers, 1, 448, width]
  int bins_ = 0;
  int vocabulary_size_ = 0;
};

}  // namespace voicehub::engines::whisper
