#include "engines/speech/transcription_api.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "engines/audio/decoder.hpp"
#include "engines/audio/likely_duration.hpp"
#include "engines/speech/event_stream.hpp"
#include "engines/speech/transcript_json.hpp"
#include "engines/speech/transcription_request.hpp"

namespace voicehub::engines {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// One recording and what is wanted of it, which has views into the body.
struct Work {
  std::string body;
  TranscriptionRequest request;
};

// Between the texts of two segments, unless the second brings its own blank along.
std::string with_blank(const std::string& text, bool is_first) {
  return is_first || text.starts_with(' ') ? text : " " + text;
}

// What cannot be read is the client's to change.
Result<Audio> sound_of(const TranscriptionRequest& request,
                       SoundOpener open_other,
                       const std::stop_token& stop) {
  auto audio = decode(request.file, {}, open_other, stop);
  if (!audio && audio.error().code != ErrorCode::cancelled) {
    audio.error().code = ErrorCode::unsupported;
  }
  return audio;
}

Result<void> transcribe(TranscriptionService& service,
                        const TranscriptionRequest& request,
                        Pipe& pipe,
                        std::stop_token stop) {
  VH_TRY(Audio recording, sound_of(request, service.open_other, stop));
  const double whole = recording.duration().count();
  const Audio audio = part_of(std::move(recording), request.part);
  VH_TRY(const std::shared_ptr<Recognizer> recognizer, service.model.use(stop));
  bool is_first = true;
  const auto tell = [&](const Segment& segment) {
    if (request.as_events) {
      pipe.put(delta_event(with_blank(segment.text, std::exchange(is_first, false))));
    }
  };
  const auto began = Clock::now();
  VH_TRY(Transcript transcript,
         recognizer->recognize(audio, request.options, tell, std::move(stop)));
  transcript.duration = whole;
  for (Segment& segment : transcript.segments) {
    segment = in_recording(std::move(segment), request.part);
  }
  service.metrics.audio_done(audio.duration(), Clock::now() - began);
  pipe.put(request.as_events ? done_event(transcript) : written(transcript, request));
  return done();
}

// Of what is listened to, before it is known.
Seconds length_of(const TranscriptionRequest& request) {
  const Seconds whole = likely_duration(request.file);
  const Seconds rest = std::max(whole - Seconds{request.part.offset}, Seconds{0});
  return request.part.length ? std::min(rest, Seconds{*request.part.length}) : rest;
}

boost::asio::awaitable<Response> answer(TranscriptionService& service,
                                        Request request,
                                        bool translate) {
  if (service.model.status().state == ModelState::loading) {
    co_return still_loading();
  }
  const std::string type{request.header("Content-Type")};
  const auto work = std::make_shared<Work>(Work{.body = std::move(request.body)});
  const auto parts = parse_multipart(type, work->body);
  if (!parts) {
    co_return parts.error();
  }
  auto parsed = parse_transcription(*parts);
  if (!parsed) {
    co_return parsed.error();
  }
  work->request = std::move(*parsed);
  work->request.options.translate |= translate;
  const bool as_events = work->request.as_events;
  AnswerWork listen = [&service, work](Pipe& pipe, std::stop_token stop) {
    return transcribe(service, work->request, pipe, std::move(stop));
  };
  const auto length = length_of(work->request);
  Workshop workshop = with_time_for(service.workshop, length);
  Response response = co_await queued_answer(workshop,
                                             lane_of(length),
                                             std::move(listen),
                                             content_type(work->request.format),
                                             request.gone);
  if (as_events && response.pieces) {
    co_return event_stream(std::move(response.pieces));
  }
  co_return co_await gathered(std::move(response));
}

}  // namespace

Lane lane_of(Seconds recording) {
  constexpr Seconds kQuick{10};
  return recording <= kQuick ? Lane::quick : Lane::normal;
}

Workshop with_time_for(const Workshop& workshop, Seconds recording) {
  constexpr Seconds kMost = DecodeLimits{}.duration;
  Workshop longer = workshop;
  longer.time_limit += std::chrono::ceil<std::chrono::seconds>(std::min(recording, kMost));
  return longer;
}

void add_transcription_routes(Router& router, TranscriptionService& service) {
  const auto route = [&](bool translate) -> Handler {
    return [&service, translate](Request request) {
      return answer(service, std::move(request), translate);
    };
  };
  router.add("POST", "/v1/audio/transcriptions", route(false));
  router.add("POST", "/v1/audio/translations", route(true));
  router.add("POST", "/inference", route(false));
}

}  // namespace voicehub::engines
