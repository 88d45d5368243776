#pragma once

#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

// The voices slt, rms, kal16 and awb of flite: US English at 16 kHz, made some eighty times faster
// than it is heard. Calls run beside each other. The noise in the sound of all but kal16 is new
// each time.
class FliteSynthesizer : public Synthesizer {
 public:
  [[nodiscard]] std::vector<Voice> voices() const override;

  // No voice at all means slt. Text without words is no sound. `unsupported` for other scripts than
  // the Latin one, for a speed that is not between 0.25 and 4, for more than 20'000 bytes, and for
  // what would sound longer than an hour.
  [[nodiscard]] Result<Audio> say(const Utterance& utterance, std::stop_token stop) override;

  // A tenth of a second at a time: the first is there after a third of the work on a sentence.
  [[nodiscard]] Result<void> say_to(const Listener& listener,
                                    const Utterance& utterance,
                                    std::stop_token stop) override;
};

}  // namespace voicehub::engines
