#include "engines/whisper/decoder_loop.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "engines/text/languages.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr std::size_t kMostSequence = 448;
constexpr std::size_t kMostNewTokens = kMostSequence / 2;
constexpr std::size_t kMostPrevious = kMostSequence / 2 - 1;
constexpr double kCarriesTextUpTo = 0.5;  // drawn at higher temperatures it would lead astray

std::unexpected<Error> cancelled() {
  return make_error(ErrorCode::cancelled, "the recognition was stopped");
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kSpaces);
  return first == std::string_view::npos
             ? std::string_view{}
             : text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// Text begins with a space, because words do that do not begin a recording.
std::vector<int> prompt_tokens(const Vocabulary& vocabulary, std::string_view prompt) {
  const std::string_view text = trimmed(prompt);
  return text.empty() ? std::vector<int>{} : vocabulary.encode(fmt::format(" {}", text));
}

double seconds_of(int frames) {
  return static_cast<double>(frames) / kFramesPerSecond;
}

void deliver(std::vector<Segment> segments,
             const Recognizer::SegmentSink& sink,
             Transcript& transcript) {
  for (Segment& segment : segments) {
    if (sink) {
      sink(segment);
    }
    transcript.segments.push_back(std::move(segment));
  }
}

}  // namespace

DecoderLoop::DecoderLoop(const Vocabulary& vocabulary,
                         const SpecialTokens& tokens,
                         DecodingOptions options)
    : vocabulary_{&vocabulary}, rules_{logit_rules(vocabulary, tokens)}, options_{options} {
  rules_.timestamps = options.timestamps;
}

Result<std::string> DecoderLoop::detect_language(TokenModel& model) const {
  const SpecialTokens& tokens = rules_.tokens;
  if (!tokens.multilingual) {
    return "en";
  }
  const std::vector<int> start{tokens.start_of_transcript};
  VH_TRY(const std::vector<float> logits, logits_after(model, start));
  const std::optional<int> token = likeliest(logits, tokens.first_language, tokens.language_count);
  if (!token) {
    return make_error(ErrorCode::failed,
                      "the model gives no language a finite logit",
                      "the model's files may be damaged");
  }
  return std::string{languages()[static_cast<std::size_t>(*token - tokens.first_language)].code};
}

Result<std::vector<float>> DecoderLoop::logits_after(TokenModel& model,
                                                     std::span<const int> tokens) const {
  std::vector<float> logits = model.next(tokens);
  if (std::cmp_not_equal(logits.size(), rules_.tokens.vocabulary_size)) {
    return make_error(
        ErrorCode::failed,
        fmt::format(
            "the model gave {} logits for {} tokens", logits.size(), rules_.tokens.vocabulary_size),
        "the model's files may be damaged, or of two different models");
  }
  return logits;
}

DecoderLoop::Prefix DecoderLoop::prefix_of(const WindowPrompt& prompt) const {
  const SpecialTokens& tokens = rules_.tokens;
  Prefix prefix;
  if (!prompt.previous.empty()) {
    const std::size_t used = std::min(prompt.previous.size(), kMostPrevious);
    prefix.tokens.push_back(tokens.start_of_previous);
    prefix.tokens.insert(prefix.tokens.end(),
                         prompt.previous.end() - static_cast<std::ptrdiff_t>(used),
                         prompt.previous.end());
  }
  prefix.tokens.push_back(tokens.start_of_transcript);
  prefix.until_start = prefix.tokens.size();
  if (tokens.multilingual) {
    prefix.tokens.push_back(
        language_token(tokens, prompt.language).value_or(tokens.first_language));
    prefix.tokens.push_back(prompt.translate ? tokens.translate : tokens.transcribe);
  }
  if (!rules_.timestamps) {
    prefix.tokens.push_back(tokens.no_timestamps);
  }
  return prefix;
}

Result<DecodedWindow> DecoderLoop::decode_once(TokenModel& model,
                                               const Prefix& prefix,
                                               double temperature,
                                               std::mt19937_64& random,
                                               const std::stop_token& stop) const {
  DecodedWindow window{.temperature = temperature,
                       .quality = {.no_speech_probability = prefix.no_speech_probability}};
  std::vector<int> sequence = prefix.tokens;
  double sum = 0;
  while (window.tokens.size() < kMostNewTokens && sequence.size() <= kMostSequence) {
    if (stop.stop_requested()) {
      return cancelled();
    }
    VH_TRY(std::vector<float> logits, logits_after(model, sequence));
    apply(rules_, window.tokens, logits);
    const std::optional<Choice> choice = choose(logits, temperature, random);
    if (!choice) {
      return make_error(ErrorCode::failed,
                        fmt::format("the model allows no token after {}", sequence.back()),
                        "the model's files may be damaged");
    }
    sum += choice->log_probability;
    if (choice->token == rules_.tokens.end_of_text) {
      break;
    }
    window.tokens.push_back(choice->token);
    sequence.push_back(choice->token);
  }
  window.quality.average_log_probability = average_log_probability(sum, window.tokens.size());
  window.quality.compression_ratio = compression_ratio(trimmed(vocabulary_->text(window.tokens)));
  return window;
}

bool DecoderLoop::is_better(const DecodedWindow& a, const DecodedWindow& b) const {
  const bool a_repeats = a.quality.compression_ratio > options_.limits.most_compression;
  const bool b_repeats = b.quality.compression_ratio > options_.limits.most_compression;
  return a_repeats != b_repeats
             ? b_repeats
             : a.quality.average_log_probability > b.quality.average_log_probability;
}

Result<DecodedWindow> DecoderLoop::decode_at(TokenModel& model,
                                             const Prefix& prefix,
                                             double temperature,
                                             std::mt19937_64& random,
                                             const std::stop_token& stop) const {
  VH_TRY(DecodedWindow best, decode_once(model, prefix, temperature, random, stop));
  const int candidates = temperature > 0 ? options_.candidates : 1;
  for (int drawn = 1; drawn < candidates; ++drawn) {
    VH_TRY(DecodedWindow other, decode_once(model, prefix, temperature, random, stop));
    if (other.quality.average_log_probability > best.quality.average_log_probability) {
      best = std::move(other);
    }
  }
  return best;
}

Result<DecodedWindow> DecoderLoop::decode(TokenModel& model,
                                          const WindowPrompt& prompt,
                                          double temperature,
                                          std::stop_token stop) const {
  Prefix prefix = prefix_of(prompt);
  VH_TRY(const std::vector<float> logits,
         logits_after(model, std::span{prefix.tokens}.first(prefix.until_start)));
  prefix.no_speech_probability = probability(logits, rules_.tokens.no_speech);
  std::mt19937_64 random{options_.seed};
  const std::vector<double> ladder = temperature_ladder(temperature);
  VH_TRY(DecodedWindow best, decode_at(model, prefix, ladder.front(), random, stop));
  for (std::size_t rung = 1; rung < ladder.size(); ++rung) {
    if (is_acceptable(best.quality, options_.limits)) {
      break;
    }
    VH_TRY(DecodedWindow next, decode_at(model, prefix, ladder[rung], random, stop));
    if (is_acceptable(next.quality, options_.limits) || is_better(next, best)) {
      best = std::move(next);
    }
  }
  return best;
}

Result<std::string> DecoderLoop::known_language(const std::string& asked) const {
  const SpecialTokens& tokens = rules_.tokens;
  if (asked.empty()) {
    return std::string{tokens.multilingual ? "" : "en"};
  }
  std::string code{language_code(asked).value_or("")};
  if (tokens.multilingual ? language_token(tokens, code).has_value() : code == "en") {
    return code;
  }
  return make_error(ErrorCode::unsupported,
                    fmt::format("this model does not know the language '{}'", asked),
                    tokens.multilingual ? "use its code of ISO 639-1, such as 'en', or leave it out"
                                        : "it knows English only; use a multilingual model");
}

std::vector<Segment> DecoderLoop::segments_of(const DecodedWindow& window,
                                              std::vector<TokenSegment> parts,
                                              Place place) const {
  const double offset = seconds_of(place.first);
  const double duration = seconds_of(place.frames);
  std::vector<Segment> segments;
  for (TokenSegment& part : parts) {
    Segment segment{.start = std::min(offset + part.start, duration),
                    .end = std::min(offset + part.end, duration),
                    .text = vocabulary_->text(part.tokens),
                    .window = offset,
                    .tokens = std::move(part.tokens),
                    .temperature = window.temperature,
                    .average_log_probability = window.quality.average_log_probability,
                    .compression_ratio = window.quality.compression_ratio,
                    .no_speech_probability = window.quality.no_speech_probability};
    if (segment.start < segment.end && !trimmed(segment.text).empty()) {
      segments.push_back(std::move(segment));
    }
  }
  return segments;
}

Result<DecoderLoop::Heard> DecoderLoop::hear(TokenModel& model,
                                             const WindowPrompt& prompt,
                                             double temperature,
                                             Place place,
                                             const std::stop_token& stop) const {
  VH_TRY(const DecodedWindow window, decode(model, prompt, temperature, stop));
  const int length = std::min(kWindowFrames, place.frames - place.first);
  if (is_silence(window.quality, options_.limits)) {
    return Heard{.segments = {}, .next = length};
  }
  WindowSegments split = split_window(window.tokens, rules_.tokens, length);
  const bool carries = options_.carry_text && window.temperature <= kCarriesTextUpTo &&
                       is_acceptable(window.quality, options_.limits);
  return Heard{.segments = segments_of(window, std::move(split.segments), place),
               .next = split.next,
               .carries_text = carries};
}

Result<Transcript> DecoderLoop::run(const LogMel& mel,
                                    const WindowEncoder& encode,
                                    const RecognitionOptions& options,
                                    const Recognizer::SegmentSink& sink,
                                    std::stop_token stop) const {
  Transcript transcript{.duration = seconds_of(mel.frames())};
  WindowPrompt prompt{.translate = options.translate,
                      .previous = prompt_tokens(*vocabulary_, options.prompt)};
  VH_TRY(prompt.language, known_language(options.language));
  for (Place place{.first = 0, .frames = mel.frames()}; place.first < place.frames;) {
    if (stop.stop_requested()) {
      return cancelled();
    }
    VH_TRY(const std::unique_ptr<TokenModel> model, encode(mel.window(place.first)));
    VH_TRY(
        prompt.language,
        prompt.language.empty() ? detect_language(*model) : Result<std::string>{prompt.language});
    VH_TRY(Heard heard, hear(*model, prompt, options.temperature, place, stop));
    for (const Segment& segment : heard.segments) {
      prompt.previous.insert(prompt.previous.end(), segment.tokens.begin(), segment.tokens.end());
    }
    if (!heard.carries_text) {
      prompt.previous.clear();
    }
    deliver(std::move(heard.segments), sink, transcript);
    place.first += heard.next;
  }
  transcript.language = prompt.language;
  return transcript;
}

}  // namespace voicehub::engines::whisper
