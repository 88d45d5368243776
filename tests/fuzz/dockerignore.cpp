// What lies in a folder that nobody needs to look into is excluded, whatever the patterns are.

#include "core/base/dockerignore.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/paths.hpp"

// The patterns, a zero byte, a path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using voicehub::clean_path;
  using voicehub::DockerIgnore;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto zero = input.find('\0');
  const auto ignore = DockerIgnore::parse(input.substr(0, zero), ".dockerignore");
  if (!ignore || zero == std::string_view::npos) {
    return 0;
  }
  const std::string path = clean_path(input.substr(zero + 1));
  DockerIgnore::Verdict verdict;
  bool is_pruned = false;
  for (std::size_t end = path.find('/'); true; end = path.find('/', end + 1)) {
    const std::string_view part = std::string_view{path}.substr(0, end);
    verdict = ignore->judge(part, verdict);
    if (is_pruned && !verdict.excluded) {
      __builtin_trap();
    }
    is_pruned = is_pruned || (verdict.excluded && !ignore->may_keep_inside(part, verdict));
    if (end == std::string_view::npos) {
      return 0;
    }
  }
}
