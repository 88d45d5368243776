#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

std::span<const Kind> kinds() {
  static constexpr Kind kKinds[] = {
      {.name = "flite", .make = make_flite},
      {.name = "espeak-ng", .make = make_espeak},
#if VOICEHUB_PIPER
      {.name = "piper", .make = make_piper},
#endif
  };
  return kKinds;
}

}  // namespace voicehub::engines::tts
