#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/base/task.hpp"
#include "core/ops/found_engine.hpp"

namespace voicehub::ops {

struct SayOptions {
  std::string text;
  std::string file;                   // complete or not at all; empty: none
  std::optional<int> pass_to;         // a descriptor that gets the audio as it comes
  std::string voice;                  // empty: one that the engine has
  std::string format = "wav";         // one of engine::audio_formats()
  std::optional<double> speed;        // 0.25 to 4
  bool play = false;                  // through a program of this machine
  std::chrono::seconds timeout{600};  // until the first byte, and between two pieces
};

// What was said.
struct Said {
  std::string service;
  std::string route;   // "POST /tts"
  std::string format;  // what came: engines may send another than they were asked for
  std::string player;  // the program that played it
  std::uint64_t bytes = 0;
  std::optional<std::chrono::duration<double>> audio;  // nothing: its length is not known
  std::chrono::microseconds first_byte{0};             // from the request
  std::chrono::microseconds total{0};
};

// Has an engine say the text, and writes, plays and passes on the audio as it comes.
[[nodiscard]] Task<Said> say(FoundEngine engine, EventSink& events, SayOptions options);

}  // namespace voicehub::ops
