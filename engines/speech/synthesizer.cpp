#include "engines/speech/synthesizer.hpp"

#include "engines/speech/utterance_limits.hpp"

namespace voicehub::engines {

Result<void> Synthesizer::say_to(const Listener& listener,
                                 const Utterance& utterance,
                                 std::stop_token stop) {
  VH_TRY(const Audio audio, say(utterance, std::move(stop)));
  if (!listener(audio)) {
    return stopped_speaking();
  }
  return {};
}

}  // namespace voicehub::engines
