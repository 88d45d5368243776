#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"

// Networks and volumes.
namespace voicehub::docker {
namespace {

Target network_path(const std::string& name, std::string_view action = {}) {
  return {fmt::format("/networks/{}{}", percent_encoded(name), action)};
}

Target volume_path(const std::string& name) {
  return {"/volumes/" + percent_encoded(name)};
}

}  // namespace

Task<std::vector<NetworkDetails>> HttpApi::list_networks(std::vector<std::string> label_filters) {
  Call call{.what = "list networks", .method = "GET", .target = {"/networks"}};
  call.target.add_label_filters(label_filters);
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_network_list(body);
}

Task<NetworkDetails> HttpApi::inspect_network(std::string name) {
  Call call{.what = "inspect network " + name, .method = "GET", .target = network_path(name)};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_network(body);
}

Task<std::string> HttpApi::create_network(NetworkSpec spec) {
  Call call{.what = "create network " + spec.name,
            .method = "POST",
            .target = {"/networks/create"},
            .body = to_json(spec)};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_id(body);
}

Task<void> HttpApi::connect_network(std::string network,
                                    ContainerId container,
                                    EndpointSpec endpoint) {
  Call call{.what = fmt::format("connect container {} to network {}", container.brief(), network),
            .method = "POST",
            .target = network_path(network, "/connect"),
            .body = to_json(NetworkConnect{container, endpoint})};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::remove_network(std::string name) {
  Call call{.what = "remove network " + name, .method = "DELETE", .target = network_path(name)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<std::vector<VolumeDetails>> HttpApi::list_volumes(std::vector<std::string> label_filters) {
  Call call{.what = "list volumes", .method = "GET", .target = {"/volumes"}};
  call.target.add_label_filters(label_filters);
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_volume_list(body);
}

Task<VolumeDetails> HttpApi::inspect_volume(std::string name) {
  Call call{.what = "inspect volume " + name, .method = "GET", .target = volume_path(name)};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_volume(body);
}

Task<void> HttpApi::create_volume(VolumeSpec spec) {
  Call call{.what = "create volume " + spec.name,
            .method = "POST",
            .target = {"/volumes/create"},
            .body = to_json(spec)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::remove_volume(std::string name) {
  Call call{.what = "remove volume " + name, .method = "DELETE", .target = volume_path(name)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

// The daemon walks every volume (engines before 23 every image and container too), and refuses to
// do so for two callers at once.
Task<std::map<std::string, std::uint64_t>> HttpApi::volume_sizes() {
  constexpr std::chrono::minutes kWalk{10};
  constexpr std::chrono::milliseconds kPause{100};
  const auto end = std::chrono::steady_clock::now() + kWalk;
  boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
  while (true) {
    Call call{.what = "measure the volumes",
              .method = "GET",
              .target = Target{"/system/df"}.add("type", "volume"),
              .deadline = kWalk};
    const auto body = co_await daemon_.send(std::move(call));
    if (body) {
      co_return parse_volume_sizes(*body);
    }
    const bool busy = body.error().cause.contains("already running");
    if (!busy || std::chrono::steady_clock::now() > end) {
      co_return std::unexpected(body.error());
    }
    pause.expires_after(kPause);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace voicehub::docker
