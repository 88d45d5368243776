#include "core/engine/wav.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::engine {
namespace {

constexpr double kFullScale = 32768;
constexpr double kFloorDbfs = -120;
constexpr double kSilenceDbfs = -50;
constexpr double kClippedShare = 0.01;
constexpr std::chrono::milliseconds kShortest{100};

// A server that streams writes its header before it knows the length. 0xFFFFFFFF is usual; sox and
// espeak-ng write values just below 2 GiB.
constexpr std::uint32_t kSmallestPlaceholder = 0x7FFFF000;

std::uint16_t read_u16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) |
                                    static_cast<unsigned char>(bytes[at + 1]) << 8U);
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  return read_u16(bytes, at) | static_cast<std::uint32_t>(read_u16(bytes, at + 2)) << 16U;
}

std::unexpected<Error> invalid(std::string reason) {
  return make_error(ErrorCode::failed, "not a playable WAV: " + std::move(reason));
}

struct Format {
  std::uint16_t channels = 0;
  std::uint32_t sample_rate = 0;
};

Result<Format> parse_format(std::string_view chunk) {
  constexpr std::uint16_t kPcm = 1;
  constexpr std::uint16_t kExtensible = 0xFFFE;
  constexpr std::size_t kSubFormatOffset = 24;
  if (chunk.size() < 16) {
    return invalid(fmt::format("its format chunk has {} bytes", chunk.size()));
  }
  std::uint16_t encoding = read_u16(chunk, 0);
  if (encoding == kExtensible && chunk.size() >= kSubFormatOffset + 2) {
    encoding = read_u16(chunk, kSubFormatOffset);
  }
  const std::uint16_t bits = read_u16(chunk, 14);
  if (encoding != kPcm || bits != 16) {
    return invalid(fmt::format("encoding {} with {} bits, expected 16-bit PCM", encoding, bits));
  }
  const Format format{.channels = read_u16(chunk, 2), .sample_rate = read_u32(chunk, 4)};
  if (format.channels == 0 || format.sample_rate == 0) {
    return invalid(fmt::format("{} channels at {} Hz", format.channels, format.sample_rate));
  }
  return format;
}

double to_dbfs(double amplitude) {
  return std::max(kFloorDbfs, 20 * std::log10(std::max(amplitude, 1.0e-9) / kFullScale));
}

AudioFacts measure(const Format& format, std::string_view data) {
  const std::size_t frames = data.size() / (std::size_t{2} * format.channels);
  const std::size_t samples = frames * format.channels;
  int peak = 0;
  double energy = 0;
  std::size_t clipped = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const int amplitude = std::abs(static_cast<std::int16_t>(read_u16(data, 2 * i)));
    peak = std::max(peak, amplitude);
    energy += static_cast<double>(amplitude) * amplitude;
    clipped += amplitude >= 32767 ? 1U : 0U;
  }
  const double count = std::max<double>(1, static_cast<double>(samples));
  return {.sample_rate = format.sample_rate,
          .channels = format.channels,
          .duration = std::chrono::milliseconds{frames * 1000 / format.sample_rate},
          .peak_dbfs = to_dbfs(peak),
          .rms_dbfs = to_dbfs(std::sqrt(energy / count)),
          .clipped_share = static_cast<double>(clipped) / count};
}

}  // namespace

Result<AudioFacts> measure_wav(std::string_view file) {
  if (file.size() < 12 || !file.starts_with("RIFF") || file.substr(8, 4) != "WAVE") {
    return invalid(file.empty() ? "it is empty" : "it does not start with a RIFF/WAVE header");
  }
  std::optional<Format> format;
  std::string_view rest = file.substr(12);
  while (rest.size() >= 8) {
    const std::string_view id = rest.substr(0, 4);
    const std::uint32_t size = read_u32(rest, 4);
    rest.remove_prefix(8);
    if (id == "data") {
      if (!format) {
        return invalid("its samples come before their format");
      }
      if (size > rest.size() && size < kSmallestPlaceholder) {
        return invalid(fmt::format(
            "its header promises {} bytes of samples and {} are there", size, rest.size()));
      }
      return measure(*format, rest.substr(0, size));
    }
    if (id == "fmt ") {
      VH_TRY(format, parse_format(rest.substr(0, size)));
    }
    rest.remove_prefix(std::min<std::size_t>(rest.size(), std::size_t{size} + size % 2));
  }
  return invalid("it has no samples");
}

std::string audio_fault(const AudioFacts& facts) {
  if (facts.duration < kShortest) {
    return fmt::format("too short: {} of audio", human_duration(facts.duration));
  }
  if (facts.peak_dbfs < kSilenceDbfs) {
    return fmt::format("silence: the loudest sample is at {:.1f} dBFS", facts.peak_dbfs);
  }
  if (facts.clipped_share > kClippedShare) {
    return fmt::format("clipping: {:.1f} % of the samples are at full scale",
                       100 * facts.clipped_share);
  }
  return {};
}

std::string to_text(const AudioFacts& facts) {
  const std::string channels = facts.channels == 1   ? "mono"
                               : facts.channels == 2 ? "stereo"
                                                     : fmt::format("{} channels", facts.channels);
  return fmt::format("{:g} kHz {}, {}, peak {:.1f} dBFS",
                     facts.sample_rate / 1000.0,
                     channels,
                     human_duration(facts.duration),
                     facts.peak_dbfs);
}

}  // namespace voicehub::engine
