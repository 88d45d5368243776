#include "core/engine/sound_meter.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace voicehub::engine {
namespace {

constexpr std::size_t kEnough = 16;              // bytes to know a format by
constexpr std::size_t kLongestHeader = 1 << 16;  // an Ogg page's
constexpr std::size_t kMore = 0;                 // a header is not all there yet

std::uint64_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = value << 8U | byte_at(bytes, at + i);
  }
  return value;
}

bool is_adts(std::string_view bytes) {
  return byte_at(bytes, 0) == 0xFF && (byte_at(bytes, 1) & 0xF6U) == 0xF0;
}

// MPEG audio, layer III.
bool is_mp3_frame(std::string_view bytes) {
  return byte_at(bytes, 0) == 0xFF && (byte_at(bytes, 1) & 0xE6U) == 0xE2;
}

struct Mp3Frame {
  std::size_t bytes = 0;
  double seconds = 0;
};

// Zero bytes: not a frame's header.
Mp3Frame parse_mp3_frame(std::string_view header) {
  static constexpr std::array<int, 16> kBitRates1{
      0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
  static constexpr std::array<int, 16> kBitRates2{
      0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
  static constexpr std::array<int, 4> kRates{44100, 48000, 32000, 0};
  const auto version = byte_at(header, 1) >> 3U & 3U;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const auto third = byte_at(header, 2);
  const int base_rate = kRates[third >> 2U & 3U];
  const int bit_rate = 1000 * (version == 3 ? kBitRates1 : kBitRates2)[third >> 4U];
  if (!is_mp3_frame(header) || version == 1 || base_rate == 0 || bit_rate == 0) {
    return {};
  }
  const int rate = version == 3 ? base_rate : version == 2 ? base_rate / 2 : base_rate / 4;
  const int samples = version == 3 ? 1152 : 576;
  const int padding = static_cast<int>(third >> 1U & 1U);
  return {.bytes = static_cast<std::size_t>(samples / 8 * bit_rate / rate + padding),
          .seconds = static_cast<double>(samples) / rate};
}

}  // namespace

void SoundMeter::add(std::string_view piece) {
  bytes_ += piece.size();
  while (!piece.empty()) {
    if (in_data_) {
      data_bytes_ += piece.size();
      has_sound_ = true;
      return;
    }
    const auto skipped = std::min<std::uint64_t>(skip_, piece.size());
    has_sound_ = has_sound_ || (skipped > 0 && seconds_ > 0);
    skip_ -= skipped;
    piece.remove_prefix(skipped);
    // In steps, so that what is kept stays small however large the piece is.
    const std::string_view step = piece.substr(0, kLongestHeader);
    piece.remove_prefix(step.size());
    take_header(step);
  }
}

void SoundMeter::take_header(std::string_view bytes) {
  pending_ += bytes;
  if (format_.empty()) {
    find_format();
  }
  while (!format_.empty() && !in_data_ && pending_.size() > 0) {
    const std::size_t taken = format_ == "wav"    ? take_wav()
                              : format_ == "flac" ? take_flac()
                              : format_ == "mp3"  ? take_mp3()
                              : format_ == "aac"  ? take_aac()
                                                  : take_ogg();
    if (taken == kMore) {
      break;
    }
    const auto now = std::min(taken, pending_.size());
    skip_ += taken - now;
    has_sound_ = has_sound_ || (seconds_ > 0 && now > 0);
    pending_.erase(0, now);
    if (skip_ > 0) {
      break;
    }
  }
  if (in_data_) {
    data_bytes_ += pending_.size();
    has_sound_ = has_sound_ || !pending_.empty();
    pending_.clear();
  }
  if (pending_.size() > 2 * kLongestHeader) {
    pending_.clear();  // nothing that is known here
    is_known_ = false;
  }
}

void SoundMeter::find_format() {
  if (pending_.size() < kEnough) {
    return;
  }
  const std::string_view start = pending_;
  is_known_ = true;
  if (start.starts_with("RIFF")) {
    format_ = "wav";
    pending_.erase(0, 12);
  } else if (start.starts_with("fLaC")) {
    format_ = "flac";
  } else if (start.starts_with("OggS")) {
    format_ = "opus";
  } else if (start.starts_with("ID3") || (asked_ != "pcm" && is_mp3_frame(start))) {
    format_ = "mp3";
  } else if (asked_ != "pcm" && is_adts(start)) {
    format_ = "aac";
  } else if (asked_ == "pcm") {
    format_ = "pcm";
    bytes_per_second_ = 48000;
    in_data_ = true;
  } else {
    is_known_ = false;
    has_sound_ = true;
    pending_.clear();
  }
}

std::size_t SoundMeter::take_wav() {
  if (pending_.size() < 8) {
    return kMore;
  }
  const std::size_t size = little_endian(pending_, 4, 4);
  if (pending_.starts_with("data")) {
    in_data_ = true;
    return 8;
  }
  if (pending_.starts_with("fmt ") && size >= 16) {
    if (pending_.size() < 24) {
      return kMore;
    }
    bytes_per_second_ = static_cast<double>(little_endian(pending_, 16, 4));
  }
  return 8 + size + size % 2;
}

// STREAMINFO comes first; a stream that was not seekable when it was written has no length in it.
std::size_t SoundMeter::take_flac() {
  constexpr std::size_t kStreamInfoEnd = 26;
  if (pending_.size() < kStreamInfoEnd) {
    return kMore;
  }
  const auto rate =
      byte_at(pending_, 18) << 12U | byte_at(pending_, 19) << 4U | byte_at(pending_, 20) >> 4U;
  std::uint64_t samples = byte_at(pending_, 21) & 0xFU;
  for (std::size_t i = 22; i < kStreamInfoEnd; ++i) {
    samples = samples << 8U | byte_at(pending_, i);
  }
  is_known_ = rate > 0 && samples > 0;
  seconds_ = is_known_ ? static_cast<double>(samples) / static_cast<double>(rate) : 0;
  bytes_per_second_ = 0;
  in_data_ = true;
  return kStreamInfoEnd;
}

std::size_t SoundMeter::take_mp3() {
  if (pending_.size() < 10) {
    return kMore;
  }
  if (pending_.starts_with("ID3")) {
    std::size_t size = 0;
    for (std::size_t i = 6; i < 10; ++i) {
      size = size << 7U | (byte_at(pending_, i) & 0x7FU);
    }
    return 10 + size;
  }
  const Mp3Frame frame = parse_mp3_frame(pending_);
  seconds_ += frame.seconds;
  return std::max<std::size_t>(1, frame.bytes);
}

std::size_t SoundMeter::take_aac() {
  static constexpr std::array<int, 16> kRates{
      96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350};
  if (pending_.size() < 7) {
    return kMore;
  }
  const int rate = kRates[byte_at(pending_, 2) >> 2U & 0xFU];
  const std::size_t size =
      (byte_at(pending_, 3) & 3U) << 11U | byte_at(pending_, 4) << 3U | byte_at(pending_, 5) >> 5U;
  if (!is_adts(pending_) || rate == 0 || size < 7) {
    return 1;
  }
  seconds_ += 1024.0 / rate;
  return size;
}

// The position at a page's end is in samples of 48 kHz, whatever the sound's own rate is.
std::size_t SoundMeter::take_ogg() {
  constexpr std::size_t kHeader = 27;
  constexpr std::size_t kOpusHead = 12;
  if (!pending_.starts_with(std::string_view{"OggS"}.substr(0, pending_.size()))) {
    return 1;
  }
  if (pending_.size() < kHeader || pending_.size() < kHeader + byte_at(pending_, 26) + kOpusHead) {
    return kMore;
  }
  const std::size_t segments = byte_at(pending_, 26);
  std::size_t size = kHeader + segments;
  const std::string_view body = std::string_view{pending_}.substr(size);
  if (body.starts_with("OpusHead")) {
    opus_pre_skip_ = static_cast<double>(little_endian(body, 10, 2));
  }
  for (std::size_t i = 0; i < segments; ++i) {
    size += byte_at(pending_, kHeader + i);
  }
  const auto position = static_cast<std::int64_t>(little_endian(pending_, 6, 8));
  if (position > 0) {  // -1: no packet ends in this page
    seconds_ = std::max(seconds_, (static_cast<double>(position) - opus_pre_skip_) / 48000);
  }
  return size;
}

std::optional<SoundMeter::Seconds> SoundMeter::duration() const {
  if (!is_known_) {
    return std::nullopt;
  }
  if (bytes_per_second_ > 0) {
    return Seconds{static_cast<double>(data_bytes_) / bytes_per_second_};
  }
  return seconds_ > 0 ? std::optional{Seconds{seconds_}} : std::nullopt;
}

}  // namespace voicehub::engine
