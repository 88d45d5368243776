#include "engines/audio/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/audio/samples.hpp"
#include "engines/audio/sound_file.hpp"

namespace voicehub::engines {
namespace {

using namespace std::string_view_literals;

using Reader = std::unique_ptr<SoundReader>;

// What to do with a recording that cannot be read, as far as this program goes.
const char* formats_read(SoundOpener open_other) {
  return open_other != nullptr
             ? "send WAV, FLAC, Ogg (Opus or Vorbis), MP3, AIFF, AU, CAF, M4A, AAC, WebM, WMA or "
               "AMR"
             : "send WAV, FLAC, Ogg (Opus or Vorbis), MP3, AIFF, AU or CAF; `ffmpeg -i FILE "
               "recording.wav` makes a WAV of almost anything, and the image asr-media reads M4A, "
               "AAC, WebM, WMA and AMR too";
}

unsigned byte_at(std::string_view file, std::size_t place) {
  return place < file.size() ? static_cast<unsigned char>(file[place]) : 0U;
}

// What people send most that libsndfile does not read.
struct OtherFormat {
  std::size_t place;
  std::string_view bytes;
  std::string_view name;
  bool is_sound = true;
};

constexpr OtherFormat kAdts{0, "", "an AAC file"};

const OtherFormat* other_format(std::string_view file) {
  static constexpr std::array kFormats{
      OtherFormat{4, "ftyp"sv, "an MP4 or M4A file"},
      OtherFormat{0, "\x1A\x45\xDF\xA3"sv, "a WebM or Matroska file"},
      OtherFormat{0, "\x30\x26\xB2\x75"sv, "a WMA file"},
      OtherFormat{0, "#!AMR"sv, "an AMR file"},
      OtherFormat{0, "{"sv, "JSON text", false},
      OtherFormat{0, "<"sv, "HTML or XML text", false},
  };
  const auto* const format = std::ranges::find_if(kFormats, [&](const OtherFormat& candidate) {
    return file.substr(std::min(candidate.place, file.size())).starts_with(candidate.bytes);
  });
  if (format != kFormats.end()) {
    return format;
  }
  // ADTS begins like an MP3 frame of the layer 0, which MP3 has not.
  return byte_at(file, 0) == 0xFFU && (byte_at(file, 1) & 0xF6U) == 0xF0U ? &kAdts : nullptr;
}

std::unexpected<Error> broken(std::string message, std::string cause, const char* hint) {
  return make_error(ErrorCode::failed, std::move(message), hint, std::move(cause));
}

Result<Reader> open_recording(std::string_view file, SoundOpener open_other) {
  const char* const hint = formats_read(open_other);
  if (file.empty()) {
    return broken("the recording is empty: it has no bytes", {}, hint);
  }
  const OtherFormat* const other = other_format(file);
  if (other != nullptr && (open_other == nullptr || !other->is_sound)) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the recording is {}, which is not read here", other->name),
                      hint);
  }
  auto reader = other != nullptr ? open_other(file) : open_sound_file(file);
  if (!reader) {
    return broken(fmt::format("the {} bytes of the recording are broken, or not sound of a format "
                              "that is read here",
                              file.size()),
                  reader.error().message,
                  hint);
  }
  return reader;
}

Result<void> check_limits(const SoundReader& reader, const DecodeLimits& limits) {
  VH_CHECK(check_rate(reader.rate(), "of the recording"));
  if (reader.channels() < 1 || reader.channels() > limits.channels) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("the recording has {} channels", reader.channels()),
                      fmt::format("it may have 1 to {}", limits.channels));
  }
  return {};
}

// How many samples are read at most.
std::size_t most_samples(int rate, const DecodeLimits& limits) {
  const auto seconds = static_cast<double>(std::max<std::int64_t>(limits.duration.count(), 0));
  const double by_duration = seconds * static_cast<double>(rate);
  return by_duration < static_cast<double>(limits.samples) ? static_cast<std::size_t>(by_duration)
                                                           : limits.samples;
}

void append_mean(std::span<const float> interleaved,
                 std::size_t channels,
                 std::vector<float>& mono) {
  for (std::size_t i = 0; i + channels <= interleaved.size(); i += channels) {
    float sum = 0.0F;
    for (const float sample : interleaved.subspan(i, channels)) {
      sum += clean(sample);
    }
    mono.push_back(sum / static_cast<float>(channels));
  }
}

std::unexpected<Error> too_long(std::size_t most, int rate) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("the recording is longer than {:.1f} seconds at {} Hz",
                                static_cast<double>(most) / static_cast<double>(rate),
                                rate),
                    "send it in parts, or at a lower sample rate: 16000 Hz is enough for speech");
}

Result<Audio> read_mono(SoundReader& reader,
                        const DecodeLimits& limits,
                        const std::stop_token& stop) {
  constexpr std::size_t kBlock = 16'384;  // samples of each channel: a few milliseconds of work
  const auto channels = static_cast<std::size_t>(reader.channels());
  const std::size_t most = most_samples(reader.rate(), limits);
  Audio audio{.rate = reader.rate(), .samples = {}};
  // By its own word, before any of it is decoded.
  if (const auto announced = reader.announced_samples();
      announced && std::cmp_greater(*announced, most)) {
    return too_long(most, reader.rate());
  }
  std::vector<float> block(kBlock * channels);
  while (const std::size_t got = reader.read(block)) {
    if (got > most - audio.samples.size()) {
      return too_long(most, reader.rate());
    }
    if (stop.stop_requested()) {
      return make_error(ErrorCode::cancelled, "stopped while reading the recording");
    }
    append_mean(std::span{block}.first(got * channels), channels, audio.samples);
  }
  return audio;
}

std::uint32_t number_at(std::string_view file, std::size_t place) {
  return byte_at(file, place) | byte_at(file, place + 1) << 8U | byte_at(file, place + 2) << 16U |
         byte_at(file, place + 3) << 24U;
}

// Whether a WAV file is shorter than it says. Streams say that they have no end, in several ways.
bool is_cut_wav(std::string_view file) {
  constexpr std::uint64_t kEndless = 0x7FFF'0000;
  constexpr std::uint64_t kBeforeSize = 8;
  constexpr std::uint64_t kPadding = 1;  // some writers count it and leave it out
  if (!file.starts_with("RIFF")) {
    return false;
  }
  const std::uint64_t size = number_at(file, 4);
  return size < kEndless && size + kBeforeSize > file.size() + kPadding;
}

// Whether sound follows a WAV header that says there is none: that of a writer that could not go
// back to fill it in.
bool is_unfinished_wav(std::string_view file) {
  constexpr std::size_t kHeader = 44;
  constexpr std::uint32_t kHeaderAfterSize = 36;
  const std::uint32_t size = number_at(file, 4);
  return file.size() > kHeader && file.starts_with("RIFF") && file.substr(36, 4) == "data" &&
         number_at(file, 40) == 0 && (size == 0 || size == kHeaderAfterSize);
}

std::string finished_wav(std::string_view file) {
  constexpr std::string_view kEndless = "\xFF\xFF\xFF\xFF";
  std::string finished{file};
  return finished.replace(4, 4, kEndless).replace(40, 4, kEndless);
}

Result<void> check_complete(std::string_view file,
                            const SoundReader& reader,
                            const Audio& audio,
                            const char* hint) {
  const std::string fault = reader.fault();
  const auto announced = reader.announced_samples();
  const bool cut =
      is_cut_wav(file) || (announced && std::cmp_less(audio.samples.size(), *announced));
  if (cut || !fault.empty()) {
    return broken(fmt::format("the recording is {} after {:.2f} seconds",
                              cut ? "cut off" : "broken",
                              audio.duration().count()),
                  fault,
                  hint);
  }
  if (audio.samples.empty()) {
    return broken("the recording holds no sound", {}, hint);
  }
  return {};
}

}  // namespace

Result<Audio> decode(std::string_view file,
                     const DecodeLimits& limits,
                     SoundOpener open_other,
                     const std::stop_token& stop) {
  if (is_unfinished_wav(file)) {
    return decode(finished_wav(file), limits, open_other, stop);
  }
  VH_TRY(const Reader reader, open_recording(file, open_other));
  VH_CHECK(check_limits(*reader, limits));
  VH_TRY(Audio audio, read_mono(*reader, limits, stop));
  VH_CHECK(check_complete(file, *reader, audio, formats_read(open_other)));
  return audio;
}

}  // namespace voicehub::engines
