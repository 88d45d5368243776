#pragma once

#include <memory>
#include <vector>

#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

// Several ways to speak as one: the voices of all, the first's first. Of two with the same id the
// first has it.
class CompositeSynthesizer : public Synthesizer {
 public:
  explicit CompositeSynthesizer(std::vector<std::unique_ptr<Synthesizer>> parts);

  [[nodiscard]] std::vector<Voice> voices() const override;
  [[nodiscard]] Result<Audio> say(const Utterance& utterance, std::stop_token stop) override;

 private:
  struct Owned {
    Voice voice;
    Synthesizer* part;
  };

  std::vector<std::unique_ptr<Synthesizer>> parts_;
  std::vector<Owned> voices_;
};

}  // namespace voicehub::engines
