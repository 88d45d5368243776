#pragma once

#include <optional>
#include <string>

#include "engines/whisper_onnx/network.hpp"

namespace voicehub::engines::whisper {

// The export of Hugging Face's Optimum, which transformers.js uses too. Its cache grows with every
// token. The decoder is one file for the first run and the later ones, with a switch between them,
// or a file for each.
class OptimumNetwork : public Network {
 public:
  static Result<std::unique_ptr<Network>> load(onnx::Session encoder,
                                               const ModelFiles& files,
                                               const onnx::SessionOptions& options);

  [[nodiscard]] int bins() const override { return bins_; }

  [[nodiscard]] int vocabulary_size() const override { return vocabulary_size_; }

  [[nodiscard]] Result<std::unique_ptr<TokenModel>> hear(std::span<const float> mel,
                                                         Call& call) const override;

  // One of the tensors that the decoder is given back.
  struct Past {
    std::string input;        // "past_key_values.0.decoder.key"
    std::string output;       // "present.0.decoder.key"
    bool of_encoder = false;  // stays as the first run gave it
    onnx::Shape empty;        // [1, heads, 0, width]
  };

  // The rest is for its models.
  [[nodiscard]] const onnx::Session& first() const { return first_; }

  [[nodiscard]] const onnx::Session& later() const { return later_ ? *later_ : first_; }

  [[nodiscard]] const std::vector<Past>& pasts() const { return pasts_; }

 private:
  OptimumNetwork(onnx::Session encoder, onnx::Session first, std::optional<onnx::Session> later)
      : encoder_{std::move(encoder)}, first_{std::move(first)}, later_{std::move(later)} {}

  onnx::Session encoder_;
  onnx::Session first_;
  std::optional<onnx::Session> later_;
  std::vector<Past> pasts_;
  int bins_ = 0;
  int vocabulary_size_ = 0;
};

}  // namespace voicehub::engines::whisper
