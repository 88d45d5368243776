#pragma once

#include <chrono>

#include "engines/audio/sound_reader.hpp"
#include "engines/runtime/metrics.hpp"
#include "engines/runtime/model_slot.hpp"
#include "engines/runtime/queued_answer.hpp"
#include "engines/runtime/router.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

// What the routes of a speech-to-text engine work with. All of it outlives the server.
struct TranscriptionService {
  ModelSlot<Recognizer>& model;
  Workshop workshop;
  Metrics& metrics;
  // What libsndfile does not read; null: it is refused.
  SoundOpener open_other = nullptr;
};

// A recording of up to ten seconds does not wait behind a long one.
[[nodiscard]] Lane lane_of(std::chrono::duration<double> recording);

// With as much more time for a request as the recording lasts, up to the two hours that are read:
// an engine that is as quick as people speak comes to the end of each.
[[nodiscard]] Workshop with_time_for(const Workshop& workshop,
                                     std::chrono::duration<double> recording);

// POST /v1/audio/transcriptions, /v1/audio/translations and /inference, with the recording in a
// form. A full queue is 429, a model that is not there yet 503, both with Retry-After.
void add_transcription_routes(Router& router, TranscriptionService& service);

}  // namespace voicehub::engines
