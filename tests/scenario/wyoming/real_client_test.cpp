// The engines as processes, and the client that the protocol's authors wrote.
#include <csignal>
#include <cstdlib>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "tests/scenario/process.hpp"

namespace voicehub::scenario {
namespace {

namespace asio = boost::asio;

constexpr const char* kImage = "voicehub-test/python-wyoming";

std::string free_port() {
  asio::io_context io;
  const asio::ip::tcp::acceptor acceptor{io, {asio::ip::make_address("127.0.0.1"), 0}};
  return std::to_string(acceptor.local_endpoint().port());
}

class Engine {
 public:
  explicit Engine(const char* program)
      : process_{Process::start(
            {program}, {.environment = {{"PORT", free_port()}, {"WYOMING_PORT", port_}}})} {
    EXPECT_TRUE(process_.wait_for("is ready")) << process_.output();
  }

  [[nodiscard]] const std::string& port() const { return port_; }

  int stop() {
    process_.send_signal(SIGTERM);
    return process_.finish().exit_code;
  }

 private:
  std::string port_ = free_port();
  Process process_;
};

Finished run(const std::vector<std::string>& command, std::chrono::milliseconds deadline) {
  return Process::start(command, {}).finish(deadline);
}

TEST(WyomingClient, DescribesSpeaksStreamsAndListens) {
  if (const char* skip = std::getenv("VOICEHUB_SKIP_DOCKER"); skip != nullptr && *skip == '1') {
    GTEST_SKIP() << "VOICEHUB_SKIP_DOCKER=1";
  }
  const Finished built =
      run({"docker", "build", "--quiet", "--tag", kImage, "tests/scenario/wyoming"}, 5min);
  if (built.exit_code != 0) {
    GTEST_SKIP() << kImage << " cannot be built here: " << built.error_output;
  }
  Engine tts{FLITE_TTS_BINARY};
  Engine asr{ASR_BINARY};
  const Finished talked =
      run({"docker", "run", "--rm", "--network", "host", kImage, tts.port(), asr.port()}, 90s);
  EXPECT_EQ(talked.exit_code, 0) << talked.error_output;
  EXPECT_EQ(talked.output,
            "tts flite-tts True True True\n"
            "asr asr True pocketsphinx ['en']\n"
            "said True\n"
            "streamed True True synthesize-stopped\n"
            "heard turn on the light\n"
            "refused error not-found None\n");
  EXPECT_EQ(tts.stop(), 0);
  EXPECT_EQ(asr.stop(), 0);
}

}  // namespace
}  // namespace voicehub::scenario
