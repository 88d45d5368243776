#include "core/agent/program.hpp"

// The assembler copies the file; as an array in source text it would take seconds to compile.
#define VOICEHUB_CARRY(symbol, file)                                            \
  asm(".section .rodata\n"                                                      \
      ".global " symbol                                                         \
      "_begin\n"                                                                \
      ".global " symbol "_end\n" symbol "_begin: .incbin \"" file "\"\n" symbol \
      "_end: .byte 0\n"                                                         \
      ".previous\n")

#ifdef VOICEHUB_AGENT_AMD64
VOICEHUB_CARRY("voicehub_agent_amd64", VOICEHUB_AGENT_AMD64);
extern "C" const char voicehub_agent_amd64_begin[];
extern "C" const char voicehub_agent_amd64_end[];
#endif

#ifdef VOICEHUB_AGENT_ARM64
VOICEHUB_CARRY("voicehub_agent_arm64", VOICEHUB_AGENT_ARM64);
extern "C" const char voicehub_agent_arm64_begin[];
extern "C" const char voicehub_agent_arm64_end[];
#endif

namespace voicehub::agent {

std::optional<std::string_view> program(std::string_view architecture) {
#ifdef VOICEHUB_AGENT_AMD64
  if (architecture == "amd64") {
    return std::string_view{voicehub_agent_amd64_begin, voicehub_agent_amd64_end};
  }
#endif
#ifdef VOICEHUB_AGENT_ARM64
  if (architecture == "arm64") {
    return std::string_view{voicehub_agent_arm64_begin, voicehub_agent_arm64_end};
  }
#endif
  return std::nullopt;
}

}  // namespace voicehub::agent
