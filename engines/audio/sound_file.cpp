#include "engines/audio/sound_file.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "engines/audio/codec.hpp"

namespace voicehub::engines {
namespace {

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

using SoundFile = std::unique_ptr<SNDFILE, Closer>;

Result<SoundFile> open_file(SF_VIRTUAL_IO io, int mode, SF_INFO& facts, void* memory) {
  // libsndfile keeps the reason of a failed opening in one place for all threads.
  static std::mutex opening;
  const std::scoped_lock lock{opening};
  SoundFile file{sf_open_virtual(&io, mode, &facts, memory)};
  if (!file) {
    return make_error(ErrorCode::failed, sf_strerror(nullptr));
  }
  return file;
}

sf_count_t seek_to(sf_count_t& position, sf_count_t length, sf_count_t offset, int whence) {
  const sf_count_t from = whence == SEEK_CUR ? position : whence == SEEK_END ? length : 0;
  sf_count_t target = 0;
  if (__builtin_add_overflow(from, offset, &target) || target < 0) {
    return -1;
  }
  position = target;
  return position;
}

// --- reading

struct Input {
  std::string_view bytes;
  sf_count_t position = 0;

  static Input& of(void* memory) { return *static_cast<Input*>(memory); }

  [[nodiscard]] sf_count_t length() const { return static_cast<sf_count_t>(bytes.size()); }

  sf_count_t read(void* target, sf_count_t count) {
    const sf_count_t readable =
        std::clamp<sf_count_t>(length() - position, 0, std::max<sf_count_t>(count, 0));
    if (readable > 0) {
      std::memcpy(target, bytes.data() + position, static_cast<std::size_t>(readable));
      position += readable;
    }
    return readable;
  }
};

SF_VIRTUAL_IO input_io() {
  return {
      .get_filelen = [](void* memory) { return Input::of(memory).length(); },
      .seek =
          [](sf_count_t offset, int whence, void* memory) {
            Input& input = Input::of(memory);
            return seek_to(input.position, input.length(), offset, whence);
          },
      .read = [](void* target,
                 sf_count_t count,
                 void* memory) { return Input::of(memory).read(target, count); },
      .write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; },
      .tell = [](void* memory) { return Input::of(memory).position; },
  };
}

class SoundFileReader final : public SoundReader {
 public:
  explicit SoundFileReader(std::string_view file) : input_{.bytes = file} {}

  Result<void> open() {
    VH_TRY(file_, open_file(input_io(), SFM_READ, facts_, &input_));
    return {};
  }

  [[nodiscard]] int rate() const override { return facts_.samplerate; }

  [[nodiscard]] int channels() const override { return facts_.channels; }

  [[nodiscard]] std::optional<std::int64_t> announced_samples() const override {
    const bool exact = (facts_.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;
    // A FLAC stream whose length was not known when it began.
    if (!exact || facts_.frames <= 0 || facts_.frames == std::numeric_limits<sf_count_t>::max()) {
      return std::nullopt;
    }
    return facts_.frames;
  }

  [[nodiscard]] std::size_t read(std::span<float> block) override {
    const auto wanted = static_cast<sf_count_t>(block.size()) / std::max(channels(), 1);
    const sf_count_t got = sf_readf_float(file_.get(), block.data(), wanted);
    return static_cast<std::size_t>(std::max<sf_count_t>(got, 0));
  }

  [[nodiscard]] std::string fault() const override {
    return sf_error(file_.get()) == SF_ERR_NO_ERROR ? std::string{} : sf_strerror(file_.get());
  }

 private:
  Input input_;  // outlives file_, which reads from it
  SF_INFO facts_{};
  SoundFile file_;
};

// --- writing

// What has been written, less what has been sent. An encoder that goes back to complete its header
// changes what is still here; what has gone stays as it was.
struct Output {
  std::string bytes;
  sf_count_t sent = 0;
  sf_count_t position = 0;

  static Output& of(void* memory) { return *static_cast<Output*>(memory); }

  [[nodiscard]] sf_count_t length() const { return sent + static_cast<sf_count_t>(bytes.size()); }

  void write(std::string_view incoming) {
    const auto size = static_cast<sf_count_t>(incoming.size());
    const sf_count_t gone = std::clamp<sf_count_t>(sent - position, 0, size);
    const auto place = static_cast<std::size_t>(std::max(position, sent) - sent);
    bytes.resize(std::max(bytes.size(), place));
    bytes.replace(place, static_cast<std::size_t>(size - gone), incoming.substr(gone));
    position += size;
  }

  std::string take() {
    sent = length();
    return std::exchange(bytes, {});
  }
};

SF_VIRTUAL_IO output_io() {
  return {
      .get_filelen = [](void* memory) { return Output::of(memory).length(); },
      .seek =
          [](sf_count_t offset, int whence, void* memory) {
            Output& output = Output::of(memory);
            return seek_to(output.position, output.length(), offset, whence);
          },
      .read = [](void*, sf_count_t, void*) -> sf_count_t { return 0; },
      .write =
          [](const void* source, sf_count_t count, void* memory) {
            Output::of(memory).write(
                {static_cast<const char*>(source), static_cast<std::size_t>(count)});
            return count;
          },
      .tell = [](void* memory) { return Output::of(memory).position; },
  };
}

int file_format(AudioFormat format) {
  switch (format) {
    case AudioFormat::opus: return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case AudioFormat::mp3: return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case AudioFormat::aac:
    case AudioFormat::flac:
    case AudioFormat::wav:
    case AudioFormat::pcm: break;
  }
  return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
}

// libsndfile's measure of compression, 0 (least) to 1, for a bit rate in a range of them.
double compression_of(double bit_rate, double lowest, double highest) {
  return (highest - bit_rate) / (highest - lowest);
}

// Speech without audible loss, in kilobits a second. mp3 has the ranges of MPEG 1, 2 and 2.5, and
// is of constant rate: players know the length of such a stream, and how far they are in it.
double mp3_compression(int rate) {
  if (rate >= 32'000) {
    return compression_of(96.5, 32, 320);
  }
  return rate >= 16'000 ? compression_of(64.5, 8, 160) : compression_of(32.5, 8, 64);
}

void set_quality(SNDFILE* file, AudioFormat format, int rate) {
  if (format == AudioFormat::flac) {
    return;
  }
  double compression =
      format == AudioFormat::mp3 ? mp3_compression(rate) : compression_of(48, 6, 256);
  sf_command(file, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
  if (format == AudioFormat::mp3) {
    int mode = SF_BITRATE_MODE_CONSTANT;
    sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
  } else {
    double page = 100;  // milliseconds: a page is sent when it is whole
    sf_command(file, SFC_SET_OGG_PAGE_LATENCY_MS, &page, sizeof page);
  }
}

// STREAMINFO begins at byte 8, with 36 bits for the number of samples in its bytes 13 to 17. It
// stays 0, "unknown", when it is not filled in here.
void set_flac_length(std::string& bytes, std::size_t samples) {
  constexpr std::size_t kPlace = 8 + 13;
  constexpr std::size_t kMost = (std::size_t{1} << 36U) - 1;
  if (bytes.size() < kPlace + 5 || samples > kMost) {
    return;
  }
  bytes[kPlace] =
      static_cast<char>((static_cast<unsigned char>(bytes[kPlace]) & 0xF0U) | (samples >> 32U));
  for (std::size_t i = 1; i < 5; ++i) {
    bytes[kPlace + i] = static_cast<char>(static_cast<unsigned char>(samples >> (32U - 8U * i)));
  }
}

class SoundFileCodec final : public Codec {
 public:
  explicit SoundFileCodec(std::optional<std::size_t> flac_length) : flac_length_{flac_length} {}

  Result<void> open(AudioFormat format, int rate) {
    SF_INFO facts{};
    facts.samplerate = rate;
    facts.channels = 1;
    facts.format = file_format(format);
    auto file = open_file(output_io(), SFM_WRITE, facts, &output_);
    if (!file) {
      return make_error(ErrorCode::unsupported,
                        fmt::format("cannot encode sound of {} Hz in this format", rate),
                        "ask for a sample rate of 24000 Hz, or for another format",
                        file.error().message);
    }
    file_ = std::move(*file);
    set_quality(file_.get(), format, rate);
    return {};
  }

  std::string write(std::span<const float> samples) override {
    sf_writef_float(file_.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
    return take();
  }

  std::string close() override {
    file_.reset();
    return take();
  }

 private:
  std::string take() {
    std::string bytes = output_.take();
    if (flac_length_ && !bytes.empty()) {
      set_flac_length(bytes, *flac_length_);
      flac_length_.reset();
    }
    return bytes;
  }

  Output output_;  // outlives file_, which writes into it
  SoundFile file_;
  std::optional<std::size_t> flac_length_;  // until the header has gone
};

}  // namespace

CodecResult make_sound_file_codec(AudioFormat format,
                                  int rate,
                                  std::optional<std::size_t> samples) {
  auto codec =
      std::make_unique<SoundFileCodec>(format == AudioFormat::flac ? samples : std::nullopt);
  VH_CHECK(codec->open(format, rate));
  return codec;
}

OpenedSound open_sound_file(std::string_view file) {
  auto reader = std::make_unique<SoundFileReader>(file);
  VH_CHECK(reader->open());
  return reader;
}

}  // namespace voicehub::engines
