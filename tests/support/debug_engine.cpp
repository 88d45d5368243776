#include "tests/support/debug_engine.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace voicehub::support {
namespace {

constexpr std::string_view kListening = "listening on 127.0.0.1 port ";

}  // namespace

DebugEngine::DebugEngine()
    : process_{scenario::Process::start({DEBUG_TTS_BINARY, "--port", "0"}, {})} {
  EXPECT_TRUE(process_.wait_for(kListening)) << process_.output();
  const std::string& log = process_.output();
  port_ =
      static_cast<std::uint16_t>(std::stoi(log.substr(log.find(kListening) + kListening.size())));
}

scenario::Finished DebugEngine::terminate() {
  process_.send_signal(SIGTERM);
  return process_.finish();
}

scenario::Finished run_debug_engine(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{DEBUG_TTS_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return scenario::run(command);
}

}  // namespace voicehub::support
