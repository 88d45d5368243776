#include "engines/speech/recording_part.hpp"

#include <algorithm>

namespace voicehub::engines {
namespace {

using Seconds = std::chrono::duration<double>;

// Of samples there are, at this time.
std::ptrdiff_t place_of(std::chrono::milliseconds time, int rate, std::size_t samples) {
  const double place = Seconds{time}.count() * rate;
  return place < static_cast<double>(samples) ? static_cast<std::ptrdiff_t>(place)
                                              : static_cast<std::ptrdiff_t>(samples);
}

}  // namespace

Audio part_of(Audio recording, const RecordingPart& part) {
  std::vector<float>& samples = recording.samples;
  samples.erase(samples.begin(),
                samples.begin() + place_of(part.offset, recording.rate, samples.size()));
  if (part.length) {
    samples.resize(
        static_cast<std::size_t>(place_of(*part.length, recording.rate, samples.size())));
  }
  return recording;
}

Segment in_recording(Segment heard, const RecordingPart& part) {
  const double offset = Seconds{part.offset}.count();
  heard.start += offset;
  heard.end += offset;
  if (heard.window) {
    *heard.window += offset;
  }
  for (Word& word : heard.words) {
    word.start += offset;
    word.end += offset;
  }
  return heard;
}

}  // namespace voicehub::engines
