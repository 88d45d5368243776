#include "engines/speech/speech_api.hpp"

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engines/audio/encoder.hpp"
#include "engines/runtime/pipe.hpp"
#include "engines/speech/event_stream.hpp"
#include "engines/speech/speech_request.hpp"
#include "engines/text/sentences.hpp"
#include "engines/text/speakable.hpp"

namespace voicehub::engines {
namespace {

using json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

// A text that a person would say in a breath does not wait behind a book.
constexpr std::size_t kQuickCharacters = 120;

struct Work {
  SpeechRequest request;
  Voice voice;
  std::vector<std::string> sentences;
  Clock::time_point arrived;
};

// Says one text on a worker's thread.
class Speaking {
 public:
  Speaking(SpeechService& service, Work work, std::shared_ptr<Pipe> pipe)
      : service_{service}, work_{std::move(work)}, pipe_{std::move(pipe)} {}

  void run(std::stop_token stop) {
    const auto began = Clock::now();
    Result<void> how = say_all(std::move(stop));
    service_.metrics.audio_done(spoken_, Clock::now() - began);
    pipe_->finish(std::move(how));
  }

 private:
  Result<void> say_all(std::stop_token stop) {
    for (const std::string& sentence : work_.sentences) {
      VH_TRY(const Audio audio,
             service_.synthesizer.say({.text = sentence,
                                       .voice = work_.voice.id,
                                       .speaker = work_.request.speaker,
                                       .speed = work_.request.speed,
                                       .noise_scale = work_.request.noise_scale,
                                       .noise_w_scale = work_.request.noise_w_scale},
                                      stop));
      if (!encoder_) {
        VH_CHECK(start_encoder(audio));
      }
      spoken_ += audio.duration();
      if (!send(encoder_->feed(audio.samples))) {
        return make_error(ErrorCode::cancelled, "nobody listens any more");
      }
    }
    send(encoder_->finish());
    return done();
  }

  // Its rate is known only now.
  Result<void> start_encoder(const Audio& first) {
    EncoderOptions options{.sample_rate = work_.request.sample_rate};
    if (work_.sentences.size() == 1) {
      options.samples = first.samples.size();
    }
    VH_TRY(encoder_, Encoder::create(work_.request.format, first.rate, options));
    return done();
  }

  bool send(std::string bytes) {
    if (bytes.empty()) {
      return true;
    }
    if (!std::exchange(sent_, true)) {
      service_.metrics.first_audio(Clock::now() - work_.arrived);
    }
    return pipe_->put(std::move(bytes));
  }

  SpeechService& service_;
  Work work_;
  std::shared_ptr<Pipe> pipe_;
  std::unique_ptr<Encoder> encoder_;
  std::chrono::duration<double> spoken_{0};
  bool sent_ = false;
};

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
    case ErrorCode::not_found: return 400;
    case ErrorCode::unsupported: return 400;
    case ErrorCode::timeout: return 504;
    case ErrorCode::cancelled: return 499;
    default: return 500;
  }
}

Response busy(const Busy& refusal) {
  Response response = error_response(429, "the engine has more to say than it can; try again");
  response.headers.emplace_back("Retry-After", std::to_string(refusal.retry_after.count()));
  return response;
}

OrRefusal<Work> plan(const SpeechService& service, SpeechRequest request) {
  auto voice = service.voices.find(request.voice);
  if (!voice) {
    return refuse(voice.error().message, "voice");
  }
  Work work{.request = std::move(request), .voice = std::move(*voice), .arrived = Clock::now()};
  work.sentences = split_sentences(speakable(work.request.text));
  if (work.sentences.empty()) {
    return refuse("there is nothing in the text that can be said", "input");
  }
  return work;
}

// The pieces of one answer. Its making ends when nobody has it any more, or the client goes.
class Answer {
 public:
  Answer(WorkQueue::Ticket ticket, std::shared_ptr<Pipe> pipe, const std::stop_token& gone)
      : ticket_{std::move(ticket)}, pipe_{std::move(pipe)}, on_gone_{gone, [this] { end(); }} {}

  ~Answer() { end(); }

  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // Waits for the first piece, so that what fails before there is sound has a status of its own.
  Task<void> begin() {
    VH_CO_TRY(first_, co_await pipe_->next());
    co_return done();
  }

  Task<std::optional<std::string>> next() {
    if (first_) {
      co_return std::exchange(first_, std::nullopt);
    }
    co_return co_await pipe_->next();
  }

 private:
  void end() {
    ticket_.cancel();
    pipe_->abandon();
  }

  WorkQueue::Ticket ticket_;
  std::shared_ptr<Pipe> pipe_;
  std::optional<std::string> first_;
  std::stop_callback<std::function<void()>> on_gone_;
};

boost::asio::awaitable<Response> speak(SpeechService& service,
                                       OrRefusal<SpeechRequest> parsed,
                                       std::stop_token gone) {
  if (!parsed) {
    co_return parsed.error();
  }
  auto work = plan(service, std::move(*parsed));
  if (!work) {
    co_return work.error();
  }
  const SpeechRequest request = work->request;
  const bool is_quick = request.text.size() <= kQuickCharacters;
  const bool is_whole = work->sentences.size() == 1;
  auto pipe = std::make_shared<Pipe>(service.executor, Clock::now() + service.time_limit);
  auto speaking = std::make_shared<Speaking>(service, std::move(*work), pipe);
  auto ticket = service.queue.submit(is_quick ? Lane::quick : Lane::normal,
                                     [speaking](std::stop_token stop) { speaking->run(stop); });
  if (!ticket) {
    co_return busy(ticket.error());
  }
  const auto answer = std::make_shared<Answer>(std::move(*ticket), pipe, gone);
  if (const auto begun = co_await answer->begin(); !begun) {
    co_return error_response(status_of(begun.error().code), begun.error().message);
  }
  Response response{.content_type = std::string{content_type(request.format)},
                    .pieces = [answer] { return answer->next(); }};
  if (request.as_events) {
    co_return as_event_stream(std::move(response));
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

json voice_json(const Voice& voice) {
  return {{"id", voice.id}, {"name", voice.name}, {"language", voice.language}};
}

std::string voices_json(const VoiceTable& table) {
  json voices = json::array();
  for (const Voice& voice : table.voices()) {
    voices.push_back(voice_json(voice));
  }
  for (const std::string& alias : table.aliases()) {
    voices.push_back({{"id", alias}, {"name", alias}, {"stands_for", table.find(alias)->id}});
  }
  return json{{"voices", voices}}.dump();
}

// As Piper's own server has it: by name.
std::string piper_voices_json(const VoiceTable& table) {
  json voices = json::object();
  for (const Voice& voice : table.voices()) {
    voices[voice.id] = voice_json(voice);
  }
  return voices.dump();
}

std::string languages_json(const VoiceTable& table) {
  std::map<std::string, json> languages;
  for (const Voice& voice : table.voices()) {
    languages.try_emplace(voice.language, json{{"code", voice.language}, {"name", voice.language}});
  }
  json list = json::array();
  for (auto& [code, language] : languages) {
    list.push_back(std::move(language));
  }
  return json{{"languages", list}, {"count", list.size()}}.dump();
}

Handler always(std::string body) {
  return at_once([body = std::move(body)](const Request&) { return Response{.body = body}; });
}

}  // namespace

void add_speech_routes(Router& router, SpeechService& service) {
  router.add("POST", "/v1/audio/speech", speech(service, parse_openai_speech));
  router.add("POST", "/tts", speech(service, parse_plain_speech));
  router.add("POST", "/synthesize", speech(service, parse_piper_speech));
  router.add("GET", "/v1/audio/voices", always(voices_json(service.voices)));
  router.add("GET", "/voices", always(piper_voices_json(service.voices)));
  router.add("GET", "/languages", always(languages_json(service.voices)));
  const json model{
      {"id", service.model}, {"object", "model"}, {"created", 0}, {"owned_by", "voicehub"}};
  router.add("GET", "/v1/models", always(json{{"object", "list"}, {"data", {model}}}.dump()));
  router.add("GET", "/v1/models/" + service.model, always(model.dump()));
  router.add("GET", "/v1/audio/models", always(json{{"models", {{{"id", service.model}}}}}.dump()));
}

}  // namespace voicehub::engines
