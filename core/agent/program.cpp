#include "core/agent/program.hpp"

#if defined(__x86_64__)
#define VOICEHUB_ARCHITECTURE "amd64"
#elif defined(__aarch64__)
#define VOICEHUB_ARCHITECTURE "arm64"
#else
#error "voicehub-agent has not been built for this architecture"
#endif

// The assembler copies the file; as an array in source text it would take seconds to compile.
asm(".section .rodata\n"
    ".global voicehub_agent_begin\n"
    ".global voicehub_agent_end\n"
    "voicehub_agent_begin: .incbin \"" VOICEHUB_AGENT_FILE
    "\"\n"
    "voicehub_agent_end: .byte 0\n"
    ".previous\n");

extern "C" const char voicehub_agent_begin[];
extern "C" const char voicehub_agent_end[];

namespace voicehub::agent {

std::string_view program() {
  return {voicehub_agent_begin, voicehub_agent_end};
}

std::string_view program_architecture() {
  return VOICEHUB_ARCHITECTURE;
}

}  // namespace voicehub::agent
