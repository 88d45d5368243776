// Whatever an env file holds, it becomes variables or an error.

#include "core/compose/env_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto shell = [](const std::string& name) {
    return name == "HOME" ? std::optional<std::string>{"/home/voice"} : std::nullopt;
  };
  voicehub::compose::Notes notes;
  const auto variables = voicehub::compose::parse_env_file(
      {.text = {reinterpret_cast<const char*>(data), size}, .name = ".env"}, shell, {}, notes);
  return variables || !variables.error().message.empty() ? 0 : (__builtin_trap(), 0);
}
