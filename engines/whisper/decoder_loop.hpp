#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/recognizer.hpp"
#include "engines/whisper/decoding_rules.hpp"
#include "engines/whisper/log_mel.hpp"
#include "engines/whisper/segments.hpp"
#include "engines/whisper/tokens.hpp"

namespace voicehub::engines::whisper {

// The network, with the sound of one window in it.
class TokenModel {
 public:
  virtual ~TokenModel() = default;

  // The logits of the token that follows `tokens`, the whole sequence so far: at most 448. It
  // mostly begins as the sequence of the call before, so that a model with a cache goes on from
  // where the two part. Any other number of logits than the vocabulary's ends the recognition with
  // `failed`; a model that cannot go on returns none.
  virtual std::vector<float> next(std::span<const int> tokens) = 0;
};

// Listens to one window, [bins][3000].
using WindowEncoder =
    std::function<Result<std::unique_ptr<TokenModel>>(std::span<const float> mel)>;

struct DecodingOptions {
  bool timestamps = true;
  bool carry_text = true;  // the text of a window is the prompt of the next
  int candidates = 5;      // drawn at each temperature above 0; the likeliest is taken
  QualityLimits limits;
  std::uint64_t seed = 0;  // the same seed draws the same tokens
};

// What a window's text begins from.
struct WindowPrompt {
  std::string language;  // a code that the model knows; English-only models are not told
  bool translate = false;
  std::vector<int> previous;  // tokens that came before; the last 223 count
};

struct DecodedWindow {
  std::vector<int> tokens;  // without the prompt and the end
  double temperature = 0;
  Quality quality;
};

// From windows of sound to text. One for a model; has no state, so several threads may use it.
class DecoderLoop {
 public:
  // The vocabulary outlives the loop.
  DecoderLoop(const Vocabulary& vocabulary,
              const SpecialTokens& tokens,
              DecodingOptions options = {});

  // The code of the language that is asked for, by a code or a name; empty when it is to be found
  // out. `unsupported` for one that the model does not know.
  [[nodiscard]] Result<std::string> known_language(const std::string& asked) const;

  // The likeliest language of the window, as its code.
  [[nodiscard]] Result<std::string> detect_language(TokenModel& model) const;

  // Tries `temperature` and then higher ones, until the text is good enough. When none is, the
  // likeliest that does not repeat itself is taken.
  [[nodiscard]] Result<DecodedWindow> decode(TokenModel& model,
                                             const WindowPrompt& prompt,
                                             double temperature,
                                             std::stop_token stop) const;

  // A whole recording. Texts of segments keep the space that they begin with, and no words are
  // told apart. `unsupported` for a language that the model does not know; `cancelled` before the
  // next token after a stop is asked for.
  [[nodiscard]] Result<Transcript> run(const LogMel& mel,
                                       const WindowEncoder& encode,
                                       const RecognitionOptions& options,
                                       const Recognizer::SegmentSink& sink,
                                       std::stop_token stop) const;

 private:
  struct Prefix {
    std::vector<int> tokens;
    std::size_t until_start = 0;  // how many of them end with the start of the transcript
    double no_speech_probability = 0;
  };

  // Frames of the recording.
  struct Place {
    int first = 0;  // of the window
    int frames = 0;
  };

  struct Heard {
    std::vector<Segment> segments;
    int next = 0;  // frames from this window to the next
    bool carries_text = true;
  };

  [[nodiscard]] Prefix prefix_of(const WindowPrompt& prompt) const;
  [[nodiscard]] Result<std::vector<float>> logits_after(TokenModel& model,
                                                        std::span<const int> tokens) const;
  [[nodiscard]] Result<DecodedWindow> decode_once(TokenModel& model,
                                                  const Prefix& prefix,
                                                  double temperature,
                                                  std::mt19937_64& random,
                                                  const std::stop_token& stop) const;
  [[nodiscard]] Result<DecodedWindow> decode_at(TokenModel& model,
                                                const Prefix& prefix,
                                                double temperature,
                                                std::mt19937_64& random,
                                                const std::stop_token& stop) const;
  [[nodiscard]] bool is_better(const DecodedWindow& a, const DecodedWindow& b) const;
  [[nodiscard]] std::vector<Segment> segments_of(const DecodedWindow& window,
                                                 std::vector<TokenSegment> parts,
                                                 Place place) const;
  [[nodiscard]] Result<Heard> hear(TokenModel& model,
                                   const WindowPrompt& prompt,
                                   double temperature,
                                   Place place,
                                   const std::stop_token& stop) const;

  const Vocabulary* vocabulary_;
  LogitRules rules_;
  DecodingOptions options_;
};

}  // namespace voicehub::engines::whisper
