#include "engines/voice-stack/port_variable.hpp"

namespace voicehub::engines {

const char* port_of_mode(std::string_view mode, const char* given) {
  if (given != nullptr && *given != '\0') {
    return given;
  }
  return mode == "asr" ? "5001" : "5002";
}

}  // namespace voicehub::engines
