#pragma once

#include <chrono>
#include <vector>

namespace voicehub::engines {

// Sound of one channel. Samples lie between -1 and 1.
struct Audio {
  int rate = 0;  // samples a second
  std::vector<float> samples;

  [[nodiscard]] std::chrono::duration<double> duration() const {
    return std::chrono::duration<double>{
        rate == 0 ? 0.0 : static_cast<double>(samples.size()) / static_cast<double>(rate)};
  }
};

}  // namespace voicehub::engines
