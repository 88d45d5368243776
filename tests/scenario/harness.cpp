#include "tests/scenario/harness.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "core/docker/endpoint.hpp"

namespace voicehub::scenario {
namespace {

constexpr std::string_view kProjectLabel = "com.docker.compose.project";

std::vector<std::string> with_binary(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), VOICEHUB_BINARY);
  return arguments;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  while (true) {
    const auto at = text.find(from);
    result += text.substr(0, at);
    if (at == std::string_view::npos) {
      return result;
    }
    result += to;
    text.remove_prefix(at + from.size());
  }
}

docker::DockerEndpoint endpoint() {
  docker::EndpointInputs inputs;
  for (const char* name : {"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "HOME"}) {
    if (const char* value = std::getenv(name)) {
      inputs.environment.emplace(name, value);
    }
  }
  auto resolved = docker::resolve_endpoint(inputs, local_file_system());
  return resolved ? *resolved : docker::DockerEndpoint{};
}

}  // namespace

Daemon::Daemon()
    : api_{docker::make_http_api(http::make_client(context_.get_executor(), endpoint().address))} {}

void Daemon::remove_project(const std::string& name) {
  const std::string label = fmt::format("{}={}", kProjectLabel, name);
  if (const auto containers = wait(api_->list_containers({label}))) {
    for (const auto& container : *containers) {
      (void)wait(api_->remove_container(container.id, {.force = true, .anonymous_volumes = true}));
    }
  }
  if (const auto networks = wait(api_->list_networks({label}))) {
    for (const auto& network : *networks) {
      (void)wait(api_->remove_network(network.id));
    }
  }
  if (const auto volumes = wait(api_->list_volumes({label}))) {
    for (const auto& volume : *volumes) {
      (void)wait(api_->remove_volume(volume.name));
    }
  }
  if (const auto images = wait(api_->list_images())) {
    for (const auto& image : *images) {
      const auto owner = image.labels.find(std::string{kProjectLabel});
      if (owner != image.labels.end() && owner->second == name) {
        (void)wait(api_->remove_image(image.id));
      }
    }
  }
}

TestProject::TestProject(std::string_view compose_file) : port_{free_port()} {
  static int count = 0;
  name_ = fmt::format("vhtest-{}-{}", getpid(), ++count);
  folder_ = std::filesystem::temp_directory_path() / name_;
  std::filesystem::create_directory(folder_);
  write("compose.yaml", replaced(compose_file, "{port}", std::to_string(port_)));
}

TestProject::~TestProject() {
  daemon_.remove_project(name_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TestProject::write(const std::string& file, std::string_view content) const {
  std::filesystem::create_directories((folder_ / file).parent_path());
  std::ofstream stream{folder_ / file, std::ios::binary};
  stream << content;
  ASSERT_TRUE(stream.flush()) << "cannot write " << file;
}

Finished TestProject::run(std::vector<std::string> arguments, RunOptions options) const {
  options.folder = folder_;
  return scenario::run(with_binary(std::move(arguments)), options);
}

Process TestProject::start(std::vector<std::string> arguments, RunOptions options) const {
  options.folder = folder_;
  return Process::start(with_binary(std::move(arguments)), options);
}

Process TestProject::start_in_terminal(std::vector<std::string> arguments,
                                       TerminalSize size) const {
  return Process::start_in_terminal(with_binary(std::move(arguments)), {.folder = folder_}, size);
}

std::vector<docker::ContainerSummary> TestProject::containers() {
  auto listed =
      daemon_.wait(daemon_.api().list_containers({fmt::format("{}={}", kProjectLabel, name_)}));
  EXPECT_TRUE(listed) << listed.error().message;
  return listed ? std::move(*listed) : std::vector<docker::ContainerSummary>{};
}

docker::ContainerDetails TestProject::container(const std::string& service) {
  for (const auto& summary : containers()) {
    if (summary.label("com.docker.compose.service") == service) {
      auto details = daemon_.wait(daemon_.api().inspect_container(summary.id));
      EXPECT_TRUE(details) << details.error().message;
      return details ? std::move(*details) : docker::ContainerDetails{};
    }
  }
  ADD_FAILURE() << "no container of service " << service;
  return {};
}

int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      bind(listener, generic, length) == 0 && getsockname(listener, generic, &length) == 0;
  close(listener);
  EXPECT_TRUE(bound) << "no free port on this machine";
  return ntohs(address.sin_port);
}

void Scenario::SetUp() {
  if (const char* skip = std::getenv("VOICEHUB_SKIP_DOCKER"); skip != nullptr && *skip == '1') {
    GTEST_SKIP() << "VOICEHUB_SKIP_DOCKER=1";
  }
  Daemon daemon;
  const auto version = daemon.wait(daemon.api().version());
  ASSERT_TRUE(version) << version.error().message << "\n" << version.error().cause;
}

}  // namespace voicehub::scenario
