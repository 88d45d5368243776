#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

using testing::HasSubstr;

// What goes wrong between a client and an engine that wants TLS.
class Tls : public ContractTest {
 protected:
  // The error of a client that is set up like this.
  Error error_of(http::Endpoint address) {
    docker::DockerEndpoint endpoint = value(daemon());
    endpoint.address = std::move(address);
    const auto docker =
        docker::make_http_api(http::make_client(io_.get_executor(), endpoint.address), endpoint);
    const auto version = run(docker->version());
    EXPECT_FALSE(version);
    return version ? Error{} : version.error();
  }

  http::TlsEndpoint good() { return std::get<http::TlsEndpoint>(value(daemon()).address); }
};

INSTANTIATE_TEST_SUITE_P(Over, Tls, testing::Values("tls"), [](const auto& parameter) {
  return parameter.param;
});

TEST_P(Tls, IsAskedForWhereItIsMissing) {
  const http::TlsEndpoint engine = good();
  const Error error = error_of(http::TcpEndpoint{engine.host, engine.port});
  EXPECT_EQ(error.code, ErrorCode::docker_unreachable);
  EXPECT_EQ(error.cause, "HTTP 400: Client sent an HTTP request to an HTTPS server.");
  EXPECT_THAT(error.hint, HasSubstr("DOCKER_TLS_VERIFY=1"));
}

TEST_P(Tls, RefusesAnEngineThatNobodyVouchesFor) {
  http::TlsEndpoint endpoint = good();
  endpoint.ca = {};
  const Error error = error_of(endpoint);
  EXPECT_EQ(error.code, ErrorCode::docker_unreachable);
  EXPECT_THAT(error.cause, HasSubstr("the server's certificate was refused"));
  endpoint.verify_peer = false;
  const auto docker = docker::make_http_api(http::make_client(io_.get_executor(), endpoint));
  EXPECT_TRUE(run(docker->version())) << "verification was switched off";
}

TEST_P(Tls, RefusesAnEngineOfAnotherName) {
  http::TlsEndpoint endpoint = good();
  endpoint.host = "localhost";  // the certificate is for 127.0.0.1
  EXPECT_THAT(error_of(endpoint).cause, HasSubstr("hostname mismatch"));
}

TEST_P(Tls, SaysThatTheEngineWantsAClientCertificate) {
  http::TlsEndpoint endpoint = good();
  endpoint.certificate = {};
  endpoint.key = {};
  const Error error = error_of(endpoint);
  EXPECT_EQ(error.code, ErrorCode::docker_unreachable);
  EXPECT_THAT(error.cause, HasSubstr("certificate required"));
}

}  // namespace
}  // namespace voicehub::test
