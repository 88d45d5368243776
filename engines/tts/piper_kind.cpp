#include <utility>
#include <vector>

#include "engines/piper/piper_synthesizer.hpp"
#include "engines/speech/composite_synthesizer.hpp"
#include "engines/tts/piper_voices.hpp"
#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

Result<std::unique_ptr<Synthesizer>> make_piper(const TtsSettings& settings) {
  const auto paths = piper_voices(settings);
  if (paths.empty()) {
    return make_error(ErrorCode::usage,
                      "TTS_MODEL: piper has no voice here",
                      "name one with MODEL_PATH, or put NAME.onnx and NAME.onnx.json into " +
                          (settings.base / "voices").string());
  }
  std::vector<std::unique_ptr<Synthesizer>> parts;
  for (const auto& path : paths) {
    VH_TRY(auto part, PiperSynthesizer::load({.path = path, .normalize = settings.normalize}));
    parts.push_back(std::move(part));
  }
  VH_TRY(std::unique_ptr<Synthesizer> all, CompositeSynthesizer::create(std::move(parts)));
  return all;
}

}  // namespace voicehub::engines::tts
