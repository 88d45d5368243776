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
    ".global kVoicehubAgentBegin\n"
    ".global kVoicehubAgentEnd\n"
    "kVoicehubAgentBegin: .incbin \"" VOICEHUB_AGENT_FILE
    "\"\n"
    "kVoicehubAgentEnd: .byte 0\n"
    ".previous\n");

extern "C" const char kVoicehubAgentBegin[];
extern "C" const char kVoicehubAgentEnd[];

namespace voicehub::agent {

std::string_view program() {
  return {kVoicehubAgentBegin, kVoicehubAgentEnd};
}

std::string_view program_architecture() {
  return VOICEHUB_ARCHITECTURE;
}

}  // namespace voicehub::agent
