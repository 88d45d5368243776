// The program of ours that runs inside containers. Static and free of dependencies, because the
// image may hold nothing else.
//
//   voicehub-agent look <leave-out> <flags> <path>...   print what the container of process 1 sees
//   voicehub-agent wait <seconds>                       stay that long, so that `look` can be run

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/agent/enter.hpp"
#include "core/agent/look.hpp"

namespace voicehub::agent {
namespace {

bool print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

int run_look(int count, char** words) {
  // /proc is the one thing that has to be read before the root changes.
  std::string answer = describe_system("1");
  if (!enter_container_of_process_1()) {
    std::fprintf(stderr, "cannot enter the container: %s\n", std::strerror(errno));
    return 1;
  }
  answer += describe_paths({.leave_out = words[0],
                            .flags = words[1],
                            .paths = std::vector<std::string>(words + 2, words + count)});
  return print(answer) ? 0 : 1;
}

}  // namespace
}  // namespace voicehub::agent

int main(int argc, char** argv) {
  if (argc >= 5 && std::strcmp(argv[1], "look") == 0) {
    return voicehub::agent::run_look(argc - 2, argv + 2);
  }
  if (argc == 3 && std::strcmp(argv[1], "wait") == 0) {
    sleep(static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)));
    return 0;
  }
  std::fprintf(stderr, "usage: voicehub-agent look|wait\n");
  return 2;
}
