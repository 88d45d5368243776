#pragma once

#include <string_view>

#include "engines/audio/sound_reader.hpp"

namespace voicehub::engines {

// A file of any format that libsndfile reads.
[[nodiscard]] OpenedSound open_sound_file(std::string_view file);

}  // namespace voicehub::engines
