#include "tests/support/docker_fixture.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace voicehub::test {

std::string text_of(const Error& error) {
  return fmt::format("{} · {} · {}", error.message, error.hint, error.cause);
}

std::string unique_name(std::string_view tag) {
  static int count = 0;
  return fmt::format("vh-test-{}-{}-{}", tag, ::getpid(), ++count);
}

bool skips_docker() {
  const char* const value = std::getenv("VOICEHUB_SKIP_DOCKER");
  return value != nullptr && std::strcmp(value, "1") == 0;
}

Result<docker::DockerEndpoint> daemon_of_environment() {
  docker::EndpointInputs inputs;
  for (const char* name : {"DOCKER_HOST",
                           "DOCKER_CONTEXT",
                           "DOCKER_CONFIG",
                           "DOCKER_TLS",
                           "DOCKER_TLS_VERIFY",
                           "DOCKER_CERT_PATH",
                           "DOCKER_API_VERSION",
                           "HOME"}) {
    if (const char* const value = std::getenv(name)) {
      inputs.environment.emplace(name, value);
    }
  }
  return docker::resolve_endpoint(inputs, local_file_system());
}

void Leftovers::remove() {
  // Containers hold networks and volumes, and those hold nothing.
  std::ranges::sort(items_, std::ranges::greater{}, &Item::kind);
  for (const Item& item : std::exchange(items_, {})) {
    // What a test has removed itself, or never made, is not there any more.
    (void)run(io_, remove_one(item));
  }
}

Task<void> Leftovers::remove_one(Item item) {
  switch (item.kind) {
    case Kind::container:
      co_return co_await docker_.remove_container({item.name},
                                                  {.force = true, .anonymous_volumes = true});
    case Kind::network: co_return co_await docker_.remove_network(item.name);
    case Kind::volume: co_return co_await docker_.remove_volume(item.name);
    case Kind::image: co_return co_await docker_.remove_image(item.name);
  }
  co_return done();
}

void DockerTest::SetUp() {
  if (skips_docker()) {
    GTEST_SKIP() << "VOICEHUB_SKIP_DOCKER=1";
  }
  const auto endpoint = daemon();
  ASSERT_TRUE(endpoint) << text_of(endpoint.error());
  api_ = docker::make_http_api(http::make_client(io_.get_executor(), endpoint->address), *endpoint);
  leftovers_ = std::make_unique<Leftovers>(io_, *api_);
  const auto version = run(api_->version());
  ASSERT_TRUE(version) << text_of(version.error());
}

void DockerTest::TearDown() {
  leftovers_.reset();
  api_.reset();
}

docker::ContainerId DockerTest::start_container(std::vector<std::string> command,
                                                docker::Labels labels) {
  const std::string name = unique_name("container");
  leftovers().container(name);
  docker::ContainerSpec spec{.image = "debian:trixie-slim",
                             .command = std::move(command),
                             .labels = std::move(labels),
                             .init = true};
  docker::ContainerId id = value(run(api().create_container(name, std::move(spec))), "create");
  const auto started = run(api().start_container(id));
  EXPECT_TRUE(started) << text_of(started.error());
  return id;
}

}  // namespace voicehub::test
