#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"

namespace voicehub::engines {

struct Voice {
  std::string id;                     // what requests name: "slt", "en_US-jenny-medium"
  std::string name;                   // for people
  std::string language;               // BCP 47: "en-US"
  std::vector<std::string> speakers;  // of a model with several; the first is the default
  double slowest = 0.25;              // speed; the fastest is 4 of each
  std::shared_ptr<const std::string> piper_config;  // of a voice of Piper: its .onnx.json
};

// One piece of text, a sentence or two, and how it is said.
struct Utterance {
  std::string text;  // UTF-8
  std::string voice;
  std::string speaker;  // empty: the voice's default
  double speed = 1.0;   // 0.25 to 4

  // Of the voices of Piper alone, where it stands for the speed and for the voice's own pace: 2 is
  // twice as long. Others go by the speed.
  std::optional<double> length_scale = std::nullopt;
  // Of the voices of Piper alone, 0 to 2; nothing is the voice's own.
  std::optional<double> noise_scale = std::nullopt;    // how much the sound varies
  std::optional<double> noise_w_scale = std::nullopt;  // how much the lengths of sounds vary
};

// What turns text into sound. Called from several threads at once.
class Synthesizer {
 public:
  virtual ~Synthesizer() = default;

  [[nodiscard]] virtual std::vector<Voice> voices() const = 0;

  // `not_found` for a voice or speaker that it has not. Gives up soon after a stop is asked for,
  // with `cancelled`.
  [[nodiscard]] virtual Result<Audio> say(const Utterance& utterance, std::stop_token stop) = 0;

  // Takes the next piece of sound; false when no more of it is wanted.
  using Listener = std::function<bool(const Audio& piece)>;

  // The same, and whoever can make sound piece by piece gives each of them away at once; else there
  // is one. `cancelled` when the listener wants no more.
  [[nodiscard]] virtual Result<void> say_to(const Listener& listener,
                                            const Utterance& utterance,
                                            std::stop_token stop);
};

}  // namespace voicehub::engines
