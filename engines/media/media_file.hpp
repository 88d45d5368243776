#pragma once

#include <string_view>

#include "engines/audio/sound_reader.hpp"

namespace voicehub::engines {

// The sound in an MP4 or M4A, WebM or Matroska, WMA, AMR or ADTS (AAC) file, by libavformat: of the
// first track that is sound. Nothing but these bytes is read, wherever the file points to.
[[nodiscard]] OpenedSound open_media_file(std::string_view file);

}  // namespace voicehub::engines
