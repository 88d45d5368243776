#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/http/client.hpp"
#include "tests/support/run_task.hpp"

namespace voicehub::http {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

class CarriersTest : public testing::Test {
 protected:
  Result<Response> get(Endpoint endpoint) {
    const auto client = make_client(io_.get_executor(), std::move(endpoint));
    return test::run(io_, client->send({}), 10s);
  }

  boost::asio::io_context io_;
};

CommandEndpoint shell(std::string script) {
  return {{"sh", "-c", std::move(script)}};
}

TEST_F(CarriersTest, SpeaksOverTheInputAndOutputOfACommand) {
  const auto response =
      get(shell("read line; printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi'"));
  ASSERT_TRUE(response) << response.error().cause;
  EXPECT_EQ(response->body, "hi");
}

TEST_F(CarriersTest, KeepsWhatAFailingCommandSaid) {
  const auto response = get(shell("echo 'Permission denied (publickey).' >&2; exit 255"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::failed);
  EXPECT_EQ(response.error().cause, "Permission denied (publickey).");
}

TEST_F(CarriersTest, NamesACommandThatDoesNotExist) {
  const auto response = get(CommandEndpoint{{"vh-no-such-command"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::not_found);
  EXPECT_EQ(response.error().message, "cannot connect to vh-no-such-command");
  EXPECT_EQ(response.error().cause, "cannot run vh-no-such-command: No such file or directory");
}

TEST_F(CarriersTest, EndsTheCommandWithTheConnection) {
  const auto file =
      std::filesystem::temp_directory_path() / fmt::format("vh-carriers-{}", ::getpid());
  const auto response = get(shell(
      fmt::format("echo $$ > {}; read line; "
                  "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi'; exec sleep 1000",
                  file.string())));
  ASSERT_TRUE(response) << response.error().cause;
  pid_t process = 0;
  std::ifstream{file} >> process;
  std::filesystem::remove(file);
  ASSERT_GT(process, 0);
  EXPECT_EQ(::kill(process, 0), -1);
}

TEST_F(CarriersTest, NamesTheTlsFileThatCannotBeUsed) {
  const auto response =
      get(TlsEndpoint{.host = "127.0.0.1", .port = "1", .ca = HostPath{"/nowhere/ca.pem"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "cannot connect to tcp://127.0.0.1:1");
  EXPECT_THAT(response.error().cause, StartsWith("cannot use the CA certificate /nowhere/ca.pem"));
}

TEST(EndpointText, IsWhatAPersonWouldWrite) {
  EXPECT_EQ(to_text(UnixEndpoint{HostPath{"/var/run/docker.sock"}}), "unix:///var/run/docker.sock");
  EXPECT_EQ(to_text(TcpEndpoint{"localhost", "2375"}), "tcp://localhost:2375");
  EXPECT_EQ(to_text(TcpEndpoint{"::1", "2375"}), "tcp://[::1]:2375");
  EXPECT_EQ(to_text(TlsEndpoint{.host = "h", .port = "2376"}), "tcp://h:2376");
  EXPECT_EQ(to_text(CommandEndpoint{{"ssh", "host"}}), "ssh host");
}

}  // namespace
}  // namespace voicehub::http
