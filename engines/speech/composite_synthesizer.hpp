#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

// Several synthesizers as one: their voices in the order of the synthesizers, the first the
// default.
class CompositeSynthesizer : public Synthesizer {
 public:
  // `usage` without any voice, `conflict` where two voices have one id.
  [[nodiscard]] static Result<std::unique_ptr<CompositeSynthesizer>> create(
      std::vector<std::unique_ptr<Synthesizer>> parts);

  [[nodiscard]] std::vector<Voice> voices() const override { return voices_; }

  // By the synthesizer that has the voice; `not_found`, with what is most alike, for one that none
  // has.
  [[nodiscard]] Result<Audio> say(const Utterance& utterance, std::stop_token stop) override;
  [[nodiscard]] Result<void> say_to(const Listener& listener,
                                    const Utterance& utterance,
                                    std::stop_token stop) override;

 private:
  struct Part {
    Synthesizer* synthesizer;
    Utterance utterance;  // with the voice that is meant
  };

  [[nodiscard]] Result<Part> part_for(const Utterance& utterance) const;

  explicit CompositeSynthesizer(std::vector<std::unique_ptr<Synthesizer>> parts)
      : parts_{std::move(parts)} {}

  std::vector<std::unique_ptr<Synthesizer>> parts_;
  std::vector<Voice> voices_;
  std::map<std::string, Synthesizer*> by_voice_;
};

}  // namespace voicehub::engines
