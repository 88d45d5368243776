#include "engines/wyoming/recording.hpp"

#include <bit>
#include <cstdint>

#include <fmt/format.h>

#include "engines/audio/samples.hpp"

namespace voicehub::engines::wyoming {

Result<SoundFormat> sound_format(const EventData& data) {
  constexpr int kMostChannels = 8;
  const SoundFormat format{.rate = data.number("rate").value_or(0),
                           .channels = data.number("channels").value_or(0)};
  const int width = data.number("width").value_or(0);
  if (width != 2) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("samples have {} bytes", width),
                      "send 16 bits: width 2");
  }
  if (format.channels < 1 || format.channels > kMostChannels) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the sound has {} channels", format.channels),
                      fmt::format("send 1 to {}", kMostChannels));
  }
  VH_CHECK(check_rate(format.rate, "of the sound"));
  return format;
}

Result<void> Recording::add(const Event& event) {
  VH_TRY(const SoundFormat format, sound_format(event.data));
  if (format_ && *format_ != format) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the sound changes from {} Hz and {} channels to {} and {}",
                                  format_->rate,
                                  format_->channels,
                                  format.rate,
                                  format.channels),
                      "send audio-stop before another recording begins");
  }
  if (event.payload.size() > most_bytes_ - bytes_.size()) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the recording is longer than {} bytes", most_bytes_),
                      "send less at once, or set MAX_UPLOAD_MB");
  }
  format_ = format;
  bytes_ += event.payload;
  return done();
}

std::chrono::duration<double> Recording::duration() const {
  if (!format_) {
    return {};
  }
  const double samples = static_cast<double>(bytes_.size()) / (2.0 * format_->channels);
  return std::chrono::duration<double>{samples / format_->rate};
}

Audio Recording::audio() const {
  constexpr float kScale = 1.0F / 32768;
  if (!format_) {
    return {};
  }
  const auto channels = static_cast<std::size_t>(format_->channels);
  const auto sample = [&](std::size_t index) {
    const auto low = static_cast<std::uint8_t>(bytes_[2 * index]);
    const auto high = static_cast<std::uint8_t>(bytes_[(2 * index) + 1]);
    return std::bit_cast<std::int16_t>(static_cast<std::uint16_t>(low | (high << 8U)));
  };
  Audio audio{.rate = format_->rate};
  audio.samples.resize(bytes_.size() / (2 * channels));
  for (std::size_t frame = 0; frame < audio.samples.size(); ++frame) {
    int sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      sum += sample((frame * channels) + channel);
    }
    audio.samples[frame] = static_cast<float>(sum) * kScale / static_cast<float>(format_->channels);
  }
  return audio;
}

}  // namespace voicehub::engines::wyoming
