// What verify says of real containers, looked into both ways: by exec in an image with a shell, and
// by a sidecar in an image that holds one static program and nothing else.

#include "core/verify/verify.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "core/agent/program.hpp"
#include "core/base/tar.hpp"
#include "core/docker/abandoned.hpp"
#include "tests/support/docker_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::verify {
namespace {

using namespace std::chrono_literals;
using docker::ContainerSpec;

class VerifyDockerTest : public test::DockerTest {
 protected:
  void bind(std::string_view name, std::string target, MountRole role = MountRole::source) {
    service_.mounts.push_back(
        {.source = {folder_.path(name)}, .target = {std::move(target)}, .role = role});
  }

  // As an editor that writes a new file and puts it in place of the old one.
  void save_by_rename(std::string_view name, std::string_view content) const {
    const std::string temporary = std::string{name} + ".tmp";
    folder_.write(temporary, content);
    std::filesystem::rename(folder_.path(temporary), folder_.path(name));
  }

  void start(ContainerSpec spec) {
    const std::string name = test::unique_name("verify");
    leftovers().container(name);
    for (const Mount& mount : service_.mounts) {
      spec.mounts.push_back(mount_spec(mount));
    }
    container_ = test::value(run(api().create_container(name, std::move(spec))), "create");
    const auto started = run(api().start_container(container_));
    ASSERT_TRUE(started) << test::text_of(started.error());
  }

  void restart() {
    const auto restarted = run(api().restart_container(container_, 0s));
    ASSERT_TRUE(restarted) << test::text_of(restarted.error());
  }

  Result<Report> verify(VerifyOptions options = {}) {
    auto details = test::value(run(api().inspect_container(container_)), "inspect");
    return run(verify_container(api(), service_, std::move(details), options));
  }

  // "/app/server.py stale"; for a folder with what differs below it.
  std::string states(VerifyOptions options = {}) {
    const Report report = test::value(verify(options), "verify");
    method_ = report.method;
    std::string lines;
    for (const MountReport& mount : report.mounts) {
      lines += fmt::format("{} {}\n", mount.target.text, to_text(mount.state));
      for (const FileDifference& difference : mount.differences) {
        lines += fmt::format("  {} {}\n", difference.name, to_text(difference.state));
      }
    }
    return lines;
  }

  std::size_t sidecars() {
    const auto listed = test::value(run(api().list_containers({"voicehub.role=probe"})), "list");
    return static_cast<std::size_t>(std::ranges::count_if(
        listed, [&](const auto& sidecar) { return sidecar.name().contains(container_.brief()); }));
  }

  test::TemporaryFolder folder_;
  Service service_{.name = "tts"};
  docker::ContainerId container_;
  std::string method_;

 private:
  static docker::MountSpec mount_spec(const Mount& mount) {
    switch (mount.kind) {
      case MountKind::bind:
        return {.type = "bind", .source = mount.source.text, .target = mount.target.text};
      case MountKind::volume:
        return {.type = "volume", .source = mount.volume, .target = mount.target.text};
      case MountKind::tmpfs:
      case MountKind::image:
      case MountKind::named_pipe: break;
    }
    return {.type = "tmpfs", .target = mount.target.text};
  }
};

// Which image the engine is made of, and so how it can be looked into.
class EitherWay : public VerifyDockerTest, public testing::WithParamInterface<std::string_view> {
 protected:
  void SetUp() override {
    VerifyDockerTest::SetUp();
    if (!IsSkipped() && GetParam() == "scratch") {
      const docker::Version version = test::value(run(api().version()), "version");
      const auto program = agent::program(version.architecture);
      ASSERT_TRUE(program) << version.architecture;
      const TarEntry server{.name = "server", .content = std::string{*program}, .mode = 0755};
      const TarEntry app{.name = "app/", .mode = 0755, .folder = true};
      image_ = test::unique_name("scratch") + ":latest";
      leftovers().image(image_);
      test::value(run(api().import_image(image_, {}, make_tar({server, app}))), "import");
    }
  }

  void TearDown() override {
    if (!container_.text.empty()) {
      EXPECT_EQ(sidecars(), 0U);
      EXPECT_EQ(method_, GetParam() == "scratch" ? "sidecar" : "exec sha256sum");
    }
    VerifyDockerTest::TearDown();
  }

  // A server that does nothing but run.
  [[nodiscard]] ContainerSpec server() const {
    if (GetParam() == "scratch") {
      return {.image = image_,
              .entrypoint = std::vector<std::string>{"/server"},
              .command = std::vector<std::string>{"wait", "600"},
              .init = true};
    }
    return {.image = "debian:trixie-slim",
            .command = std::vector<std::string>{"sleep", "600"},
            .init = true};
  }

 private:
  std::string image_;
};

INSTANTIATE_TEST_SUITE_P(Verify,
                         EitherWay,
                         testing::Values("debian", "scratch"),
                         [](const auto& kind) { return std::string{kind.param}; });

TEST_P(EitherWay, ARenameSaveIsStaleUntilTheContainerRestarts) {
  folder_.write("server.py", "old");
  bind("server.py", "/app/server.py");
  start(server());
  EXPECT_EQ(states(), "/app/server.py match\n");
  save_by_rename("server.py", "new");
  EXPECT_EQ(states(), "/app/server.py stale\n");
  restart();
  EXPECT_EQ(states(), "/app/server.py match\n");
}

TEST_P(EitherWay, ASaveInPlaceIsNotLoadedUntilTheContainerRestarts) {
  folder_.write("server.py", "old");
  bind("server.py", "/app/server.py");
  start(server());
  folder_.write("server.py", "new");
  EXPECT_EQ(states(), "/app/server.py not loaded\n");
  restart();
  EXPECT_EQ(states(), "/app/server.py match\n");
}

TEST_P(EitherWay, AFileThatIsGoneFromTheHostIsMissing) {
  folder_.write("server.py", "old");
  bind("server.py", "/app/server.py");
  start(server());
  std::filesystem::remove(folder_.path("server.py"));
  EXPECT_EQ(states(), "/app/server.py missing\n");
}

TEST_P(EitherWay, AMountedFolderShowsARenameSaveAtOnceButItIsNotLoaded) {
  folder_.write("src/server.py", "old");
  folder_.write("src/lib/voice.py", "voice");
  bind("src", "/app");
  start(server());
  EXPECT_EQ(states(), "/app match\n");
  save_by_rename("src/server.py", "new");
  folder_.write("src/lib/__pycache__/voice.pyc", "not source");
  EXPECT_EQ(states(), "/app not loaded\n  server.py not loaded\n");
  restart();
  EXPECT_EQ(states(), "/app match\n");
}

TEST_P(EitherWay, AReplacedFolderIsStale) {
  folder_.write("src/server.py", "old");
  bind("src", "/app");
  start(server());
  std::filesystem::rename(folder_.path("src"), folder_.path("before"));
  folder_.write("src/server.py", "old");
  EXPECT_EQ(states(), "/app stale\n");
}

TEST_P(EitherWay, CachesVolumesAndModelsAreProvenWithoutReadingThem) {
  folder_.write("models/weights.dat", "");
  std::filesystem::resize_file(folder_.path("models/weights.dat"), std::uintmax_t{1} << 36U);
  const std::string volume = test::unique_name("cache");
  leftovers().volume(volume);
  bind("models", "/models", MountRole::model);
  service_.mounts.push_back({.kind = MountKind::volume,
                             .volume = "cache",
                             .target = {"/cache"},
                             .role = MountRole::cache});
  service_.mounts.push_back(
      {.kind = MountKind::tmpfs, .target = {"/scratch"}, .role = MountRole::data});
  service_.mounts[1].volume = volume;
  start(server());
  const Report report = test::value(verify(), "verify");
  method_ = report.method;
  ASSERT_EQ(report.mounts.size(), 3U);
  for (const MountReport& mount : report.mounts) {
    EXPECT_EQ(to_text(mount.state), "same root") << mount.target.text << ": " << mount.detail;
    EXPECT_EQ(mount.files, 0U);
    EXPECT_FALSE(mount.container);
  }
  EXPECT_EQ(report.mounts[1].volume, volume);
}

TEST_P(EitherWay, WhatIsMountedOverASourceFolderIsNoPartOfIt) {
  folder_.write("src/server.py", "code");
  folder_.write("src/cache/host", "hidden by the volume");
  const std::string volume = test::unique_name("nested");
  leftovers().volume(volume);
  bind("src", "/app");
  service_.mounts.push_back({.kind = MountKind::volume,
                             .volume = volume,
                             .target = {"/app/cache"},
                             .role = MountRole::cache});
  start(server());
  EXPECT_EQ(states(), "/app match\n/app/cache same root\n");
}

TEST_P(EitherWay, HardenedContainersAreLookedIntoAsWell) {
  folder_.write("server.py", "code");
  bind("server.py", "/app/server.py");
  ContainerSpec spec = server();
  spec.user = "1234:2345";
  spec.cap_drop = {"ALL"};
  spec.security_opt = {"no-new-privileges"};
  spec.read_only_root = true;
  start(std::move(spec));
  EXPECT_EQ(states(), "/app/server.py match\n");
}

TEST_P(EitherWay, WhatTheContainersUserMayNotReadIsUnreadable) {
  folder_.write("server.py", "code");
  folder_.write("src/ok.py", "code");
  folder_.write("src/secret/key.py", "code");
  ::chmod(folder_.path("server.py").c_str(), 0600);
  ::chmod(folder_.path("src/secret").c_str(), 0700);
  bind("server.py", "/app/server.py");
  bind("src", "/src");
  ContainerSpec spec = server();
  spec.user = fmt::format("{}", ::getuid() + 1);
  start(std::move(spec));
  EXPECT_EQ(states(),
            "/app/server.py unreadable\n"
            "/src unreadable\n  secret unreadable\n  secret/key.py unreadable\n");
}

TEST_P(EitherWay, RootWithoutCapabilitiesReadsNoOtherUsersFiles) {
  if (::getuid() != 0) {
    GTEST_SKIP() << "only root can give a file to another user";
  }
  folder_.write("server.py", "code");
  ASSERT_EQ(::chown(folder_.path("server.py").c_str(), 1234, 1234), 0);
  ::chmod(folder_.path("server.py").c_str(), 0600);
  bind("server.py", "/app/server.py");
  start(server());
  EXPECT_EQ(states(), "/app/server.py match\n");
  ContainerSpec spec = server();
  spec.cap_drop = {"ALL"};
  start(std::move(spec));
  EXPECT_EQ(states(), "/app/server.py unreadable\n");
}

TEST_P(EitherWay, PathsMayHoldAnything) {
  const std::string name = "it's a \"voice\" $(id) `id`; ünï音 *[x]\\";
  folder_.write(name + "/server 'a'.py", "code");
  folder_.write(name + "/line\nbreak.py", "code");
  folder_.write(name + "/" + name + "/over", "code");
  bind(name, "/app/" + name);
  bind(name + "/" + name, "/app/" + name + "/" + name, MountRole::cache);
  start(server());
  EXPECT_EQ(states(), fmt::format("/app/{0} match\n/app/{0}/{0} same root\n", name));
}

TEST_P(EitherWay, Md5IsShownForSingleFiles) {
  folder_.write("server.py", "abc");
  bind("server.py", "/app/server.py");
  start(server());
  const Report report = test::value(verify({.md5 = true}), "verify");
  method_ = report.method;
  EXPECT_EQ(report.mounts[0].host_md5, "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(report.mounts[0].container_md5, "900150983cd24fb0d6963f7d28e17f72");
}

TEST_P(EitherWay, OnAnotherMachineTheContainersDigestIsStillShown) {
  folder_.write("server.py", "abc");
  bind("server.py", "/app/server.py");
  start(server());
  const Report report = test::value(verify({.remote = true}), "verify");
  method_ = report.method;
  EXPECT_EQ(to_text(report.mounts[0].state), "remote");
  EXPECT_EQ(report.mounts[0].container, sha256("abc"));
  EXPECT_FALSE(report.mounts[0].host);
  EXPECT_FALSE(report.proven());
}

// Both need no container that runs, or none that is looked into.
using VerifyContainer = VerifyDockerTest;

TEST_F(VerifyContainer, SaysThatAContainerWasMadeWithAnotherMount) {
  folder_.write("server.py", "code");
  folder_.write("other.py", "other");
  bind("server.py", "/app/server.py");
  start({.image = "debian:trixie-slim",
         .command = std::vector<std::string>{"sleep", "600"},
         .init = true});
  service_.mounts[0].source = {folder_.path("other.py")};
  service_.mounts.push_back(
      {.source = {folder_.path("server.py")}, .target = {"/new"}, .role = MountRole::source});
  const Report report = test::value(verify(), "verify");
  ASSERT_EQ(report.mounts.size(), 2U);
  EXPECT_EQ(report.mounts[0].detail,
            fmt::format("the container was made with {} at /app/server.py; voicehub restart tts "
                        "makes it anew",
                        folder_.path("server.py")));
  EXPECT_EQ(to_text(report.mounts[1].state), "missing");
  EXPECT_EQ(report.mounts[1].detail,
            "the container was made without this mount; voicehub restart tts makes it anew");
}

TEST_F(VerifyContainer, SaysHowAStoppedContainerEnded) {
  start({.image = "debian:trixie-slim", .command = std::vector<std::string>{"sh", "-c", "exit 3"}});
  test::value(run(api().wait_container(container_)), "wait");
  const auto report = verify();
  ASSERT_FALSE(report);
  EXPECT_TRUE(report.error().message.contains("is not running (exited 3, "))
      << report.error().message;
  EXPECT_EQ(report.error().hint, "voicehub start");
}

TEST_F(VerifyContainer, RemovesASidecarThatWasNeverStarted) {
  const std::string name = test::unique_name("abandoned");
  leftovers().container(name);
  test::value(run(api().create_container(name,
                                         {.image = "debian:trixie-slim",
                                          .command = std::vector<std::string>{"true"},
                                          .labels = {{"voicehub.role", "probe"}}})),
              "create");
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (run(api().inspect_container({name})) && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(run(docker::remove_abandoned(api(), "probe", 2s)));
  }
  const auto left = run(api().inspect_container({name}));
  ASSERT_FALSE(left);
  EXPECT_EQ(left.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace voicehub::verify
