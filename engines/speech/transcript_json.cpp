#include "engines/speech/transcript_json.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engines/speech/event_stream.hpp"
#include "engines/text/languages.hpp"
#include "engines/text/subtitles.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

using json = nlohmann::ordered_json;

// Times to the millisecond: what more there is, no model means.
double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

json usage_of(const Transcript& transcript) {
  return {{"type", "duration"}, {"seconds", std::ceil(transcript.duration)}};
}

json short_json(const Transcript& transcript) {
  return {{"text", utf8::to_valid(transcript.text())}, {"usage", usage_of(transcript)}};
}

json segment_json(const Segment& segment, std::size_t id) {
  return {{"id", id},
          {"seek", std::lround(segment.window.value_or(segment.start) * 100)},  // frames of 10 ms
          {"start", rounded(segment.start)},
          {"end", rounded(segment.end)},
          {"text", utf8::to_valid(segment.text)},
          {"tokens", segment.tokens},
          {"temperature", segment.temperature},
          {"avg_logprob", segment.average_log_probability},
          {"compression_ratio", segment.compression_ratio},
          {"no_speech_prob", segment.no_speech_probability}};
}

json words_json(const Transcript& transcript) {
  json words = json::array();
  for (const Segment& segment : transcript.segments) {
    for (const Word& word : segment.words) {
      words.push_back({{"word", utf8::to_valid(word.text)},
                       {"start", rounded(word.start)},
                       {"end", rounded(word.end)}});
    }
  }
  return words;
}

json verbose_json(const Transcript& transcript, const TranscriptionRequest& request) {
  // The text of a translation is English, whatever was spoken.
  const std::string& code = request.options.translate ? "en" : transcript.language;
  json answer{{"task", request.options.translate ? "translate" : "transcribe"},
              {"language", language_name(code).value_or(code)},
              {"duration", rounded(transcript.duration)},
              {"text", utf8::to_valid(transcript.text())}};
  if (request.options.words) {
    answer["words"] = words_json(transcript);
    if (std::ranges::any_of(transcript.segments, &Segment::words_are_estimated)) {
      answer["words_estimated"] = true;
    }
  }
  if (request.with_segments) {
    json segments = json::array();
    for (const Segment& segment : transcript.segments) {
      segments.push_back(segment_json(segment, segments.size()));
    }
    answer["segments"] = std::move(segments);
  }
  answer["usage"] = usage_of(transcript);
  return answer;
}

}  // namespace

std::string written(const Transcript& transcript, const TranscriptionRequest& request) {
  switch (request.format) {
    case TranscriptFormat::text: return plain_text(transcript.segments);
    case TranscriptFormat::srt: return srt(transcript.segments);
    case TranscriptFormat::vtt: return vtt(transcript.segments);
    case TranscriptFormat::verbose_json: return verbose_json(transcript, request).dump();
    case TranscriptFormat::json: break;
  }
  return short_json(transcript).dump();
}

std::string content_type(TranscriptFormat format) {
  switch (format) {
    case TranscriptFormat::text: return "text/plain; charset=utf-8";
    case TranscriptFormat::srt: return "application/x-subrip; charset=utf-8";
    case TranscriptFormat::vtt: return "text/vtt; charset=utf-8";
    case TranscriptFormat::json:
    case TranscriptFormat::verbose_json: break;
  }
  return "application/json";
}

std::string delta_event(const std::string& text) {
  return server_event(
      json{{"type", "transcript.text.delta"}, {"delta", utf8::to_valid(text)}}.dump());
}

std::string done_event(const Transcript& transcript) {
  json done{{"type", "transcript.text.done"}};
  done.update(short_json(transcript));
  return server_event(done.dump());
}

}  // namespace voicehub::engines
