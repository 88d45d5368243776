#include "engines/media/media_file.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

// --- what the libraries own

struct Free {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }

  void operator()(AVFormatContext* format) const { avformat_close_input(&format); }

  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }

  void operator()(AVPacket* packet) const { av_packet_free(&packet); }

  void operator()(AVFrame* frame) const { av_frame_free(&frame); }

  void operator()(SwrContext* converter) const { swr_free(&converter); }
};

template <typename Object>
using Owned = std::unique_ptr<Object, Free>;

class Options {
 public:
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  ~Options() { av_dict_free(&options_); }

  void set(const char* name, const char* value) { av_dict_set(&options_, name, value, 0); }

  AVDictionary** all() { return &options_; }

 private:
  AVDictionary* options_ = nullptr;
};

std::string words_of(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> words{};
  av_strerror(error, words.data(), words.size());
  return words.data();
}

std::unexpected<Error> failed(std::string message) {
  return make_error(ErrorCode::failed, std::move(message));
}

// --- the bytes

struct Input {
  std::string_view bytes;
  std::size_t position = 0;

  static Input& of(void* memory) { return *static_cast<Input*>(memory); }

  int read(std::uint8_t* target, int wanted) {
    const std::size_t count =
        std::min(bytes.size() - position, static_cast<std::size_t>(std::max(wanted, 0)));
    if (count == 0) {
      return AVERROR_EOF;
    }
    std::memcpy(target, bytes.data() + position, count);
    position += count;
    return static_cast<int>(count);
  }

  std::int64_t seek(std::int64_t offset, int whence) {
    const auto length = static_cast<std::int64_t>(bytes.size());
    if ((whence & AVSEEK_SIZE) != 0) {
      return length;
    }
    const std::int64_t from = whence == SEEK_CUR   ? static_cast<std::int64_t>(position)
                              : whence == SEEK_END ? length
                                                   : 0;
    std::int64_t target = 0;
    if (__builtin_add_overflow(from, offset, &target) || target < 0 || target > length) {
      return AVERROR(EINVAL);
    }
    position = static_cast<std::size_t>(target);
    return target;
  }
};

Owned<AVIOContext> io_of(Input& input) {
  constexpr int kBuffer = 32 * 1024;
  auto* const buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
  AVIOContext* const io = avio_alloc_context(
      buffer,
      kBuffer,
      0,
      &input,
      [](void* memory, std::uint8_t* target, int wanted) {
        return Input::of(memory).read(target, wanted);
      },
      nullptr,
      [](void* memory, std::int64_t offset, int whence) {
        return Input::of(memory).seek(offset, whence);
      });
  return Owned<AVIOContext>{io};
}

// A playlist or a track in another file could name any file of the machine, or any address.
int open_nothing_else(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

Result<Owned<AVFormatContext>> format_of(AVIOContext& io) {
  AVFormatContext* format = avformat_alloc_context();
  format->pb = &io;
  format->io_open = open_nothing_else;
  Options options;
  options.set("format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,asf,amr,aac");
  // No picture is decoded to find out about it.
  options.set("codec_whitelist",
              "aac,aac_latm,alac,amrnb,amrwb,flac,mp2,mp3,mp3float,opus,libopus,vorbis,wmav1,wmav2,"
              "wmapro,wmalossless,wmavoice,pcm_s16le,pcm_s16be,pcm_s24le,pcm_f32le");
  // It is closed when it fails.
  if (const int error = avformat_open_input(&format, "", nullptr, options.all()); error < 0) {
    return failed(words_of(error));
  }
  Owned<AVFormatContext> opened{format};
  if (const int error = avformat_find_stream_info(format, nullptr); error < 0) {
    return failed(words_of(error));
  }
  return opened;
}

Result<Owned<AVCodecContext>> decoder_of(const AVStream& track, const AVCodec* codec) {
  Owned<AVCodecContext> decoder{avcodec_alloc_context3(codec)};
  int error = avcodec_parameters_to_context(decoder.get(), track.codecpar);
  if (error >= 0) {
    decoder->pkt_timebase = track.time_base;
    decoder->thread_count = 1;  // the worker's own
    error = avcodec_open2(decoder.get(), codec, nullptr);
  }
  if (error < 0) {
    return failed(words_of(error));
  }
  return decoder;
}

class MediaReader final : public SoundReader {
 public:
  explicit MediaReader(std::string_view file) : input_{.bytes = file} {}

  Result<void> open() {
    VH_TRY(format_, format_of(*io_));
    const AVCodec* codec = nullptr;
    const int track = av_find_best_stream(format_.get(), AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0);
    if (track == AVERROR_STREAM_NOT_FOUND) {
      return failed("none of its tracks is sound");
    }
    if (track < 0) {
      return failed("its sound is in a codec that is not known here");
    }
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
      format_->streams[i]->discard = std::cmp_equal(i, track) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    track_ = format_->streams[track];
    VH_TRY(decoder_, decoder_of(*track_, codec));
    // Some codecs say only in the sound itself what its rate is.
    if (!next_frame()) {
      return failed(fault_.empty() ? "its track holds no sound" : fault_);
    }
    return convert_as(*frame_);
  }

  [[nodiscard]] int rate() const override { return rate_; }

  [[nodiscard]] int channels() const override { return channels_; }

  [[nodiscard]] std::optional<std::int64_t> announced_samples() const override {
    return std::nullopt;  // lengths are rounded to the packets of the codec
  }

  [[nodiscard]] std::size_t read(std::span<float> block) override {
    const auto channels = static_cast<std::size_t>(channels_);
    std::size_t filled = 0;
    while (filled < block.size() && (taken_ < samples_.size() || refill())) {
      const std::size_t count = std::min(block.size() - filled, samples_.size() - taken_);
      std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(taken_),
                  count,
                  block.begin() + static_cast<std::ptrdiff_t>(filled));
      taken_ += count;
      filled += count;
    }
    return channels == 0 ? 0 : filled / channels;
  }

  [[nodiscard]] std::string fault() const override { return fault_; }

 private:
  // The next piece of the sound into frame_, or false at its end and where it is broken.
  bool next_frame() {
    while (fault_.empty()) {
      const int got = avcodec_receive_frame(decoder_.get(), frame_.get());
      if (got >= 0) {
        seconds_ += static_cast<double>(frame_->nb_samples) / std::max(frame_->sample_rate, 1);
        return true;
      }
      if (got != AVERROR(EAGAIN)) {
        fault_ = got == AVERROR_EOF ? missing() : words_of(got);
        return false;
      }
      feed();
    }
    return false;
  }

  // One packet into the decoder; at the end of the file word of it.
  void feed() {
    int error = 0;
    do {
      av_packet_unref(packet_.get());
      error = av_read_frame(format_.get(), packet_.get());
    } while (error >= 0 && packet_->stream_index != track_->index);
    if (error < 0 && error != AVERROR_EOF) {
      fault_ = words_of(error);
      return;
    }
    const int sent = avcodec_send_packet(decoder_.get(), error >= 0 ? packet_.get() : nullptr);
    if (sent < 0) {
      fault_ = words_of(sent);
    }
  }

  // Whether the file says that there is more of the track than it has; in words, else empty.
  [[nodiscard]] std::string missing() const {
    const int entries = avformat_index_get_entries_count(track_);
    if (const AVIndexEntry* last = avformat_index_get_entry(track_, entries - 1);
        last != nullptr && std::cmp_greater(last->pos + last->size, input_.bytes.size())) {
      return "its last packets are missing";
    }
    constexpr double kTolerance = 1;  // seconds
    const bool is_exact = format_->duration > 0 && format_->nb_streams == 1 &&
                          format_->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
    const double seconds = static_cast<double>(format_->duration) / AV_TIME_BASE;
    return is_exact && seconds_ + kTolerance < seconds
               ? fmt::format("it is to last {:.1f} seconds", seconds)
               : std::string{};
  }

  Result<void> convert_as(AVFrame& frame) {
    rate_ = frame.sample_rate;
    channels_ = frame.ch_layout.nb_channels;
    SwrContext* converter = nullptr;
    int error = swr_alloc_set_opts2(&converter,
                                    &frame.ch_layout,
                                    AV_SAMPLE_FMT_FLT,
                                    rate_,
                                    &frame.ch_layout,
                                    static_cast<AVSampleFormat>(frame.format),
                                    rate_,
                                    0,
                                    nullptr);
    converter_.reset(converter);
    error = error < 0 ? error : swr_init(converter);
    if (error < 0) {
      return failed(words_of(error));
    }
    return {};
  }

  // The samples of the next frame, the first of which open() has read.
  bool refill() {
    if (std::exchange(has_begun_, true) && !next_frame()) {
      return false;
    }
    if (frame_->sample_rate != rate_ || frame_->ch_layout.nb_channels != channels_) {
      fault_ = "its sample rate or its channels change on the way";
      return false;
    }
    samples_.resize(static_cast<std::size_t>(frame_->nb_samples) *
                    static_cast<std::size_t>(channels_));
    taken_ = 0;
    auto* target = reinterpret_cast<std::uint8_t*>(samples_.data());
    const int converted = swr_convert(converter_.get(),
                                      &target,
                                      frame_->nb_samples,
                                      const_cast<const std::uint8_t**>(frame_->extended_data),
                                      frame_->nb_samples);
    if (converted < 0) {
      fault_ = words_of(converted);
      samples_.clear();
      return false;
    }
    samples_.resize(static_cast<std::size_t>(converted) * static_cast<std::size_t>(channels_));
    return true;
  }

  Input input_;
  Owned<AVIOContext> io_ = io_of(input_);
  Owned<AVFormatContext> format_;  // reads through io_
  AVStream* track_ = nullptr;      // of format_
  Owned<AVCodecContext> decoder_;
  Owned<AVPacket> packet_{av_packet_alloc()};
  Owned<AVFrame> frame_{av_frame_alloc()};
  Owned<SwrContext> converter_;
  double seconds_ = 0;  // of sound that was read
  int rate_ = 0;
  int channels_ = 0;
  bool has_begun_ = false;
  std::vector<float> samples_;  // of the frame, interleaved
  std::size_t taken_ = 0;
  std::string fault_;
};

}  // namespace

OpenedSound open_media_file(std::string_view file) {
  av_log_set_level(AV_LOG_QUIET);  // what matters is in the error
  auto reader = std::make_unique<MediaReader>(file);
  VH_CHECK(reader->open());
  return reader;
}

}  // namespace voicehub::engines
