#include "engines/pocketsphinx/pocketsphinx_recognizer.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/audio/resampler.hpp"
#include "engines/pocketsphinx/decoder_pool.hpp"

namespace voicehub::engines {
namespace {

using pocketsphinx::Decoder;
using pocketsphinx::DecoderPool;

Result<void> check(const RecognitionOptions& options) {
  // "en-US" is English too.
  const bool english =
      options.language.empty() || options.language == "en" || options.language.starts_with("en-");
  if (!english) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("pocketsphinx does not know the language '{}'", options.language),
                      "known languages: en");
  }
  if (options.translate) {
    return make_error(ErrorCode::unsupported,
                      "pocketsphinx does not translate",
                      "ask for a transcription: it is in English already");
  }
  return {};
}

// A decoder of the pool, for one recording.
class Loan {
 public:
  Loan(DecoderPool& pool, Decoder decoder) : pool_{pool}, decoder_{std::move(decoder)} {}

  ~Loan() { pool_.give_back(std::move(decoder_)); }

  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  [[nodiscard]] Decoder& decoder() { return decoder_; }

 private:
  DecoderPool& pool_;
  Decoder decoder_;
};

// Collects the segments of a recording.
class Listener {
 public:
  Listener(const RecognitionOptions& options,
           const Recognizer::SegmentSink& sink,
           Transcript& transcript)
      : with_words_{options.words}, sink_{sink}, transcript_{transcript} {}

  void add(std::optional<Segment> segment) {
    if (!segment) {
      return;
    }
    if (!with_words_) {
      segment->words.clear();
    }
    if (sink_) {
      sink_(*segment);
    }
    transcript_.segments.push_back(std::move(*segment));
  }

 private:
  bool with_words_;
  const Recognizer::SegmentSink& sink_;
  Transcript& transcript_;
};

Result<void> go_on(const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return make_error(ErrorCode::cancelled, "stopped while listening");
  }
  return {};
}

Result<std::vector<float>> at_rate_of_decoder(const Audio& audio, const std::stop_token& stop) {
  VH_TRY(Resampler resampler, Resampler::create(audio.rate, pocketsphinx::kRate));
  std::vector<float> samples;
  const auto add = [&](const std::vector<float>& more) {
    samples.insert(samples.end(), more.begin(), more.end());
  };
  const auto second = static_cast<std::size_t>(audio.rate);
  for (std::span<const float> rest = audio.samples; !rest.empty();) {
    VH_CHECK(go_on(stop));
    const std::size_t size = std::min(second, rest.size());
    add(resampler.feed(rest.first(size)));
    rest = rest.subspan(size);
  }
  add(resampler.finish());
  return samples;
}

Result<void> listen(Decoder& decoder,
                    std::span<const float> samples,
                    Listener& listener,
                    const std::stop_token& stop) {
  constexpr std::size_t kBeginning = std::size_t{30} * pocketsphinx::kRate;
  constexpr std::size_t kBlock = pocketsphinx::kRate / 10;
  VH_CHECK(decoder.begin(samples.first(std::min(kBeginning, samples.size()))));
  while (!samples.empty()) {
    VH_CHECK(go_on(stop));
    const std::size_t size = std::min(kBlock, samples.size());
    VH_TRY(auto segment, decoder.hear(samples.first(size)));
    listener.add(std::move(segment));
    samples = samples.subspan(size);
  }
  VH_TRY(auto last, decoder.finish());
  listener.add(std::move(last));
  return {};
}

}  // namespace

Result<std::unique_ptr<PocketsphinxRecognizer>> PocketsphinxRecognizer::create(Options options) {
  if (options.most_decoders < 1) {
    return make_error(ErrorCode::usage,
                      fmt::format("{} decoders cannot hear anything", options.most_decoders),
                      "allow at least 1");
  }
  auto pool =
      std::make_unique<DecoderPool>(pocketsphinx::Model{.folder = std::move(options.model),
                                                        .grammar = std::move(options.grammar),
                                                        .keywords = std::move(options.keywords)},
                                    options.most_decoders);
  VH_TRY(Decoder first, pool->take({}));
  pool->give_back(std::move(first));
  return std::unique_ptr<PocketsphinxRecognizer>{new PocketsphinxRecognizer{std::move(pool)}};
}

PocketsphinxRecognizer::PocketsphinxRecognizer(std::unique_ptr<DecoderPool> pool)
    : pool_{std::move(pool)} {}

PocketsphinxRecognizer::~PocketsphinxRecognizer() = default;

Result<Transcript> PocketsphinxRecognizer::recognize(const Audio& audio,
                                                     const RecognitionOptions& options,
                                                     const SegmentSink& sink,
                                                     std::stop_token stop) {
  VH_CHECK(check(options));
  Transcript transcript{.language = "en", .duration = audio.duration().count(), .segments = {}};
  if (audio.samples.empty()) {
    return transcript;
  }
  VH_TRY(const std::vector<float> samples, at_rate_of_decoder(audio, stop));
  VH_TRY(Decoder decoder, pool_->take(stop));
  Loan loan{*pool_, std::move(decoder)};
  Listener listener{options, sink, transcript};
  VH_CHECK(listen(loan.decoder(), samples, listener, stop));
  return transcript;
}

}  // namespace voicehub::engines
