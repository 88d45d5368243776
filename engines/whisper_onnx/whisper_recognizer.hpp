#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

// OpenAI's Whisper by ONNX Runtime: dictation in a hundred languages. Calls at once share the
// weights.
class WhisperRecognizer : public Recognizer {
 public:
  struct Options {
    // The folder of the model; or in it the beginning of the files' names, where there are several:
    // /models/whisper/tiny.en. The exports of sherpa-onnx and of Optimum are understood.
    std::filesystem::path model;
    // A file of Silero's voice activity detection. Empty: by loudness alone.
    std::filesystem::path vad;
    int threads = 0;           // for one call; 0: as many as the control group allows
    bool prefer_int8 = false;  // where a model is there with float32 weights and with int8 ones
    bool warm = true;          // hear a window at once, so that nobody waits for the first
  };

  // `not_found` for files that are missing, with what was looked for; `failed` for those that are
  // not what they should be; `unsupported` for a model that is of neither family; `usage` where
  // several models are meant. The network has heard a window then: it is as quick as it will be.
  static Result<std::unique_ptr<WhisperRecognizer>> load(const Options& options);
  ~WhisperRecognizer() override;
  WhisperRecognizer(const WhisperRecognizer&) = delete;
  WhisperRecognizer& operator=(const WhisperRecognizer&) = delete;

  // Hears one language only, English. Others hear what they are told to, or find out.
  [[nodiscard]] bool is_english_only() const;

  [[nodiscard]] std::vector<std::string> languages() const override;

  // Silences of more than two seconds are skipped; a recording without speech has no segments, and
  // no language but the one that was asked for. Where words are asked for, their times are
  // estimates (Segment::words_are_estimated). `unsupported` for a language that the model does not
  // know, for a translation by an English-only model, and for a rate that is not between 1 and
  // 384 kHz. A stop is seen within a layer of the network.
  [[nodiscard]] Result<Transcript> recognize(const Audio& audio,
                                             const RecognitionOptions& options,
                                             const SegmentSink& sink,
                                             std::stop_token stop) override;

 private:
  struct Impl;
  explicit WhisperRecognizer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines
