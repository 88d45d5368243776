#include "engines/whisper/decoding_rules.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace voicehub::engines::whisper {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

// From `first` up to, not including, `end`.
void forbid(std::span<float> logits, int first, int end) {
  const int size = static_cast<int>(logits.size());
  first = std::clamp(first, 0, size);
  end = std::clamp(end, first, size);
  std::ranges::fill(
      logits.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)),
      kNever);
}

float highest(std::span<const float> logits) {
  float most = kNever;
  for (const float logit : logits) {
    if (std::isfinite(logit)) {
      most = std::max(most, logit);
    }
  }
  return most;
}

// log Σ exp(logit / temperature)
double log_sum(std::span<const float> logits, double temperature = 1) {
  const double most = highest(logits);
  if (!std::isfinite(most)) {
    return most;
  }
  double sum = 0;
  for (const float logit : logits) {
    if (std::isfinite(logit)) {
      sum += std::exp((logit - most) / temperature);
    }
  }
  return most / temperature + std::log(sum);
}

// The index at which the running sum of probabilities passes a random number. Not
// std::discrete_distribution: the same seed has to draw the same tokens with every library.
int draw(std::span<const float> logits, double temperature, std::mt19937_64& random) {
  const double total = log_sum(logits, temperature);
  double left = static_cast<double>(random() >> 11U) * 0x1p-53;
  int last = 0;
  for (std::size_t index = 0; index < logits.size(); ++index) {
    if (!std::isfinite(logits[index])) {
      continue;
    }
    last = static_cast<int>(index);
    left -= std::exp(logits[index] / temperature - total);
    if (left < 0) {
      break;
    }
  }
  return last;
}

// What the timestamps so far say about the next token.
void forbid_by_pairs(const SpecialTokens& tokens,
                     std::span<const int> sampled,
                     std::span<float> logits) {
  const auto is_timestamp = [&](int token) { return token >= tokens.first_timestamp; };
  const std::size_t size = sampled.size();
  const bool after_timestamp = size >= 1 && is_timestamp(sampled[size - 1]);
  const bool after_pair = after_timestamp && (size < 2 || is_timestamp(sampled[size - 2]));
  if (after_pair) {
    forbid(logits, tokens.first_timestamp, tokens.vocabulary_size);
  } else if (after_timestamp) {
    forbid(logits, 0, tokens.end_of_text);
  }
  for (std::size_t n = size; n > 0; --n) {
    if (is_timestamp(sampled[n - 1])) {
      const bool completes_pair = after_timestamp && !after_pair;
      forbid(logits, tokens.first_timestamp, sampled[n - 1] + (completes_pair ? 0 : 1));
      return;
    }
  }
}

}  // namespace

LogitRules logit_rules(const Vocabulary& vocabulary, const SpecialTokens& tokens) {
  LogitRules rules{.tokens = tokens,
                   .blank = vocabulary.encode(" "),
                   .suppressed = non_speech_tokens(vocabulary)};
  rules.blank.push_back(tokens.end_of_text);
  for (const int token : {tokens.start_of_transcript,
                          tokens.translate,
                          tokens.transcribe,
                          tokens.start_of_model,
                          tokens.start_of_previous,
                          tokens.no_speech}) {
    rules.suppressed.push_back(token);
  }
  return rules;
}

std::vector<int> non_speech_tokens(const Vocabulary& vocabulary) {
  constexpr auto kSigns = std::to_array<std::string_view>(
      {"\"",  "#",  "(",  ")",   "*",   "+",   "/",   ":",  ";",   "<",  "=",  ">",
       "@",   "[",  "\\", "]",   "^",   "_",   "`",   "{",  "|",   "}",  "~",  "「",
       "」",  "『", "』", "<<",  ">>",  "<<<", ">>>", "--", "---", "-(", "-[", "('",
       "(\"", "((", "))", "(((", ")))", "[[",  "]]",  "{{", "}}",  "♪♪", "♪♪♪"});
  // Of these the first token stands for all, when there are several.
  constexpr auto kNotes = std::to_array<std::string_view>({"♩", "♪", "♫", "♬", "♭", "♮", "♯"});
  std::vector<int> tokens;
  const auto add = [&](const std::string& text, std::size_t most_tokens) {
    const std::vector<int> encoded = vocabulary.encode(text);
    // A vocabulary that has no such sign keeps its space.
    const bool usable = !encoded.empty() && vocabulary.bytes(encoded.front()) != " ";
    if (usable && encoded.size() <= most_tokens) {
      tokens.push_back(encoded.front());
    }
  };
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  // Inside a word these are spoken, or at least written.
  add(" -", kAny);
  add(" '", kAny);
  for (const std::string space : {"", " "}) {
    for (const std::string_view sign : kSigns) {
      add(space + std::string{sign}, 1);
    }
    for (const std::string_view note : kNotes) {
      add(space + std::string{note}, kAny);
    }
  }
  std::ranges::sort(tokens);
  const auto repeated = std::ranges::unique(tokens);
  tokens.erase(repeated.begin(), repeated.end());
  return tokens;
}

void apply(const LogitRules& rules, std::span<const int> sampled, std::span<float> logits) {
  if (sampled.empty()) {
    suppress(rules.blank, logits);
  }
  suppress(rules.suppressed, logits);
  if (rules.timestamps) {
    apply_timestamp_rules(rules, sampled, logits);
  }
}

void suppress(std::span<const int> tokens, std::span<float> logits) {
  for (const int token : tokens) {
    forbid(logits, token, token + 1);
  }
}

void apply_timestamp_rules(const LogitRules& rules,
                           std::span<const int> sampled,
                           std::span<float> logits) {
  const SpecialTokens& tokens = rules.tokens;
  forbid(logits, tokens.no_timestamps, tokens.no_timestamps + 1);
  forbid_by_pairs(tokens, sampled, logits);
  if (sampled.empty()) {
    forbid(logits, 0, tokens.first_timestamp);
    forbid(
        logits, tokens.first_timestamp + rules.latest_first_timestamp + 1, tokens.vocabulary_size);
  }
  const std::size_t texts =
      std::min(static_cast<std::size_t>(tokens.first_timestamp), logits.size());
  if (log_sum(logits.subspan(texts)) > highest(logits.first(texts))) {
    forbid(logits, 0, tokens.first_timestamp);
  }
}

std::optional<Choice> choose(std::span<const float> logits,
                             double temperature,
                             std::mt19937_64& random) {
  const std::optional<int> best = likeliest(logits, 0, static_cast<int>(logits.size()));
  if (!best) {
    return std::nullopt;
  }
  const int token = temperature > 0 ? draw(logits, temperature, random) : *best;
  return Choice{.token = token,
                .log_probability = logits[static_cast<std::size_t>(token)] - log_sum(logits)};
}

double probability(std::span<const float> logits, int token) {
  const auto index = static_cast<std::size_t>(token);
  if (token < 0 || index >= logits.size() || !std::isfinite(logits[index])) {
    return 0;
  }
  return std::exp(logits[index] - log_sum(logits));
}

std::optional<int> likeliest(std::span<const float> logits, int first, int count) {
  std::optional<int> best;
  const int end = std::min(first + count, static_cast<int>(logits.size()));
  for (int token = std::max(first, 0); token < end; ++token) {
    const float logit = logits[static_cast<std::size_t>(token)];
    if (std::isfinite(logit) && (!best || logit > logits[static_cast<std::size_t>(*best)])) {
      best = token;
    }
  }
  return best;
}

double average_log_probability(double sum, std::size_t tokens) {
  return sum / static_cast<double>(tokens + 1);
}

double compression_ratio(std::string_view text) {
  uLongf compressed = compressBound(static_cast<uLong>(text.size()));
  std::vector<Bytef> buffer(compressed);
  const std::vector<Bytef> bytes(text.begin(), text.end());
  // Fails only for want of memory, which a buffer of this size has ruled out.
  if (compress(buffer.data(), &compressed, bytes.data(), static_cast<uLong>(bytes.size())) !=
      Z_OK) {
    return 0;
  }
  return static_cast<double>(text.size()) / static_cast<double>(compressed);
}

bool is_silence(const Quality& quality, const QualityLimits& limits) {
  return quality.no_speech_probability > limits.most_no_speech &&
         quality.average_log_probability <= limits.least_log_probability;
}

bool is_acceptable(const Quality& quality, const QualityLimits& limits) {
  return is_silence(quality, limits) ||
         (quality.compression_ratio <= limits.most_compression &&
          quality.average_log_probability >= limits.least_log_probability);
}

std::vector<double> temperature_ladder(double first) {
  if (!(first > 0)) {
    first = 0;
  }
  std::vector<double> ladder{first};
  for (int step = 1; first + 0.2 * step <= 1 + 1e-6; ++step) {
    ladder.push_back(first + 0.2 * step);
  }
  return ladder;
}

}  // namespace voicehub::engines::whisper
