#include "core/docker/endpoint.hpp"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/digest.hpp"

namespace voicehub::docker {
namespace {

using testing::HasSubstr;

// A home folder on disk, with the docker CLI's files in it.
class EndpointTest : public testing::Test {
 protected:
  EndpointTest() { inputs_.environment["HOME"] = home_.string(); }

  ~EndpointTest() override { std::filesystem::remove_all(home_); }

  void write(const std::string& file, const std::string& content) {
    std::filesystem::create_directories((home_ / file).parent_path());
    ASSERT_TRUE(local_file_system().write({(home_ / file).string()}, content));
  }

  void write_context(const std::string& name, const std::string& endpoint) {
    write(fmt::format(".docker/contexts/meta/{}/meta.json", sha256(name).hex),
          fmt::format(
              R"({{"Name":"{}","Metadata":{{}},"Endpoints":{{"docker":{}}}}})", name, endpoint));
  }

  Result<DockerEndpoint> resolve() { return resolve_endpoint(inputs_, local_file_system()); }

  // "<address> [<context>]", or the error.
  std::string resolved() {
    const auto endpoint = resolve();
    return endpoint ? fmt::format("{} [{}]", endpoint->shown, endpoint->context)
                    : "error: " + endpoint.error().message;
  }

  std::filesystem::path home_ =
      std::filesystem::temp_directory_path() / fmt::format("vh-endpoint-{}", ::getpid());
  EndpointInputs inputs_;
};

constexpr const char* kFar = R"({"Host":"tcp://far.example:2375"})";

TEST_F(EndpointTest, IsTheDefaultSocketWhenNothingSaysOtherwise) {
  EXPECT_EQ(resolved(), "unix:///var/run/docker.sock []");
  inputs_.environment = {{"DOCKER_HOST", ""}, {"DOCKER_CONTEXT", ""}};
  EXPECT_EQ(resolved(), "unix:///var/run/docker.sock []");
}

TEST_F(EndpointTest, FollowsTheDockerClisOrder) {
  write_context("far", kFar);
  write_context("current", R"({"Host":"tcp://current.example:2375"})");
  write(".docker/config.json", R"({"currentContext":"current"})");
  EXPECT_EQ(resolved(), "tcp://current.example:2375 [current]");
  inputs_.environment["DOCKER_CONTEXT"] = "far";
  EXPECT_EQ(resolved(), "tcp://far.example:2375 [far]");
  inputs_.environment["DOCKER_HOST"] = "tcp://host.example:1";
  EXPECT_EQ(resolved(), "tcp://host.example:1 []");
  inputs_.context_flag = "current";
  EXPECT_EQ(resolved(), "tcp://current.example:2375 [current]");
  inputs_.context_flag.clear();
  inputs_.host_flag = "unix:///flag.sock";
  EXPECT_EQ(resolved(), "unix:///flag.sock []");
}

TEST_F(EndpointTest, TakesTheDefaultContextForDockerHost) {
  write_context("far", kFar);
  write(".docker/config.json", R"({"currentContext":"far"})");
  inputs_.environment["DOCKER_CONTEXT"] = "default";
  EXPECT_EQ(resolved(), "unix:///var/run/docker.sock []");
  inputs_.context_flag = "default";
  inputs_.environment["DOCKER_HOST"] = "tcp://host.example:1";
  EXPECT_EQ(resolved(), "tcp://host.example:1 []");
}

TEST_F(EndpointTest, RefusesHostAndContextTogether) {
  inputs_.host_flag = "unix:///flag.sock";
  inputs_.context_flag = "far";
  const auto endpoint = resolve();
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().code, ErrorCode::usage);
  EXPECT_EQ(endpoint.error().message, "--host and --context both say where Docker is");
}

TEST_F(EndpointTest, NamesTheContextThatDoesNotExist) {
  inputs_.context_flag = "zz";
  const auto endpoint = resolve();
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().code, ErrorCode::usage);
  EXPECT_EQ(endpoint.error().message, "there is no Docker context 'zz'");
  EXPECT_THAT(endpoint.error().cause, HasSubstr(sha256("zz").hex + "/meta.json"));
}

TEST_F(EndpointTest, DoesNotGuessWhenConfigJsonIsBroken) {
  write(".docker/config.json", "{broken");
  EXPECT_EQ(resolved(),
            fmt::format("error: {}/.docker/config.json is not JSON, so it is unknown which Docker "
                        "is meant",
                        home_.string()));
}

TEST_F(EndpointTest, ReadsEverythingFromDockerConfig) {
  write("elsewhere/config.json", R"({"currentContext":"far"})");
  write(fmt::format("elsewhere/contexts/meta/{}/meta.json", sha256("far").hex),
        fmt::format(R"({{"Endpoints":{{"docker":{}}}}})", kFar));
  inputs_.environment["DOCKER_CONFIG"] = (home_ / "elsewhere").string();
  EXPECT_EQ(resolved(), "tcp://far.example:2375 [far]");
}

TEST_F(EndpointTest, UsesTlsWhenTheEnvironmentAsksForIt) {
  for (const char* const file : {"ca.pem", "cert.pem", "key.pem"}) {
    write(fmt::format("certs/{}", file), "");
  }
  inputs_.environment["DOCKER_HOST"] = "tcp://host.example:2376";
  inputs_.environment["DOCKER_TLS_VERIFY"] = "0";  // any text means yes, as it does to the CLI
  inputs_.environment["DOCKER_CERT_PATH"] = (home_ / "certs").string();
  const auto endpoint = resolve();
  ASSERT_TRUE(endpoint) << endpoint.error().message;
  const auto* const tls = std::get_if<http::TlsEndpoint>(&endpoint->address);
  ASSERT_NE(tls, nullptr);
  EXPECT_EQ(tls->host, "host.example");
  EXPECT_EQ(tls->port, "2376");
  EXPECT_EQ(tls->ca.text, (home_ / "certs/ca.pem").string());
  EXPECT_EQ(tls->certificate.text, (home_ / "certs/cert.pem").string());
  EXPECT_EQ(tls->key.text, (home_ / "certs/key.pem").string());
  EXPECT_TRUE(tls->verify_peer);
}

TEST_F(EndpointTest, FindsTlsFilesInTheConfigFolderAndLeavesOutThoseThatAreNotThere) {
  write(".docker/ca.pem", "");
  inputs_.environment["DOCKER_TLS"] = "1";
  const auto endpoint = resolve();
  ASSERT_TRUE(endpoint) << endpoint.error().message;
  EXPECT_EQ(endpoint->shown, "tcp://localhost:2376");
  const auto& tls = std::get<http::TlsEndpoint>(endpoint->address);
  EXPECT_EQ(tls.ca.text, (home_ / ".docker/ca.pem").string());
  EXPECT_EQ(tls.certificate.text, "");
  EXPECT_EQ(tls.key.text, "");
  EXPECT_FALSE(tls.verify_peer);
}

TEST_F(EndpointTest, NamesTheCaThatIsMissing) {
  inputs_.environment["DOCKER_TLS_VERIFY"] = "1";
  EXPECT_EQ(
      resolved(),
      fmt::format("error: TLS is asked for, and {}/.docker/ca.pem does not exist", home_.string()));
}

TEST_F(EndpointTest, LeavesASocketWithoutTls) {
  inputs_.environment["DOCKER_TLS_VERIFY"] = "1";
  inputs_.environment["DOCKER_HOST"] = "unix:///var/run/docker.sock";
  EXPECT_TRUE(std::holds_alternative<http::UnixEndpoint>(resolve()->address));
}

TEST_F(EndpointTest, TakesTheTlsFilesOfTheContextAndNotTheEnvironments) {
  write_context("far", kFar);
  inputs_.context_flag = "far";
  inputs_.environment["DOCKER_TLS_VERIFY"] = "1";
  EXPECT_TRUE(std::holds_alternative<http::TcpEndpoint>(resolve()->address));
  const std::string ca = fmt::format(".docker/contexts/tls/{}/docker/ca.pem", sha256("far").hex);
  write(ca, "");
  const auto endpoint = resolve();
  const auto& tls = std::get<http::TlsEndpoint>(endpoint->address);
  EXPECT_EQ(tls.ca.text, (home_ / ca).string());
  EXPECT_TRUE(tls.verify_peer);
}

TEST_F(EndpointTest, SkipsVerificationWhereTheContextSaysSo) {
  write_context("far", R"({"Host":"tcp://far.example:2376","SkipTLSVerify":true})");
  inputs_.context_flag = "far";
  EXPECT_FALSE(std::get<http::TlsEndpoint>(resolve()->address).verify_peer);
}

TEST_F(EndpointTest, KnowsAnotherMachineAndAPinnedVersion) {
  EXPECT_FALSE(resolve()->remote);
  inputs_.environment["DOCKER_HOST"] = "ssh://build.example";
  inputs_.environment["DOCKER_API_VERSION"] = "1.43";
  EXPECT_TRUE(resolve()->remote);
  EXPECT_EQ(resolve()->api_version, "1.43");
}

}  // namespace
}  // namespace voicehub::docker
