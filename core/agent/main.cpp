// The program of ours that runs inside containers. Static and free of dependencies, because the
// image may hold nothing else.
//
//   voicehub-agent run <option>... -- <command>...      be process 1 of a container in the dev loop
//   voicehub-agent control <name>                       carry requests to that process, and replies
//   voicehub-agent look <leave-out> <flags> <path>...   print what the container of process 1 sees
//   voicehub-agent wait <seconds>                       stay that long, so that `look` can be run

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "core/agent/control_client.hpp"
#include "core/agent/enter.hpp"
#include "core/agent/files.hpp"
#include "core/agent/look.hpp"
#include "core/agent/memory_budget.hpp"
#include "core/agent/run_options.hpp"
#include "core/agent/supervisor.hpp"

namespace voicehub::agent {
namespace {

constexpr int kUsage = 2;

int run_look(const std::vector<std::string>& words) {
  // /proc is the one thing that has to be read before the root changes.
  std::string answer = describe_system("1");
  if (!enter_container_of_process_1()) {
    say(std::string{"cannot enter the container: "} + std::strerror(errno));
    return 1;
  }
  answer += describe_paths({.leave_out = words[0],
                            .flags = words[1],
                            .paths = std::vector<std::string>(words.begin() + 2, words.end())});
  return write_all(STDOUT_FILENO, answer) ? 0 : 1;
}

int run_supervisor(const std::vector<std::string>& words) {
  auto options = parse_run_options(words);
  if (!options) {
    say("run: " + options.error());
    return kUsage;
  }
  return Supervisor{std::move(*options), [] { return available_bytes(read_memory_files()); }}.run();
}

int run(const std::string& mode, const std::vector<std::string>& words) {
  if (mode == "run") {
    return run_supervisor(words);
  }
  if (mode == "control" && words.size() == 1) {
    return run_control(words.front());
  }
  if (mode == "look" && words.size() >= 3) {
    return run_look(words);
  }
  if (mode == "wait" && words.size() == 1) {
    sleep(static_cast<unsigned>(std::strtoul(words.front().c_str(), nullptr, 10)));
    return 0;
  }
  say("usage: voicehub-agent run|control|look|wait");
  return kUsage;
}

}  // namespace
}  // namespace voicehub::agent

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return voicehub::agent::run(words.empty() ? "" : words.front(),
                              {words.begin() + (words.empty() ? 0 : 1), words.end()});
}
