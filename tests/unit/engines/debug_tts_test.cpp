// The debug engine as a process: what Docker and people see of it.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/debug_engine.hpp"
#include "tests/unit/engines/raw_client.hpp"

namespace voicehub::engines {
namespace {

using support::DebugEngine;
using testing::HasSubstr;

TEST(DebugTts, EndsWithZeroWhenItIsTerminated) {
  DebugEngine engine;
  EXPECT_EQ(engine.terminate().exit_code, 0);
}

TEST(DebugTts, ChecksItsOwnHealth) {
  DebugEngine engine;
  const std::string port = std::to_string(engine.port());
  EXPECT_EQ(support::run_debug_engine({"--healthcheck", "--port", port}).exit_code, 0);
  engine.terminate();
  const auto unhealthy = support::run_debug_engine({"--healthcheck", "--port", port});
  EXPECT_EQ(unhealthy.exit_code, 1);
  EXPECT_EQ(unhealthy.error_output, "debug-tts: port " + port + ": Connection refused\n");
}

TEST(DebugTts, RefusesABadValueInOneLine) {
  const auto refused = support::run_debug_engine({"--port", "http"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.error_output,
            "debug-tts: --port: 'http' is not a port (use 1 to 65535, or 0 for any free one)\n");
}

// Of which the connections that wait on it are answered too.
TEST(DebugTts, AnswersOnASocketThatIsHandedOver) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor socket{io, {boost::asio::ip::address_v4::loopback(), 0}};
  const auto port = socket.local_endpoint().port();
  RawClient client{port};
  client.say("GET /readyz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  DebugEngine engine{socket.native_handle()};
  EXPECT_EQ(engine.port(), port);
  EXPECT_THAT(client.hear_all(), testing::StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(engine.terminate().exit_code, 0);
}

TEST(DebugTts, RefusesAFileThatIsNoSocket) {
  const int file = ::open("/dev/null", O_RDONLY);
  const auto refused = scenario::run(support::debug_engine_with(file));
  ::close(file);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(refused.error_output,
            "debug-tts: file 3 of LISTEN_FDS is no listening socket (it is handed over by whoever "
            "starts the engine)\n");
}

TEST(DebugTts, RefusesADeviceThatItHasNot) {
  const auto refused = support::run_debug_engine({}, {{"DEVICE", "cuda"}});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.error_output,
            "debug-tts: DEVICE: 'cuda' is not a device of this engine, which runs on the CPU "
            "(use cpu or auto)\n");
}

TEST(DebugTts, SaysThatItsPortIsTaken) {
  const DebugEngine engine;
  const auto second = support::run_debug_engine({"--port", std::to_string(engine.port())});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.error_output, HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace voicehub::engines
