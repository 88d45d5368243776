#pragma once

#include "engines/audio/sound_reader.hpp"

namespace voicehub::engines::asr {

// The whole program, with the words of its command line; its exit code. `open_other` opens the
// recordings that libsndfile does not read, where it is given.
[[nodiscard]] int run(int count, char** values, SoundOpener open_other);

}  // namespace voicehub::engines::asr
