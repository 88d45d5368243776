#include <utility>

#include "engines/piper/piper_synthesizer.hpp"
#include "engines/runtime/queued_answer.hpp"
#include "engines/tts/piper_voices.hpp"
#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

Result<std::unique_ptr<Synthesizer>> make_piper(const TtsSettings& settings, const Warn& warn) {
  VH_TRY(std::vector<std::filesystem::path> paths, piper_voices(settings));
  if (paths.empty()) {
    return make_error(ErrorCode::usage,
                      "TTS_MODEL: piper has no voice here",
                      "name one with MODEL_PATH, or put NAME.onnx and NAME.onnx.json into " +
                          (settings.base / "voices").string());
  }
  const auto leave_out = [warn](const Error& error) {
    warn("a voice is left out: " + text_of(error));
  };
  VH_TRY(std::unique_ptr<Synthesizer> voices,
         PiperSynthesizer::load({.paths = std::move(paths),
                                 .normalize = settings.normalize,
                                 .warn = warn,
                                 .leave_out = leave_out}));
  return voices;
}

}  // namespace voicehub::engines::tts
