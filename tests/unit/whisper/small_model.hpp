#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engines/whisper/decoder_loop.hpp"

// A vocabulary of 26 letters and a few signs in the place of 50257 tokens, and networks that follow
// a script.
namespace voicehub::engines::whisper {

[[nodiscard]] Vocabulary letters();
// Of text tokens: 'a' to 'z' are 0 to 25, " " is 26, "♪" is 27, "(" is 28.
[[nodiscard]] std::vector<int> spelled(std::string_view text);

// As of a multilingual model, right behind the letters.
[[nodiscard]] SpecialTokens special_tokens_behind_letters();
// The timestamp of a time in seconds.
[[nodiscard]] int timestamp(double seconds);

// All equally unlikely, but for those named.
[[nodiscard]] std::vector<float> logits_of(std::initializer_list<std::pair<int, float>> likely);

class ScriptedModel : public TokenModel {
 public:
  using Script = std::function<std::vector<float>(std::span<const int> tokens)>;

  explicit ScriptedModel(Script script) : script_{std::move(script)} {}

  std::vector<float> next(std::span<const int> tokens) override { return script_(tokens); }

 private:
  Script script_;
};

// Hears `language` and says `tokens` and then the end, almost surely.
[[nodiscard]] ScriptedModel::Script says(std::vector<int> tokens,
                                         const std::string& language = "de");

}  // namespace voicehub::engines::whisper
