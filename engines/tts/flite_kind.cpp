#include "engines/flite/flite_synthesizer.hpp"
#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

Result<std::unique_ptr<Synthesizer>> make_flite(const TtsSettings&, const Warn&) {
  return std::make_unique<FliteSynthesizer>();
}

}  // namespace voicehub::engines::tts
