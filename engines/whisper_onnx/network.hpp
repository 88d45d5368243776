#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/onnx/session.hpp"
#include "engines/whisper/decoder_loop.hpp"
#include "engines/whisper_onnx/cached_model.hpp"
#include "engines/whisper_onnx/model_files.hpp"

namespace voicehub::engines::whisper {

// Whisper's encoder and decoder, whoever exported them. Several threads may use it at once.
class Network {
 public:
  virtual ~Network() = default;

  [[nodiscard]] virtual int bins() const = 0;             // of the log-mel that it hears
  [[nodiscard]] virtual int vocabulary_size() const = 0;  // special tokens too

  // Hears one window, [bins][3000]. The model uses the network and the call.
  [[nodiscard]] virtual Result<std::unique_ptr<TokenModel>> hear(std::span<const float> mel,
                                                                 Call& call) const = 0;
};

// The family is known by the names of the encoder's inputs, whatever the files are called:
// sherpa-onnx's "mel", or Optimum's "input_features". `unsupported` for others, and for numbers
// that are not float32; `failed` for files that are not models or do not belong together.
[[nodiscard]] Result<std::unique_ptr<Network>> load_network(const ModelFiles& files, int threads);

// What the families share.

// `failed`, with the file and its inputs, where the model has no such input.
[[nodiscard]] Result<void> need_input(const onnx::Session& session, std::string_view name);
[[nodiscard]] Result<void> need_output(const onnx::Session& session, std::string_view name);

// Of an input or output whose dimension `at` (from the end when negative) is fixed; else of the
// metadata under `key`; else `unsupported`.
[[nodiscard]] Result<int> size_of(const onnx::Session& session,
                                  const onnx::Port& port,
                                  int at,
                                  std::string_view key);

[[nodiscard]] std::vector<std::int64_t> to_integers(std::span<const int> tokens);

// The last row of [1, tokens, vocabulary].
[[nodiscard]] std::vector<float> last_row(const onnx::Tensor& logits);

}  // namespace voicehub::engines::whisper
