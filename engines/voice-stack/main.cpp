#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "engines/voice-stack/link_models.hpp"
#include "engines/voice-stack/port_variable.hpp"

// The entrypoint of the image that can do both: becomes the engine that SERVICE_MODE names.
int main(int, char** arguments) {
  const char* value = std::getenv("SERVICE_MODE");
  const std::string_view mode = value == nullptr ? "" : value;
  if (mode != "asr" && mode != "tts") {
    fmt::print(stderr,
               "voice-stack: SERVICE_MODE is '{}'; set it to asr (speech to text) or tts (text to "
               "speech)\n",
               mode);
    return 2;
  }
  if (const auto linked = voicehub::engines::link_models("/app"); !linked) {
    fmt::print(stderr, "voice-stack: {} ({})\n", linked.error().message, linked.error().hint);
    return 1;
  }
  // The weakest of its names, so that a user may take any.
  ::setenv("PORT", voicehub::engines::port_of_mode(mode, std::getenv("PORT")), 1);
  const std::string program = fmt::format("/app/{}", mode);
  ::execv(program.c_str(), arguments);
  fmt::print(stderr, "voice-stack: cannot run {}: {}\n", program, std::strerror(errno));
  return 1;
}
