#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <iosfwd>
#include <string>

#include "engines/audio/audio.hpp"

// Recordings as phones and browsers make them.
namespace voicehub::test {

struct RecordingKind {
  const char* container;  // as libavformat names it
  AVCodecID codec;
  AVSampleFormat samples;  // what the codec takes
  const char* movflags = nullptr;
};

constexpr RecordingKind kM4a{
    .container = "ipod", .codec = AV_CODEC_ID_AAC, .samples = AV_SAMPLE_FMT_FLTP};
constexpr RecordingKind kWebm{
    .container = "webm", .codec = AV_CODEC_ID_OPUS, .samples = AV_SAMPLE_FMT_FLT};

std::ostream& operator<<(std::ostream& out, const RecordingKind& kind);

// The sound in a file of this kind. Opus takes 48 kHz, the others any usual rate.
[[nodiscard]] std::string recording(const engines::Audio& sound, const RecordingKind& kind);

}  // namespace voicehub::test
