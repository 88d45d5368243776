#include "tests/support/debug_engine.hpp"

#include <fcntl.h>

#include <csignal>

#include <gtest/gtest.h>

namespace voicehub::support {
namespace {

constexpr std::string_view kListening = "listening on 127.0.0.1 port ";

}  // namespace

DebugEngine::DebugEngine() : DebugEngine{{DEBUG_TTS_BINARY, "--port", "0"}} {}

DebugEngine::DebugEngine(int listening_socket) : DebugEngine{debug_engine_with(listening_socket)} {}

DebugEngine::DebugEngine(const std::vector<std::string>& command)
    : process_{scenario::Process::start(command, {})} {
  EXPECT_TRUE(process_.wait_for(kListening)) << process_.output();
  const std::string& log = process_.output();
  port_ =
      static_cast<std::uint16_t>(std::stoi(log.substr(log.find(kListening) + kListening.size())));
}

scenario::Finished DebugEngine::terminate() {
  process_.send_signal(SIGTERM);
  return process_.finish();
}

std::vector<std::string> debug_engine_with(int file) {
  ::fcntl(file, F_SETFD, 0);
  return {"bash",
          "-c",
          "exec 3<&$1; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" --port 0",
          DEBUG_TTS_BINARY,
          std::to_string(file)};
}

scenario::Finished run_debug_engine(const std::vector<std::string>& arguments,
                                    const std::map<std::string, std::string>& environment) {
  std::vector<std::string> command{DEBUG_TTS_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return scenario::run(command, {.environment = environment});
}

}  // namespace voicehub::support
