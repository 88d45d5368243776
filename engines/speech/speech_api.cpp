#include "engines/speech/speech_api.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "engines/audio/encoder.hpp"
#include "engines/speech/event_stream.hpp"
#include "engines/speech/speech_request.hpp"
#include "engines/speech/voice_json.hpp"
#include "engines/text/sentences.hpp"
#include "engines/text/speakable.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// A text that a person would say in a breath does not wait behind a book.
constexpr std::size_t kQuickCharacters = 120;

constexpr int kBadRequest = 400;

constexpr const char* kNothingToSay = "there is nothing in the text that can be said";

// Of the worker, for those who answer.
struct Progress {
  std::atomic<double> spoken = 0;  // seconds
  // What the work ended with, and the field of the request whose fault it is; known once the answer
  // is.
  Error failure;
  std::string field;
};

struct Work {
  SpeechRequest request;
  Voice voice;
  std::vector<std::string> sentences;
  Clock::time_point arrived;
  std::shared_ptr<Progress> progress = std::make_shared<Progress>();
};

// Says one text on a worker's thread.
class Speaking {
 public:
  Speaking(SpeechService& service, const Work& work, Pipe& pipe)
      : service_{service}, work_{work}, pipe_{pipe} {}

  Result<void> run(const std::stop_token& stop) {
    VH_TRY(const std::shared_ptr<Synthesizer> synthesizer, service_.model.use(stop));
    const auto began = Clock::now();
    Result<void> how = say_all(*synthesizer, stop);
    service_.metrics.audio_done(Seconds{work_.progress->spoken}, Clock::now() - began);
    return how;
  }

 private:
  Result<void> say_all(Synthesizer& synthesizer, const std::stop_token& stop) {
    for (const std::string& sentence : work_.sentences) {
      VH_CHECK(say_one(synthesizer, sentence, stop));
    }
    if (!encoder_) {
      return at_fault(work_.request.fields.text,
                      Error{.code = ErrorCode::unsupported, .message = kNothingToSay});
    }
    send(encoder_->finish());
    return done();
  }

  Result<void> say_one(Synthesizer& synthesizer,
                       const std::string& sentence,
                       const std::stop_token& stop) {
    Result<void> sent;
    const Synthesizer::Listener listener = [&](const Audio& piece) {
      sent = send_sound(piece);
      return sent.has_value();
    };
    Result<void> said = is_single() ? say_at_once(synthesizer, listener, sentence, stop)
                                    : synthesizer.say_to(listener, utterance(sentence), stop);
    VH_CHECK(sent);
    if (!said) {
      return at_fault(field_of(said.error()), std::move(said.error()));
    }
    return done();
  }

  // Then its length is told first.
  [[nodiscard]] bool is_single() const { return work_.sentences.size() == 1; }

  Result<void> say_at_once(Synthesizer& synthesizer,
                           const Synthesizer::Listener& listener,
                           const std::string& sentence,
                           const std::stop_token& stop) const {
    VH_TRY(const Audio audio, synthesizer.say(utterance(sentence), stop));
    listener(audio);
    return done();
  }

  [[nodiscard]] Utterance utterance(const std::string& sentence) const {
    return {.text = sentence,
            .voice = work_.voice.id,
            .speaker = work_.request.speaker,
            .speed = work_.request.speed,
            .length_scale = work_.request.length_scale,
            .noise_scale = work_.request.noise_scale,
            .noise_w_scale = work_.request.noise_w_scale};
  }

  Result<void> send_sound(const Audio& audio) {
    if (audio.samples.empty()) {
      return done();  // nothing but marks
    }
    if (!encoder_) {
      VH_CHECK(start_encoder(audio));
    }
    work_.progress->spoken = work_.progress->spoken + audio.duration().count();
    if (!send(encoder_->feed(audio.samples))) {
      return make_error(ErrorCode::cancelled, "nobody listens any more");
    }
    return done();
  }

  // Its rate is known only now.
  Result<void> start_encoder(const Audio& first) {
    EncoderOptions options{.sample_rate = work_.request.sample_rate};
    if (is_single()) {
      options.samples = first.samples.size();
    }
    auto encoder = Encoder::create(work_.request.format, first.rate, options);
    if (!encoder) {
      return at_fault(options.sample_rate ? "sample_rate" : "", std::move(encoder.error()));
    }
    encoder_ = std::move(*encoder);
    return done();
  }

  // The voice itself is known by now, and so is its speed.
  [[nodiscard]] const char* field_of(const Error& error) const {
    switch (error.code) {
      case ErrorCode::not_found: return work_.request.fields.speaker;
      case ErrorCode::unsupported: return work_.request.fields.text;
      default: return "";
    }
  }

  std::unexpected<Error> at_fault(const char* field, Error error) {
    work_.progress->field = field;
    work_.progress->failure = error;
    return std::unexpected(std::move(error));
  }

  bool send(std::string bytes) {
    if (bytes.empty()) {
      return true;
    }
    if (!std::exchange(sent_, true)) {
      service_.metrics.first_audio(Clock::now() - work_.arrived);
    }
    return pipe_.put(std::move(bytes));
  }

  SpeechService& service_;
  const Work& work_;
  Pipe& pipe_;
  std::unique_ptr<Encoder> encoder_;
  bool sent_ = false;
};

OrRefusal<Work> plan(const VoiceTable& voices, SpeechRequest request) {
  auto voice = voices.find(request.voice);
  if (!voice) {
    return refuse(voice.error().message, "voice");
  }
  if (request.speed < voice->slowest) {
    return refuse(
        fmt::format("the voice '{}' speaks at {:.2f} to 4 times its usual speed; '{}' asks "
                    "for {:.2f}",
                    voice->id,
                    voice->slowest,
                    request.fields.speed,
                    request.speed),
        request.fields.speed);
  }
  Work work{.request = std::move(request), .voice = std::move(*voice), .arrived = Clock::now()};
  work.sentences = split_sentences(speakable(work.request.text));
  if (work.sentences.empty()) {
    return refuse(kNothingToSay, work.request.fields.text);
  }
  return work;
}

// A long text has as much more time as it sounds: who listens to it while it is made may take no
// more of it than is heard.
std::chrono::seconds more_time(std::size_t characters) {
  constexpr std::size_t kUsual = 4096;  // as at OpenAI: within the time of any request
  constexpr std::size_t kPerSecond = 15;
  return std::chrono::seconds{(std::max(characters, kUsual) - kUsual) / kPerSecond};
}

boost::asio::awaitable<Response> speak(SpeechService& service,
                                       OrRefusal<SpeechRequest> parsed,
                                       std::stop_token gone) {
  if (!parsed) {
    co_return parsed.error();
  }
  const auto voices = service.voices.load();
  if (!voices || service.model.status().state == ModelState::loading) {
    co_return still_loading();
  }
  auto work = plan(*voices, std::move(*parsed));
  if (!work) {
    co_return work.error();
  }
  const bool as_events = work->request.as_events;
  const bool is_whole = work->sentences.size() == 1;
  const Lane lane = work->request.text.size() <= kQuickCharacters ? Lane::quick : Lane::normal;
  std::string type{content_type(work->request.format)};
  const std::shared_ptr<const Progress> progress = work->progress;
  const std::size_t characters = utf8::count_characters(work->request.text);
  auto usage = [progress, characters] {
    return estimated_usage(characters, Seconds{progress->spoken});
  };
  AnswerWork say = [&service, work = std::move(*work)](Pipe& pipe, const std::stop_token& stop) {
    return Speaking{service, work, pipe}.run(stop);
  };
  Workshop workshop = service.workshop;
  workshop.time_limit += more_time(characters);
  Response response =
      co_await queued_answer(workshop, lane, std::move(say), std::move(type), std::move(gone));
  if (response.status == kBadRequest && !progress->field.empty()) {
    co_return error_response(kBadRequest, text_of(progress->failure), progress->field);
  }
  if (as_events && response.pieces) {
    co_return as_event_stream(std::move(response), std::move(usage));
  }
  if (is_whole) {
    co_return co_await gathered(std::move(response));
  }
  co_return response;
}

Handler speech(SpeechService& service, OrRefusal<SpeechRequest> (*parse)(std::string_view)) {
  return [&service, parse](Request request) -> boost::asio::awaitable<Response> {
    return speak(service, parse(request.body), request.gone);
  };
}

// A list of voices, once they are known.
Handler listing(SpeechService& service, std::string (*list)(const VoiceTable&)) {
  return at_once([&service, list](const Request&) {
    const auto voices = service.voices.load();
    return voices ? Response{.body = list(*voices)} : still_loading();
  });
}

}  // namespace

void add_speech_routes(Router& router, SpeechService& service) {
  router.add("POST", "/v1/audio/speech", speech(service, parse_openai_speech));
  router.add("POST", "/tts", speech(service, parse_plain_speech));
  router.add("POST", "/synthesize", speech(service, parse_piper_speech));
  router.add("GET", "/v1/audio/voices", listing(service, voices_json));
  router.add("GET", "/voices", listing(service, piper_voices_json));
  router.add("GET", "/languages", listing(service, languages_json));
}

}  // namespace voicehub::engines
