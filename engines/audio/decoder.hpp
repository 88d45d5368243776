#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string_view>

#include "core/base/result.hpp"
#include "engines/audio/audio.hpp"
#include "engines/audio/sound_reader.hpp"

namespace voicehub::engines {

struct DecodeLimits {
  std::chrono::seconds duration = std::chrono::hours{2};
  int channels = 8;
  // Of the one channel that is kept, four bytes each. A file of a few kilobytes can claim, and some
  // formats can hold, hours of sound at the highest rates.
  std::size_t samples = 200'000'000;
};

// The sound in a file of any format that libsndfile reads, at the file's own rate. Several channels
// become one, their mean. Samples that are not a number or infinite become 0.
// `open_other` opens M4A, AAC, WebM, WMA and AMR, where a program can: engines/media.
// `failed` for a file that is empty, broken or cut off, or holds no sound; `unsupported` for one
// that is in another format or beyond a limit; `cancelled` soon after a stop is asked for.
[[nodiscard]] Result<Audio> decode(std::string_view file,
                                   const DecodeLimits& limits = {},
                                   SoundOpener open_other = nullptr,
                                   const std::stop_token& stop = {});

}  // namespace voicehub::engines
