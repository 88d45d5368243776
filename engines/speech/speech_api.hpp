#pragma once

#include <atomic>
#include <memory>

#include "engines/runtime/metrics.hpp"
#include "engines/runtime/model_slot.hpp"
#include "engines/runtime/queued_answer.hpp"
#include "engines/runtime/router.hpp"
#include "engines/speech/synthesizer.hpp"
#include "engines/speech/voice_table.hpp"

namespace voicehub::engines {

// Set when the model is there for the first time, and kept when it is let go.
using KnownVoices = std::atomic<std::shared_ptr<const VoiceTable>>;

// What the routes of a text-to-speech engine work with. All of it outlives the server.
struct SpeechService {
  ModelSlot<Synthesizer>& model;
  const KnownVoices& voices;
  Workshop workshop;
  Metrics& metrics;
};

// POST /v1/audio/speech, /tts and /synthesize; GET /v1/audio/voices, /voices, /languages,
// /v1/models, /v1/audio/models. Text is said sentence by sentence, and what has been said is sent
// while the next is in the making. A full queue is 429, a model that is not there yet 503, both
// with Retry-After.
void add_speech_routes(Router& router, SpeechService& service);

}  // namespace voicehub::engines
