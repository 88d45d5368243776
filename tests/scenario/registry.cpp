#include "tests/scenario/registry.hpp"

#include <cstdlib>
#include <filesystem>
#include <random>

#include <fmt/format.h>

#include "core/base/base64.hpp"
#include "core/base/tar.hpp"

namespace voicehub::scenario {
namespace {

// kPassword, as bcrypt with the smallest cost makes it.
constexpr std::string_view kHash = "$2a$04$abcdefghijklmnopqrstuuKVk.fP04ZXSQPTgrnPw2VtZzZ9PfC/K";

// Where Debian's package of that name has put it, or a copy of its program.
std::string registry_program() {
  const char* given = std::getenv("VOICEHUB_REGISTRY");
  const std::string path = given != nullptr ? given : "/usr/bin/docker-registry";
  return std::filesystem::exists(path) ? path : "";
}

// Another each time: a layer that BuildKit still has in its cache would not be pulled. So large
// that the daemon tells how far it is: it passes over what is too quick.
std::string noise() {
  std::string bytes;
  std::minstd_rand random{std::random_device{}()};
  for (int i = 0; i < 20'000'000; ++i) {
    bytes += static_cast<char>(random() >> 8U);
  }
  return bytes;
}

}  // namespace

Registry::Registry(TestProject& project, Access access) : project_{project}, port_{free_port()} {
  std::string config = fmt::format(
      "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n"
      "http: {{addr: '127.0.0.1:{}'}}\n",
      (project.folder() / "registry").string(),
      port_);
  if (access == Access::with_password) {
    project.write("htpasswd", fmt::format("{}:{}\n", kName, kHash));
    config += fmt::format("auth: {{htpasswd: {{realm: test, path: {}}}}}\n",
                          (project.folder() / "htpasswd").string());
  }
  project.write("registry.yaml", config);
  process_ = std::make_unique<Process>(Process::start(
      {registry_program(), "serve", (project.folder() / "registry.yaml").string()}, {}));
  push();
}

Registry::~Registry() {
  forget();
}

std::string Registry::host() const {
  return fmt::format("localhost:{}", port_);
}

std::string Registry::image() const {
  return fmt::format("{}/{}:1", host(), project_.name());
}

std::string Registry::docker_config() const {
  return fmt::format(R"({{"auths": {{"{}": {{"auth": "{}"}}}}}})",
                     host(),
                     encode_base64(fmt::format("{}:{}", kName, kPassword)));
}

bool Registry::is_here() {
  auto& daemon = project_.daemon();
  return daemon.wait(daemon.api().inspect_image(image())).has_value();
}

void Registry::forget() {
  auto& daemon = project_.daemon();
  (void)daemon.wait(daemon.api().remove_image(image()));
}

void Registry::push() {
  auto& daemon = project_.daemon();
  const auto made = daemon.wait(
      daemon.api().import_image(image(), {}, make_tar({{.name = "noise", .content = noise()}})));
  ASSERT_TRUE(made) << made.error().message;
  const std::string login = fmt::format(R"({{"username":"{}","password":"{}"}})", kName, kPassword);
  ASSERT_TRUE(eventually([&] {
    return run({"curl",
                "-s",
                "-f",
                "--unix-socket",
                "/var/run/docker.sock",
                "-H",
                "X-Registry-Auth: " + encode_base64(login),
                "-X",
                "POST",
                fmt::format("http://localhost/images/{}/{}/push?tag=1", host(), project_.name())})
        .output.contains("\"Digest\"");
  }));
  forget();
}

void RegistryScenario::SetUp() {
  Scenario::SetUp();
  if (registry_program().empty()) {
    GTEST_SKIP() << "needs Debian's docker-registry, or VOICEHUB_REGISTRY that names its program";
  }
}

}  // namespace voicehub::scenario
