#pragma once

#include <string_view>

namespace voicehub::engines::onnx {

// How many threads may compute at once: as many as the processors, and no more than the quota of
// the control group, rounded down, because threads beyond it are stopped in the middle of a layer.
// `cpu_max` is the text of the file of that name, "150000 100000"; anything else sets no quota.
// At least 1.
[[nodiscard]] int thread_count(std::string_view cpu_max, int processors);

// The same for this process.
[[nodiscard]] int thread_count();

}  // namespace voicehub::engines::onnx
