#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

// The robotic voices of espeak-ng: more than a hundred languages at 22.05 kHz, made a thousand
// times faster than they are heard. Its library has one state for the whole process: calls wait for
// each other. What it says sounds a little different each time.
class EspeakSynthesizer : public Synthesizer {
 public:
  // `failed` without the data of espeak-ng.
  [[nodiscard]] static Result<std::unique_ptr<EspeakSynthesizer>> create();

  [[nodiscard]] std::vector<Voice> voices() const override { return voices_; }

  // No voice at all means en-us; besides its id, a voice is known by the names of languages that
  // the library has for it ("fr-fr"). A speaker is one of the library's variants: f1 to f5, m1 to
  // m8, croak, whisper... Text without words is no sound; markup is read as it stands.
  // `unsupported` for a speed that is not between 0.46 and 4 (80 to 700 words a minute; the library
  // speaks no slower), for more than 20'000 bytes, and for what would sound longer than an hour.
  [[nodiscard]] Result<Audio> say(const Utterance& utterance, std::stop_token stop) override;

 private:
  explicit EspeakSynthesizer(std::vector<Voice> voices) : voices_{std::move(voices)} {}

  std::vector<Voice> voices_;
};

}  // namespace voicehub::engines
