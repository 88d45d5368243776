#include "engines/audio/likely_duration.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace voicehub::engines {
namespace {

using namespace std::string_view_literals;

// Bytes of a second of speech.
constexpr double kPlain = 32'000;      // 16 bits at 16 kHz
constexpr double kLossless = 16'000;   // half of it
constexpr double kCompressed = 6'000;  // 48 kbit/s

std::uint64_t byte_at(std::string_view file, std::size_t place) {
  return place < file.size() ? static_cast<unsigned char>(file[place]) : 0U;
}

std::uint64_t little_endian(std::string_view file, std::size_t place, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = size; i > 0; --i) {
    number = number << 8U | byte_at(file, place + i - 1);
  }
  return number;
}

std::uint64_t big_endian(std::string_view file, std::size_t place, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number = number << 8U | byte_at(file, place + i);
  }
  return number;
}

// Of so many samples; nothing where that is no number of them.
std::optional<double> seconds_of(std::uint64_t samples, std::uint64_t rate) {
  if (samples == 0 || rate == 0) {
    return std::nullopt;
  }
  return static_cast<double>(samples) / static_cast<double>(rate);
}

std::optional<double> wav(std::string_view file) {
  constexpr std::size_t kFarEnough = std::size_t{256} * 1024;  // what stands before may be pictures
  const std::string_view beginning = file.substr(0, kFarEnough);
  const std::size_t format = beginning.find("fmt "sv);
  const std::size_t data = beginning.find("data"sv);
  constexpr std::size_t kHeader = 8;
  if (format == std::string_view::npos || data == std::string_view::npos) {
    return std::nullopt;
  }
  // The size that is claimed may be that of a stream without an end.
  const std::uint64_t left = file.size() - std::min(file.size(), data + kHeader);
  return seconds_of(left, little_endian(file, format + kHeader + 8, 4));
}

std::optional<double> flac(std::string_view file) {
  constexpr std::size_t kStreamInfo = 8;
  const std::uint64_t facts = big_endian(file, kStreamInfo + 10, 8);
  constexpr std::uint64_t kSamples = (std::uint64_t{1} << 36U) - 1;
  return seconds_of(facts & kSamples, facts >> 44U);
}

// By the place of its last page, which counts samples.
std::optional<double> ogg(std::string_view file) {
  constexpr std::size_t kPacket = 28;  // of the first page, which has one segment
  const std::string_view first = file.substr(std::min(kPacket, file.size()));
  std::uint64_t rate = 0;
  if (first.starts_with("OpusHead"sv)) {
    rate = 48'000;  // whatever was recorded
  } else if (first.starts_with("\x01vorbis"sv)) {
    rate = little_endian(first, 12, 4);
  }
  constexpr std::size_t kLongestPage = std::size_t{66} * 1024;
  const std::string_view end = file.substr(file.size() - std::min(file.size(), kLongestPage));
  const std::size_t last = end.rfind("OggS"sv);
  return last == std::string_view::npos ? std::nullopt
                                        : seconds_of(little_endian(end, last + 6, 8), rate);
}

std::size_t mp3_frame(std::string_view file) {
  constexpr std::size_t kTagHeader = 10;
  if (!file.starts_with("ID3"sv)) {
    return 0;
  }
  std::size_t size = 0;
  for (std::size_t i = 6; i < kTagHeader; ++i) {
    size = size << 7U | (byte_at(file, i) & 0x7FU);
  }
  return size + kTagHeader;
}

bool is_mp3_frame(std::string_view file, std::size_t place) {
  const std::uint64_t second = byte_at(file, place + 1);
  return byte_at(file, place) == 0xFFU && (second & 0xE6U) == 0xE2U;  // of layer III
}

// By the number of frames where the encoder has written it, else by the rate of the first frame.
std::optional<double> mp3(std::string_view file, std::size_t frame) {
  constexpr std::array kOne{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
  constexpr std::array kTwo{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::array<std::uint64_t, 4> kRates{44'100, 48'000, 32'000, 0};
  const std::uint64_t version = byte_at(file, frame + 1) >> 3U & 3U;
  const std::uint64_t third = byte_at(file, frame + 2);
  const bool is_one = version == 3;
  const std::uint64_t rate = kRates[third >> 2U & 3U] / (is_one ? 1 : version == 2 ? 2 : 4);
  constexpr std::size_t kMostBefore = 64;  // the side information
  const std::string_view beginning = file.substr(std::min(frame, file.size()), kMostBefore);
  for (const std::string_view mark : {"Xing"sv, "Info"sv}) {
    const std::size_t at = beginning.find(mark);
    if (at != std::string_view::npos && (byte_at(file, frame + at + 7) & 1U) != 0) {
      const std::uint64_t frames = big_endian(file, frame + at + 8, 4);
      return seconds_of(frames * (is_one ? 1152U : 576U), rate);
    }
  }
  const int kilobits = (is_one ? kOne : kTwo)[third >> 4U];
  constexpr int kBytesPerKilobit = 125;
  return seconds_of(file.size() - frame, static_cast<std::uint64_t>(kilobits) * kBytesPerKilobit);
}

}  // namespace

std::chrono::duration<double> likely_duration(std::string_view file) {
  const auto size = static_cast<double>(file.size());
  const auto known = [&](std::optional<double> seconds, double usual) {
    return std::chrono::duration<double>{seconds.value_or(size / usual)};
  };
  if (file.starts_with("RIFF"sv)) {
    return known(wav(file), kPlain);
  }
  if (file.starts_with("fLaC"sv)) {
    return known(flac(file), kLossless);
  }
  if (file.starts_with("OggS"sv)) {
    return known(ogg(file), kCompressed);
  }
  if (file.starts_with("FORM"sv) || file.starts_with(".snd"sv) || file.starts_with("caff"sv)) {
    return known({}, kPlain);
  }
  const std::size_t frame = mp3_frame(file);
  return known(is_mp3_frame(file, frame) ? mp3(file, frame) : std::nullopt, kCompressed);
}

}  // namespace voicehub::engines
