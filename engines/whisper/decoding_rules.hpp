#pragma once

#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "engines/whisper/tokens.hpp"

// What Whisper may say next, and whether what it said is good: pure functions over logits, the
// numbers that the network gives to each token. A logit that is not a finite number is of a token
// that may not come.
namespace voicehub::engines::whisper {

struct LogitRules {
  SpecialTokens tokens;
  std::vector<int> blank;           // not at the beginning: " " and the end
  std::vector<int> suppressed;      // never: signs that nobody says, and most special tokens
  bool timestamps = true;           // else the text comes without times
  int latest_first_timestamp = 50;  // × 20 ms
};

[[nodiscard]] LogitRules logit_rules(const Vocabulary& vocabulary, const SpecialTokens& tokens);

// Brackets, musical notes and other signs that stand in subtitles and are not spoken; sorted.
[[nodiscard]] std::vector<int> non_speech_tokens(const Vocabulary& vocabulary);

// All rules in their order. `sampled` are the tokens of this window so far, without the prompt.
void apply(const LogitRules& rules, std::span<const int> sampled, std::span<float> logits);

// Forbids `tokens`; those that the logits do not reach do not matter.
void suppress(std::span<const int> tokens, std::span<float> logits);

// The first token is an early timestamp. Later ones come in pairs, the end of a segment and the
// start of the next, and never go back; no segment is empty. When all timestamps together are
// likelier than the likeliest other token, one of them comes.
void apply_timestamp_rules(const LogitRules& rules,
                           std::span<const int> sampled,
                           std::span<float> logits);

struct Choice {
  int token = 0;
  double log_probability = 0;  // natural, at temperature 1
};

// Temperature 0 takes the likeliest; above, tokens are drawn. Nothing when no token may come.
[[nodiscard]] std::optional<Choice> choose(std::span<const float> logits,
                                           double temperature,
                                           std::mt19937_64& random);

// Of one token among all, 0 to 1.
[[nodiscard]] double probability(std::span<const float> logits, int token);

// The likeliest of `count` tokens from `first` on. Nothing when none of them may come.
[[nodiscard]] std::optional<int> likeliest(std::span<const float> logits, int first, int count);

// Of `tokens` tokens and the end; `sum` is of their log probabilities.
[[nodiscard]] double average_log_probability(double sum, std::size_t tokens);

// Bytes of the text for one byte of it compressed by zlib: high when the text repeats itself.
[[nodiscard]] double compression_ratio(std::string_view text);

struct Quality {
  double average_log_probability = 0;
  double compression_ratio = 0;
  double no_speech_probability = 0;
};

struct QualityLimits {
  double most_compression = 2.4;
  double least_log_probability = -1.0;
  double most_no_speech = 0.6;
};

// Nobody speaks here: what was decoded is to be thrown away.
[[nodiscard]] bool is_silence(const Quality& quality, const QualityLimits& limits);

// Good enough that no higher temperature needs to be tried.
[[nodiscard]] bool is_acceptable(const Quality& quality, const QualityLimits& limits);

// The temperatures to try, one after the other: from `first` to 1 in steps of 0.2. One that is
// higher stands alone; below 0 is 0.
[[nodiscard]] std::vector<double> temperature_ladder(double first);

}  // namespace voicehub::engines::whisper
