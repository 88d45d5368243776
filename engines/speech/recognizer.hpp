#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"

namespace voicehub::engines {

// Times are seconds from the start of the recording.
struct Word {
  double start = 0;
  double end = 0;
  std::string text;
};

struct Segment {
  double start = 0;
  double end = 0;
  std::string text;
  std::vector<Word> words;           // where they were asked for and the model can tell
  bool words_are_estimated = false;  // it could not: their times are shares of the segment's
  // Of models that know them; OpenAI's verbose answer has them.
  std::optional<double> window;  // the start of what the model heard at once
  std::vector<int> tokens;
  double temperature = 0;
  double average_log_probability = 0;
  double compression_ratio = 0;
  double no_speech_probability = 0;
};

struct Transcript {
  std::string language;  // ISO 639-1
  double duration = 0;   // of the recording
  std::vector<Segment> segments;

  // The segments' texts, as one.
  [[nodiscard]] std::string text() const;
};

struct RecognitionOptions {
  std::string language;  // ISO 639-1; empty: find out
  std::string prompt;    // what came before, for models that can use it
  double temperature = 0;
  bool translate = false;  // into English
  bool words = false;      // times of words too
};

// What turns sound into text. Called from several threads at once.
class Recognizer {
 public:
  // Each segment, as soon as it is known.
  using SegmentSink = std::function<void(const Segment& segment)>;

  virtual ~Recognizer() = default;

  // What it understands, ISO 639-1; nothing where that is not known.
  [[nodiscard]] virtual std::vector<std::string> languages() const { return {}; }

  // `audio` has any rate. Gives up soon after a stop is asked for, with `cancelled`.
  [[nodiscard]] virtual Result<Transcript> recognize(const Audio& audio,
                                                     const RecognitionOptions& options,
                                                     const SegmentSink& sink,
                                                     std::stop_token stop) = 0;
};

}  // namespace voicehub::engines
