#include "engines/audio/encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "engines/audio/codec.hpp"
#include "engines/audio/resampler.hpp"
#include "engines/audio/samples.hpp"

namespace voicehub::engines {
namespace {

constexpr int kPcmRate = 24'000;
// Ascending.
constexpr std::array kMpegRates{
    8'000, 11'025, 12'000, 16'000, 22'050, 24'000, 32'000, 44'100, 48'000};
constexpr std::array kOpusRates{8'000, 12'000, 16'000, 24'000, 48'000};

struct FormatFacts {
  AudioFormat format;
  std::string_view name;
  std::string_view content_type;
  std::span<const int> rates;  // none: any
};

constexpr std::array kFormats{
    FormatFacts{AudioFormat::mp3, "mp3", "audio/mpeg", kMpegRates},
    FormatFacts{AudioFormat::opus, "opus", "audio/ogg", kOpusRates},
    FormatFacts{AudioFormat::aac, "aac", "audio/aac", kMpegRates},
    FormatFacts{AudioFormat::flac, "flac", "audio/flac", {}},
    FormatFacts{AudioFormat::wav, "wav", "audio/wav", {}},
    FormatFacts{AudioFormat::pcm, "pcm", "audio/pcm", {}},
};

const FormatFacts& facts_of(AudioFormat format) {
  return *std::ranges::find(kFormats, format, &FormatFacts::format);
}

int output_rate(AudioFormat format, int rate, const EncoderOptions& options) {
  const int wanted = options.sample_rate.value_or(format == AudioFormat::pcm ? kPcmRate : rate);
  const std::span<const int> rates = facts_of(format).rates;
  if (rates.empty()) {
    return wanted;
  }
  const auto next = std::ranges::lower_bound(rates, wanted);
  return next == rates.end() ? rates.back() : *next;
}

CodecResult make_codec(AudioFormat format, int rate, std::optional<std::size_t> samples) {
  switch (format) {
    case AudioFormat::pcm: return make_pcm_codec();
    case AudioFormat::wav: return make_wav_codec(rate, samples);
    case AudioFormat::aac: return make_aac_codec(rate);
    case AudioFormat::mp3:
    case AudioFormat::opus:
    case AudioFormat::flac: break;
  }
  return make_sound_file_codec(format, rate, samples);
}

// As many as the resampler makes of them.
std::size_t samples_at(std::size_t samples, int from, int to) {
  return static_cast<std::size_t>(
      std::llround(static_cast<double>(samples) * static_cast<double>(to) / from));
}

}  // namespace

std::optional<AudioFormat> parse_audio_format(std::string_view text) {
  const auto* const facts = std::ranges::find(kFormats, text, &FormatFacts::name);
  return facts == kFormats.end() ? std::nullopt : std::optional{facts->format};
}

std::string_view content_type(AudioFormat format) {
  return facts_of(format).content_type;
}

struct Encoder::State {
  int rate;
  Resampler resampler;
  std::unique_ptr<Codec> codec;
  std::optional<std::size_t> left;  // samples until the number that was announced
  bool finished = false;

  std::string write(std::vector<float> samples) {
    if (left) {
      samples.resize(std::min(samples.size(), *left));
      *left -= samples.size();
    }
    // The filter of the resampler overshoots.
    std::ranges::transform(samples, samples.begin(), clean);
    return codec->write(samples);
  }
};

Result<std::unique_ptr<Encoder>> Encoder::create(AudioFormat format,
                                                 int rate,
                                                 EncoderOptions options) {
  VH_CHECK(check_rate(rate, "of the sound"));
  VH_CHECK(check_rate(options.sample_rate.value_or(rate), "that is asked for"));
  const int to = output_rate(format, rate, options);
  VH_TRY(Resampler resampler, Resampler::create(rate, to));
  std::optional<std::size_t> samples;
  if (options.samples) {
    samples = samples_at(*options.samples, rate, to);
  }
  VH_TRY(std::unique_ptr<Codec> codec, make_codec(format, to, samples));
  auto state = std::make_unique<State>(to, std::move(resampler), std::move(codec), samples);
  return std::unique_ptr<Encoder>{new Encoder{std::move(state)}};
}

Encoder::Encoder(std::unique_ptr<State> state) : state_{std::move(state)} {}

Encoder::~Encoder() = default;

int Encoder::sample_rate() const {
  return state_->rate;
}

std::string Encoder::feed(std::span<const float> samples) {
  if (state_->finished) {
    return {};
  }
  return state_->write(state_->resampler.feed(cleaned(samples)));
}

std::string Encoder::finish() {
  constexpr std::size_t kBlock = 65'536;
  if (std::exchange(state_->finished, true)) {
    return {};
  }
  std::string bytes = state_->write(state_->resampler.finish());
  while (state_->left.value_or(0) > 0) {
    bytes += state_->write(std::vector<float>(kBlock));
  }
  return bytes + state_->codec->close();
}

}  // namespace voicehub::engines
