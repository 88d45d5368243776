#include "core/engine/probe.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/local_engine.hpp"

namespace voicehub::engine {
namespace {

using support::LocalEngine;
using testing::MatchesRegex;
using tcp = boost::asio::ip::tcp;
using namespace std::chrono_literals;

std::string shown(const std::optional<Address>& address) {
  return address ? address->host + ":" + std::to_string(address->port) : "nowhere";
}

Service service_with_port(std::uint16_t target) {
  Service service{.name = "tts"};
  service.ports.push_back({.published = "5002", .target = target});
  return service;
}

docker::ContainerSummary container_with_ports(std::vector<docker::PublishedPort> ports) {
  docker::ContainerSummary container{.ports = std::move(ports)};
  container.networks["voice_default"] = {.address = "172.18.0.2"};
  return container;
}

TEST(AddressOf, IsThePublishedPort) {
  const auto container = container_with_ports({{"0.0.0.0", 9100, 9000, "udp"},
                                               {"::", 32768, 8766, "tcp"},
                                               {"0.0.0.0", 32769, 8766, "tcp"}});
  const Service service = service_with_port(8766);
  EXPECT_EQ(shown(address_of(service, container, "127.0.0.1")), "127.0.0.1:32769");
  EXPECT_EQ(shown(address_of(service, container, "gpu.lan")), "gpu.lan:32769");
  EXPECT_EQ(shown(address_of(service, container, "")), "nowhere");
}

TEST(AddressOf, IsTheInterfaceThatThePortIsPublishedOn) {
  const auto one_interface = container_with_ports({{"192.168.0.7", 5002, 8766, "tcp"}});
  EXPECT_EQ(shown(address_of(service_with_port(8766), one_interface, "127.0.0.1")),
            "192.168.0.7:5002");
}

TEST(AddressOf, IsNowhereWhenThePortIsForTheDaemonsMachineOnly) {
  const auto loopback = container_with_ports({{"127.0.0.1", 5002, 8766, "tcp"}});
  EXPECT_EQ(shown(address_of(service_with_port(8766), loopback, "127.0.0.1")), "127.0.0.1:5002");
  EXPECT_EQ(shown(address_of(service_with_port(8766), loopback, "gpu.lan")), "nowhere");
}

TEST(AddressOf, IsTheContainersOwnWhenNothingIsPublished) {
  const auto exposed = container_with_ports({{"", 0, 8766, "tcp"}});
  const Service service{.name = "tts"};
  EXPECT_EQ(shown(address_of(service, exposed, "127.0.0.1")), "172.18.0.2:8766");
  EXPECT_EQ(shown(address_of(service, exposed, "gpu.lan")), "nowhere");
  EXPECT_EQ(shown(address_of(service, container_with_ports({}), "127.0.0.1")), "nowhere");
}

TEST(AddressOf, IsTheDaemonsMachineInItsNetwork) {
  Service service = service_with_port(8766);
  service.network_mode = "host";
  EXPECT_EQ(shown(address_of(service, {}, "127.0.0.1")), "127.0.0.1:8766");
}

// What the probe makes of an engine that answers so.
Health probe_answer(int status, const std::string& body) {
  LocalEngine engine{engines::at_once(
      [&](const engines::Request&) { return engines::Response{.status = status, .body = body}; })};
  return *engine.wait(probe(engine.client(), "", 5s));
}

std::string shown(const Health& health) {
  return std::string{to_text(health.state)} + ": " + health.detail;
}

TEST(Probe, AsksTheHealthPathOfTheService) {
  std::string asked;
  LocalEngine engine{engines::at_once([&](const engines::Request& request) {
    asked += request.method + " " + request.path + "\n";
    return engines::Response{};
  })};
  EXPECT_TRUE(engine.wait(probe(engine.client(), "", 5s)));
  EXPECT_TRUE(engine.wait(probe(engine.client(), "/readyz", 5s)));
  EXPECT_EQ(asked, "GET /health\nGET /readyz\n");
}

TEST(Probe, KnowsAnEngineByItsStatus) {
  const Health engine = probe_answer(200, R"({"status": "healthy", "model_loaded": true})");
  EXPECT_THAT(shown(engine), MatchesRegex("healthy: 200 in [0-9]+ ms"));
  EXPECT_TRUE(engine.speaks_voice_api);
  EXPECT_EQ(engine.http_status, 200);

  const Health page = probe_answer(200, "<html>welcome</html>");
  EXPECT_EQ(page.state, HealthState::healthy);
  EXPECT_FALSE(page.speaks_voice_api);
}

TEST(Probe, BelievesTheBodyMoreThanAStatusOf200) {
  EXPECT_EQ(shown(probe_answer(200, R"({"status": "initializing", "model_loaded": false})")),
            "starting: 200 initializing");
  EXPECT_EQ(shown(probe_answer(200, R"({"status": "error"})")), "unhealthy: 200 error");
}

TEST(Probe, TakesAnEngineThatIsNotReadyAsStarting) {
  EXPECT_EQ(shown(probe_answer(503, R"({"status": "loading model"})")),
            "starting: 503 loading model");
  EXPECT_EQ(shown(probe_answer(503, "no healthy upstream")), "starting: 503 no healthy upstream");
  EXPECT_EQ(shown(probe_answer(503, R"({"status": "error"})")), "unhealthy: 503 error");
}

TEST(Probe, SaysThatThereIsNoSuchPath) {
  const Health absent = probe_answer(404, R"({"detail": "Not Found", "status": "error"})");
  EXPECT_EQ(shown(absent), "unhealthy: GET /health is 404");
  EXPECT_FALSE(absent.speaks_voice_api);
}

TEST(Probe, QuotesTheErrorOfABrokenEngine) {
  EXPECT_EQ(shown(probe_answer(500, R"({"detail": "CUDA out of memory"})")),
            "unhealthy: 500 CUDA out of memory");
}

// A peer that takes one connection and then does as it is told with it.
template <typename Behaviour>
std::string probe_peer(Behaviour behaviour, std::chrono::milliseconds deadline) {
  boost::asio::io_context context;
  tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
  tcp::socket accepted{context};
  acceptor.async_accept(accepted, [&](const boost::system::error_code& failure) {
    if (!failure) {
      behaviour(accepted);
    }
  });
  const auto client = http::make_client(
      context.get_executor(),
      http::TcpEndpoint{"127.0.0.1", std::to_string(acceptor.local_endpoint().port())});
  std::optional<Result<Health>> health;
  boost::asio::co_spawn(
      context, probe(*client, "", deadline), [&](const std::exception_ptr&, Result<Health> found) {
        health.emplace(std::move(found));
      });
  while (!health) {
    context.run_one();
  }
  return shown(**health);
}

TEST(Probe, SaysThatNobodyListens) {
  boost::asio::io_context context;
  tcp::acceptor taken{context, {boost::asio::ip::address_v4::loopback(), 0}};
  const auto port = taken.local_endpoint().port();
  taken.close();
  LocalEngine nobody{port};
  EXPECT_EQ(shown(*nobody.wait(probe(nobody.client(), "", 5s))), "unreachable: connection refused");
}

TEST(Probe, SaysThatTheConnectionWasClosedOrReset) {
  // Docker's proxy takes the connection, finds nobody in the container, and closes.
  const auto close = [](tcp::socket& socket) { socket.shutdown(tcp::socket::shutdown_send); };
  EXPECT_EQ(probe_peer(close, 5s), "unreachable: the connection was closed");
  const auto reset = [](tcp::socket& socket) {
    socket.set_option(boost::asio::socket_base::linger{true, 0});
    socket.close();
  };
  EXPECT_EQ(probe_peer(reset, 5s), "unreachable: connection reset by peer");
}

TEST(Probe, GivesUpOnAnEngineThatHangs) {
  EXPECT_EQ(probe_peer([](tcp::socket&) {}, 20ms), "unreachable: no answer in 20 ms");
}

TEST(Probe, IsNotTakenInByAnotherProtocol) {
  const auto ssh = [](tcp::socket& socket) {
    boost::asio::write(socket, boost::asio::buffer(std::string_view{"SSH-2.0-OpenSSH_10.0\r\n"}));
  };
  EXPECT_THAT(probe_peer(ssh, 5s), testing::StartsWith("unreachable: malformed HTTP answer"));
}

TEST(HealthDeadline, IsWhatTheFileAllows) {
  Service service;
  EXPECT_EQ(health_deadline(service), 120s);
  service.health_check = HealthCheck{};
  EXPECT_EQ(health_deadline(service), 90s);
  service.health_check = HealthCheck{.interval = 10s, .start_period = 60s, .retries = 5};
  EXPECT_EQ(health_deadline(service), 110s);
  service.health_check->disabled = true;
  EXPECT_EQ(health_deadline(service), 120s);
}

}  // namespace
}  // namespace voicehub::engine
