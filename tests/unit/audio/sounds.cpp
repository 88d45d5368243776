#include "tests/unit/audio/sounds.hpp"

#include <neaacdec.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <span>

#include <gtest/gtest.h>

#include "engines/audio/decoder.hpp"

namespace voicehub::engines::sounds {
namespace {

std::span<const float> middle(const Audio& audio) {
  return std::span{audio.samples}.subspan(audio.samples.size() / 4, audio.samples.size() / 2);
}

Audio decode_pcm(std::string_view bytes) {
  Audio audio{.rate = 24'000, .samples = {}};
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[i]);
    const auto high = static_cast<signed char>(bytes[i + 1]);
    audio.samples.push_back(static_cast<float>(high * 256 + low) / 32767.0F);
  }
  return audio;
}

Audio decode_aac(std::string bytes) {
  const std::unique_ptr<void, decltype(&NeAACDecClose)> decoder{NeAACDecOpen(), &NeAACDecClose};
  NeAACDecConfigurationPtr settings = NeAACDecGetCurrentConfiguration(decoder.get());
  settings->outputFormat = FAAD_FMT_FLOAT;
  settings->dontUpSampleImplicitSBR = 1;
  NeAACDecSetConfiguration(decoder.get(), settings);
  auto* next = reinterpret_cast<unsigned char*>(bytes.data());
  unsigned long left = bytes.size();
  unsigned long rate = 0;
  unsigned char channels = 0;
  if (NeAACDecInit(decoder.get(), next, left, &rate, &channels) < 0) {
    return {};
  }
  Audio audio{.rate = static_cast<int>(rate), .samples = {}};
  while (left > 0) {
    NeAACDecFrameInfo facts{};
    const auto* samples =
        static_cast<const float*>(NeAACDecDecode(decoder.get(), &facts, next, left));
    if (facts.error != 0 || facts.bytesconsumed == 0) {
      ADD_FAILURE() << NeAACDecGetErrorMessage(facts.error);
      return {};
    }
    for (unsigned long i = 0; i < facts.samples; i += facts.channels) {
      audio.samples.push_back(samples[i]);
    }
    next += facts.bytesconsumed;
    left -= facts.bytesconsumed;
  }
  return audio;
}

}  // namespace

Audio tone(double hertz, int rate, double seconds, float level) {
  Audio audio{.rate = rate, .samples = {}};
  audio.samples.resize(static_cast<std::size_t>(std::lround(seconds * rate)));
  for (std::size_t i = 0; i < audio.samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    audio.samples[i] = level * static_cast<float>(std::sin(phase));
  }
  return audio;
}

double frequency_of(const Audio& audio) {
  const std::span<const float> samples = middle(audio);
  std::size_t crossings = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i - 1] < 0 && samples[i] >= 0) {
      first = crossings == 0 ? i : first;
      last = i;
      ++crossings;
    }
  }
  return crossings < 2
             ? 0.0
             : static_cast<double>(crossings - 1) * audio.rate / static_cast<double>(last - first);
}

double level_of(const Audio& audio) {
  double sum = 0;
  for (const float sample : middle(audio)) {
    sum += static_cast<double>(sample) * static_cast<double>(sample);
  }
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(middle(audio).size(), 1)));
}

std::string encoded(const Audio& audio, AudioFormat format, EncoderOptions options) {
  auto encoder = Encoder::create(format, audio.rate, options);
  if (!encoder) {
    ADD_FAILURE() << encoder.error().message << ": " << encoder.error().cause;
    return {};
  }
  const std::string bytes = (*encoder)->feed(audio.samples);
  return bytes + (*encoder)->finish();
}

std::string streamed(const Audio& audio, AudioFormat format, std::size_t piece) {
  auto encoder = Encoder::create(format, audio.rate);
  if (!encoder) {
    ADD_FAILURE() << encoder.error().message << ": " << encoder.error().cause;
    return {};
  }
  std::string bytes;
  for (std::span<const float> rest{audio.samples}; !rest.empty();) {
    const std::size_t size = std::min(piece, rest.size());
    bytes += (*encoder)->feed(rest.first(size));
    rest = rest.subspan(size);
  }
  return bytes + (*encoder)->finish();
}

Audio decoded(const std::string& file, AudioFormat format) {
  if (format == AudioFormat::pcm) {
    return decode_pcm(file);
  }
  if (format == AudioFormat::aac) {
    return decode_aac(file);
  }
  auto audio = decode(file);
  if (!audio) {
    ADD_FAILURE() << audio.error().message << ": " << audio.error().cause;
    return {};
  }
  return *std::move(audio);
}

std::uint32_t number_at(std::string_view file, std::size_t place) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number |= std::uint32_t{static_cast<unsigned char>(file.at(place + i))} << (8U * i);
  }
  return number;
}

}  // namespace voicehub::engines::sounds
