#include "engines/espeak/espeak_synthesizer.hpp"
#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

Result<std::unique_ptr<Synthesizer>> make_espeak(const TtsSettings&, const Warn&) {
  return EspeakSynthesizer::create();
}

}  // namespace voicehub::engines::tts
