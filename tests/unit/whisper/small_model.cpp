#include "tests/unit/whisper/small_model.hpp"

#include <algorithm>
#include <cmath>

namespace voicehub::engines::whisper {

Vocabulary letters() {
  std::string text;
  const std::vector<std::string> encoded{
      "YQ==", "Yg==", "Yw==", "ZA==", "ZQ==", "Zg==", "Zw==", "aA==", "aQ==", "ag==",
      "aw==", "bA==", "bQ==", "bg==", "bw==", "cA==", "cQ==", "cg==", "cw==", "dA==",
      "dQ==", "dg==", "dw==", "eA==", "eQ==", "eg==", "IA==", "4pmq", "KA=="};
  for (std::size_t token = 0; token < encoded.size(); ++token) {
    text += encoded[token] + " " + std::to_string(token) + "\n";
  }
  return Vocabulary::parse(text, "letters").value();
}

std::vector<int> spelled(std::string_view text) {
  return letters().encode(text);
}

SpecialTokens special_tokens_behind_letters() {
  SpecialTokens tokens = special_tokens(51865).value();
  const int moved = tokens.end_of_text - letters().size();
  for (int* const token : {&tokens.end_of_text,
                           &tokens.start_of_transcript,
                           &tokens.first_language,
                           &tokens.translate,
                           &tokens.transcribe,
                           &tokens.start_of_model,
                           &tokens.start_of_previous,
                           &tokens.no_speech,
                           &tokens.no_timestamps,
                           &tokens.first_timestamp,
                           &tokens.vocabulary_size}) {
    *token -= moved;
  }
  return tokens;
}

int timestamp(double seconds) {
  return special_tokens_behind_letters().first_timestamp +
         static_cast<int>(std::lround(seconds / kSecondsPerTimestamp));
}

std::vector<float> logits_of(std::initializer_list<std::pair<int, float>> likely) {
  std::vector<float> logits(
      static_cast<std::size_t>(special_tokens_behind_letters().vocabulary_size), -50.0F);
  for (const auto& [token, logit] : likely) {
    logits.at(static_cast<std::size_t>(token)) = logit;
  }
  return logits;
}

ScriptedModel::Script says(std::vector<int> tokens, const std::string& language) {
  return [=, special = special_tokens_behind_letters()](std::span<const int> sequence) {
    const auto start = std::ranges::find(sequence, special.start_of_transcript);
    const auto spoken = static_cast<std::size_t>(sequence.end() - start) - 1;
    if (spoken == 0) {
      return logits_of({{*language_token(special, language), 10.0F}});
    }
    const std::size_t said = spoken - 2;  // the language, the task
    return logits_of({{said < tokens.size() ? tokens[said] : special.end_of_text, 10.0F}});
  };
}

}  // namespace voicehub::engines::whisper
