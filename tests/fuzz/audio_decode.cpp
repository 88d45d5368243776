// Whatever recording a client sends, decoding it ends well.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/audio/decoder.hpp"

// libsndfile forgets some memory of Vorbis headers that it refuses. The name is the sanitizer's.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libvorbis.so\n";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace voicehub::engines;
  constexpr std::size_t kMostSamples = 1'000'000;
  const auto audio = decode({reinterpret_cast<const char*>(data), size},
                            {.duration = std::chrono::seconds{60}, .samples = kMostSamples});
  const auto in_range = [](float sample) { return std::abs(sample) <= 1.0F; };
  if (audio &&
      (audio->rate <= 0 || audio->samples.empty() || audio->samples.size() > kMostSamples ||
       !std::ranges::all_of(audio->samples, in_range))) {
    std::abort();
  }
  return 0;
}
