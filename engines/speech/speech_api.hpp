#pragma once

#include <chrono>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "engines/runtime/metrics.hpp"
#include "engines/runtime/router.hpp"
#include "engines/runtime/work_queue.hpp"
#include "engines/speech/synthesizer.hpp"
#include "engines/speech/voice_table.hpp"

namespace voicehub::engines {

// What the routes of a text-to-speech engine work with. All of it outlives the server.
struct SpeechService {
  std::string model;  // its name in /v1/models
  Synthesizer& synthesizer;
  const VoiceTable& voices;
  WorkQueue& queue;
  Metrics& metrics;
  boost::asio::any_io_executor executor;  // the server's
  std::chrono::seconds time_limit{60};    // of one request
};

// POST /v1/audio/speech, /tts and /synthesize; GET /v1/audio/voices, /voices, /languages,
// /v1/models, /v1/audio/models. Text is said sentence by sentence, and what has been said is sent
// while the next is in the making. A full queue is 429 with Retry-After.
void add_speech_routes(Router& router, SpeechService& service);

}  // namespace voicehub::engines
