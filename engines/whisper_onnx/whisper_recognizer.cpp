#include "engines/whisper_onnx/whisper_recognizer.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/audio/resampler.hpp"
#include "engines/audio/samples.hpp"
#include "engines/onnx/threads.hpp"
#include "engines/text/languages.hpp"
#include "engines/vad/silero_vad.hpp"
#include "engines/whisper/decoder_loop.hpp"
#include "engines/whisper/energy_vad.hpp"
#include "engines/whisper/log_mel.hpp"
#include "engines/whisper_onnx/estimated_words.hpp"
#include "engines/whisper_onnx/network.hpp"
#include "engines/whisper_onnx/speech_clips.hpp"
#include "engines/whisper_onnx/vocabulary_file.hpp"

namespace voicehub::engines {

using whisper::SpeechSpan;

struct WhisperRecognizer::Impl {
  Impl(std::unique_ptr<whisper::Network> loaded,
       whisper::Vocabulary known,
       const whisper::SpecialTokens& special,
       std::optional<SileroVad> detector)
      : network{std::move(loaded)},
        vocabulary{std::move(known)},
        tokens{special},
        loop{vocabulary, tokens},
        vad{std::move(detector)} {}

  // The transcript of a recording of which nothing has been heard yet.
  [[nodiscard]] Result<Transcript> begin(const Audio& audio,
                                         const RecognitionOptions& options) const;

  [[nodiscard]] Result<std::vector<SpeechSpan>> find_speech(const Audio& audio,
                                                            const std::stop_token& stop) const;

  std::unique_ptr<whisper::Network> network;
  whisper::Vocabulary vocabulary;
  whisper::SpecialTokens tokens;
  whisper::DecoderLoop loop;
  std::optional<SileroVad> vad;
};

namespace {

Result<void> go_on(const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return make_error(ErrorCode::cancelled, "stopped while listening");
  }
  return {};
}

// At the rate of the network, and clean.
Result<Audio> prepared(const Audio& audio, const std::stop_token& stop) {
  VH_CHECK(check_rate(audio.rate, "of the recording"));
  VH_TRY(Resampler resampler, Resampler::create(audio.rate, whisper::kSampleRate));
  Audio result{.rate = whisper::kSampleRate, .samples = {}};
  const auto add = [&](const std::vector<float>& more) {
    const std::vector<float> clean = cleaned(more);
    result.samples.insert(result.samples.end(), clean.begin(), clean.end());
  };
  // An hour takes seconds, in which a stop may be asked for.
  const auto block = static_cast<std::size_t>(audio.rate) * 10;
  for (std::span<const float> rest = audio.samples; !rest.empty();) {
    VH_CHECK(go_on(stop));
    const std::size_t size = std::min(block, rest.size());
    add(resampler.feed(cleaned(rest.first(size))));
    rest = rest.subspan(size);
  }
  add(resampler.finish());
  return result;
}

// From what was cut to the recording.
void place(Segment& segment, const std::vector<SpeechSpan>& clips, bool with_words) {
  if (segment.window) {
    segment.window = whisper::in_recording(*segment.window, clips, whisper::Edge::start);
  }
  segment.start = whisper::in_recording(segment.start, clips, whisper::Edge::start);
  segment.end = whisper::in_recording(segment.end, clips, whisper::Edge::end);
  if (with_words) {
    segment.words = whisper::estimated_words(segment);
    segment.words_are_estimated = true;
  }
}

// The first window takes longer than those after it: it is heard before anybody waits for one.
Result<void> warm_up(const whisper::Network& network, const whisper::SpecialTokens& tokens) {
  const std::vector<float> silence(static_cast<std::size_t>(network.bins()) *
                                   static_cast<std::size_t>(whisper::kWindowFrames));
  whisper::Call call{.stop = {}, .fault = {}};
  VH_TRY(const std::unique_ptr<whisper::TokenModel> model, network.hear(silence, call));
  const int start[] = {tokens.start_of_transcript};
  if (model->next(start).empty()) {
    return std::unexpected(call.fault.value_or(Error{.message = "the decoder gives no logits"}));
  }
  return done();
}

// What went wrong in the network is closer to the cause than what the loop makes of it.
Error explained(Error error, const whisper::Call& call) {
  if (call.stop.stop_requested()) {
    return Error{.code = ErrorCode::cancelled,
                 .message = "the recognition was stopped",
                 .hint = {},
                 .cause = {}};
  }
  return call.fault.value_or(std::move(error));
}

}  // namespace

Result<Transcript> WhisperRecognizer::Impl::begin(const Audio& audio,
                                                  const RecognitionOptions& options) const {
  VH_TRY(const std::string language, loop.known_language(options.language));
  if (options.translate && !tokens.multilingual) {
    return make_error(ErrorCode::unsupported,
                      "this model does not translate: it knows English only",
                      "ask for a transcription, or use a multilingual model");
  }
  return Transcript{.language = language, .duration = audio.duration().count(), .segments = {}};
}

Result<std::vector<SpeechSpan>> WhisperRecognizer::Impl::find_speech(
    const Audio& audio, const std::stop_token& stop) const {
  if (vad) {
    return vad->find_speech(audio, {}, stop);
  }
  // A sentence that is lost is worse than a silence that is heard.
  return whisper::find_speech(audio, {.onset = 6, .end = 3}, stop);
}

Result<std::unique_ptr<WhisperRecognizer>> WhisperRecognizer::load(const Options& options) {
  const int threads = options.threads > 0 ? options.threads : onnx::thread_count();
  VH_TRY(const whisper::ModelFiles files, whisper::find_files(options.model, options.prefer_int8));
  VH_TRY(std::unique_ptr<whisper::Network> network, whisper::load_network(files, threads));
  VH_TRY(const whisper::SpecialTokens tokens, whisper::special_tokens(network->vocabulary_size()));
  VH_CHECK(whisper::check_generation_file(files.generation, tokens));
  VH_TRY(whisper::Vocabulary vocabulary, whisper::read_vocabulary(files.tokens, tokens));
  std::optional<SileroVad> vad;
  if (!options.vad.empty()) {
    VH_TRY(vad, SileroVad::load(options.vad));
  }
  if (options.warm) {
    VH_CHECK(warm_up(*network, tokens));
  }
  return std::unique_ptr<WhisperRecognizer>{new WhisperRecognizer{
      std::make_unique<Impl>(std::move(network), std::move(vocabulary), tokens, std::move(vad))}};
}

WhisperRecognizer::WhisperRecognizer(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

WhisperRecognizer::~WhisperRecognizer() = default;

bool WhisperRecognizer::is_english_only() const {
  return !impl_->tokens.multilingual;
}

std::vector<std::string> WhisperRecognizer::languages() const {
  if (is_english_only()) {
    return {"en"};
  }
  std::vector<std::string> codes;
  for (const Language& language : engines::languages()) {
    if (whisper::language_token(impl_->tokens, language.code)) {
      codes.emplace_back(language.code);
    }
  }
  return codes;
}

Result<Transcript> WhisperRecognizer::recognize(const Audio& audio,
                                                const RecognitionOptions& options,
                                                const SegmentSink& sink,
                                                std::stop_token stop) {
  VH_TRY(Transcript transcript, impl_->begin(audio, options));
  VH_TRY(const Audio whole, prepared(audio, stop));
  VH_TRY(const std::vector<SpeechSpan> speech, impl_->find_speech(whole, stop));
  const std::vector<SpeechSpan> clips = whisper::clips_of(speech, transcript.duration);
  if (clips.empty()) {
    return transcript;
  }
  VH_TRY(const whisper::LogMel mel,
         whisper::LogMel::of(whisper::cut(whole, clips), impl_->network->bins(), stop));
  whisper::Call call{.stop = stop, .fault = {}};
  const auto hear = [&](std::span<const float> window) {
    return impl_->network->hear(window, call);
  };
  const auto deliver = [&](const Segment& heard) {
    Segment segment = heard;
    place(segment, clips, options.words);
    if (sink) {
      sink(segment);
    }
    transcript.segments.push_back(std::move(segment));
  };
  Result<Transcript> done = impl_->loop.run(mel, hear, options, deliver, stop);
  if (!done) {
    return std::unexpected(explained(std::move(done).error(), call));
  }
  transcript.language = done->language;
  return transcript;
}

}  // namespace voicehub::engines
