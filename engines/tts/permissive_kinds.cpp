#include "engines/tts/synthesizers.hpp"

namespace voicehub::engines::tts {

std::span<const Kind> kinds() {
  static constexpr Kind kKinds[] = {{.name = "flite", .make = make_flite}};
  return kKinds;
}

}  // namespace voicehub::engines::tts
