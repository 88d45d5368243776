#include "core/docker/host_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::docker {
namespace {

using testing::HasSubstr;

// What it is taken for, as text; " remote" after it when it is another machine.
std::string address(std::string_view text) {
  const auto parsed = parse_host_address(text);
  if (!parsed) {
    return "error: " + parsed.error().message;
  }
  return to_text(parsed->endpoint) + (parsed->remote ? " remote" : "");
}

TEST(HostAddress, ReadsUnixSockets) {
  EXPECT_EQ(address("unix:///run/user/1000/docker.sock"), "unix:///run/user/1000/docker.sock");
  EXPECT_EQ(address(" unix:///var/run/docker.sock "), "unix:///var/run/docker.sock");
  EXPECT_EQ(address("unix://"), "unix:///var/run/docker.sock");
}

TEST(HostAddress, ReadsTcpWithAndWithoutSchemeAndPort) {
  EXPECT_EQ(address("tcp://build.example:2376"), "tcp://build.example:2376 remote");
  EXPECT_EQ(address("tcp://build.example"), "tcp://build.example:2375 remote");
  EXPECT_EQ(address("10.0.0.7:2375"), "tcp://10.0.0.7:2375 remote");
  EXPECT_EQ(address("build"), "tcp://build:2375 remote");
  EXPECT_EQ(address("tcp://[2001:db8::1]:2376"), "tcp://[2001:db8::1]:2376 remote");
  EXPECT_EQ(address("tcp://"), "tcp://localhost:2375");
  EXPECT_EQ(address(":4000"), "tcp://localhost:4000");
}

TEST(HostAddress, TakesLoopbackForThisMachine) {
  EXPECT_EQ(address("tcp://127.0.0.1:2375"), "tcp://127.0.0.1:2375");
  EXPECT_EQ(address("tcp://[::1]:2375"), "tcp://[::1]:2375");
  EXPECT_EQ(address("tcp://localhost:2375"), "tcp://localhost:2375");
}

TEST(HostAddress, MakesTheDockerClisCommandOfSsh) {
  EXPECT_EQ(address("ssh://build.example"),
            "ssh -o ConnectTimeout=30 -T -- build.example docker system dial-stdio remote");
  EXPECT_EQ(address("ssh://ann@build.example:2222/run/docker.sock"),
            "ssh -o ConnectTimeout=30 -T -l ann -p 2222 -- build.example docker --host "
            "unix:///run/docker.sock system dial-stdio remote");
  EXPECT_EQ(address("ssh://[::1]:22/"),
            "ssh -o ConnectTimeout=30 -T -p 22 -- ::1 docker system dial-stdio remote");
}

TEST(HostAddress, ShowsSshAsItWasWritten) {
  EXPECT_EQ(parse_host_address("ssh://ann@build.example:2222")->shown,
            "ssh://ann@build.example:2222");
}

TEST(HostAddress, RefusesAPasswordWithoutRepeatingIt) {
  const auto parsed = parse_host_address("ssh://ann:secret@build.example");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, ErrorCode::usage);
  EXPECT_EQ(parsed.error().message,
            "'ssh://ann:…@build.example' is not the address of a Docker daemon: a password in it "
            "would be seen by others: use a key");
}

TEST(HostAddress, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(address("http://10.0.0.7:2375"), HasSubstr("http:// is not known"));
  EXPECT_THAT(address("npipe:////./pipe/docker"), HasSubstr("npipe:// is not known"));
  EXPECT_THAT(address("/var/run/docker.sock"), HasSubstr("a path needs unix:// before it"));
  EXPECT_THAT(address("tcp://host:99999"), HasSubstr("the port must be a number from 1 to 65535"));
  EXPECT_THAT(address("tcp://host:2375/v1"), HasSubstr("nothing may follow the port"));
  EXPECT_THAT(address("ssh://host?x=1"), HasSubstr("'?' and '#' mean nothing there"));
  EXPECT_THAT(address("ssh://ann@"), HasSubstr("the host is missing"));
}

}  // namespace
}  // namespace voicehub::docker
