#include "tests/support/recording.hpp"

extern "C" {
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <span>

#include <gtest/gtest.h>

namespace voicehub::test {
namespace {

using engines::Audio;

// As many samples as the frame holds, silence after the last.
void fill(AVFrame& frame, std::span<const float> samples) {
  for (int i = 0; i < frame.nb_samples; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const float value = at < samples.size() ? samples[at] : 0.0F;
    if (frame.format == AV_SAMPLE_FMT_S16 || frame.format == AV_SAMPLE_FMT_S16P) {
      reinterpret_cast<std::int16_t*>(frame.data[0])[i] = static_cast<std::int16_t>(value * 32767);
    } else {
      reinterpret_cast<float*>(frame.data[0])[i] = value;
    }
  }
}

// What the encoder has ready, into the file.
void drain(AVCodecContext& encoder, AVFormatContext& file, const AVStream& track) {
  AVPacket* packet = av_packet_alloc();
  while (avcodec_receive_packet(&encoder, packet) >= 0) {
    av_packet_rescale_ts(packet, encoder.time_base, track.time_base);
    packet->stream_index = track.index;
    av_interleaved_write_frame(&file, packet);
  }
  av_packet_free(&packet);
}

AVCodecContext* encoder_of(const RecordingKind& kind, int rate, const AVFormatContext& file) {
  const AVCodec* const codec = avcodec_find_encoder(kind.codec);
  AVCodecContext* encoder = avcodec_alloc_context3(codec);
  encoder->sample_fmt = kind.samples;
  encoder->sample_rate = rate;
  encoder->bit_rate = 96'000;
  encoder->time_base = {1, rate};
  av_channel_layout_default(&encoder->ch_layout, 1);
  if ((file.oformat->flags & AVFMT_GLOBALHEADER) != 0) {
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  }
  EXPECT_GE(avcodec_open2(encoder, codec, nullptr), 0) << "no encoder for " << kind;
  return encoder;
}

void encode(const Audio& sound,
            AVCodecContext& encoder,
            AVFormatContext& file,
            const AVStream& track) {
  AVFrame* frame = av_frame_alloc();
  frame->nb_samples = encoder.frame_size > 0 ? encoder.frame_size : 1024;
  frame->format = encoder.sample_fmt;
  frame->sample_rate = encoder.sample_rate;
  av_channel_layout_copy(&frame->ch_layout, &encoder.ch_layout);
  av_frame_get_buffer(frame, 0);
  const auto step = static_cast<std::size_t>(frame->nb_samples);
  for (std::size_t at = 0; at < sound.samples.size(); at += step) {
    av_frame_make_writable(frame);
    fill(*frame, std::span{sound.samples}.subspan(at));
    frame->pts = static_cast<std::int64_t>(at);
    avcodec_send_frame(&encoder, frame);
    drain(encoder, file, track);
  }
  avcodec_send_frame(&encoder, nullptr);
  drain(encoder, file, track);
  av_frame_free(&frame);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const RecordingKind& kind) {
  return out << kind.container << "_" << avcodec_get_name(kind.codec);
}

std::string recording(const Audio& sound, const RecordingKind& kind) {
  AVFormatContext* file = nullptr;
  avformat_alloc_output_context2(&file, nullptr, kind.container, nullptr);
  avio_open_dyn_buf(&file->pb);
  AVCodecContext* encoder = encoder_of(kind, sound.rate, *file);
  AVStream* track = avformat_new_stream(file, nullptr);
  avcodec_parameters_from_context(track->codecpar, encoder);
  track->time_base = encoder->time_base;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "movflags", kind.movflags, 0);  // nothing when it is null
  EXPECT_GE(avformat_write_header(file, &options), 0) << "no file of " << kind;
  encode(sound, *encoder, *file, *track);
  av_write_trailer(file);
  std::uint8_t* bytes = nullptr;
  const int size = avio_close_dyn_buf(file->pb, &bytes);
  std::string made{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  av_free(bytes);
  av_dict_free(&options);
  avcodec_free_context(&encoder);
  file->pb = nullptr;
  avformat_free_context(file);
  return made;
}

}  // namespace voicehub::test
