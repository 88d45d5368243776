#include <cstdint>
#include <limits>

#include "engines/audio/codec.hpp"
#include "engines/audio/samples.hpp"

namespace voicehub::engines {
namespace {

constexpr std::uint32_t kBytesPerSample = 2;
constexpr std::uint32_t kUnknownSize = std::numeric_limits<std::uint32_t>::max();

void append_number(std::string& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

// libsndfile would write sizes of 0 and come back for them at the end, which a stream cannot do.
std::string wav_header(int rate, std::optional<std::size_t> samples) {
  constexpr std::uint32_t kFormatSize = 16;
  constexpr std::uint32_t kAfterRiffSize = 36;
  constexpr std::uint32_t kMostSamples = (kUnknownSize - kAfterRiffSize) / kBytesPerSample;
  const bool known = samples && *samples < kMostSamples;
  const auto size = known ? static_cast<std::uint32_t>(*samples) * kBytesPerSample : kUnknownSize;
  const auto hertz = static_cast<std::uint32_t>(rate);
  std::string header = "RIFF";
  append_number(header, known ? kAfterRiffSize + size : kUnknownSize, 4);
  header += "WAVEfmt ";
  append_number(header, kFormatSize, 4);
  append_number(header, 1, 2);  // PCM
  append_number(header, 1, 2);  // channels
  append_number(header, hertz, 4);
  append_number(header, hertz * kBytesPerSample, 4);
  append_number(header, kBytesPerSample, 2);
  append_number(header, 8 * kBytesPerSample, 2);
  header += "data";
  append_number(header, size, 4);
  return header;
}

// Bare samples, after `header`.
class PcmCodec final : public Codec {
 public:
  explicit PcmCodec(std::string header) : header_{std::move(header)} {}

  std::string write(std::span<const float> samples) override {
    std::string bytes = std::exchange(header_, {});
    bytes.reserve(bytes.size() + samples.size() * kBytesPerSample);
    for (const float sample : samples) {
      append_number(bytes, static_cast<std::uint16_t>(to_int16(sample)), kBytesPerSample);
    }
    return bytes;
  }

  std::string close() override { return std::exchange(header_, {}); }

 private:
  std::string header_;
};

}  // namespace

std::unique_ptr<Codec> make_pcm_codec() {
  return std::make_unique<PcmCodec>("");
}

std::unique_ptr<Codec> make_wav_codec(int rate, std::optional<std::size_t> samples) {
  return std::make_unique<PcmCodec>(wav_header(rate, samples));
}

}  // namespace voicehub::engines
