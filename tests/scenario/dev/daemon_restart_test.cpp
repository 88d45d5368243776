// A Docker Engine that goes away and comes back while voicehub watches: one of the test's own.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/base/digest.hpp"
#include "core/base/tar.hpp"
#include "tests/scenario/dev/dev_session.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;

// In a network namespace of its own: a second daemon would remove the bridge of the first.
class OwnDaemon {
 public:
  OwnDaemon() { start(); }

  ~OwnDaemon() { stop(); }

  OwnDaemon(const OwnDaemon&) = delete;
  OwnDaemon& operator=(const OwnDaemon&) = delete;

  [[nodiscard]] std::string host() const { return "unix://" + folder_.path("docker.sock"); }

  [[nodiscard]] std::string log() const {
    std::ifstream file{folder_.path("log")};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  void start() {
    const std::string command = fmt::format(
        "exec unshare --net sh -c 'ip link set lo up; exec dockerd --data-root {0}/data "
        "--exec-root {0}/exec --pidfile {0}/pid --host {1} --bridge none --iptables=false "
        "--containerd-namespace {2} --containerd-plugins-namespace {2}-plugins' >>{0}/log 2>&1",
        folder_.path(),
        host(),
        fs::path{folder_.path()}.filename().string());
    process_.emplace(Process::start({"sh", "-c", command}, {}));
    EXPECT_TRUE(eventually([&] { return log().contains("API listen on"); }, 60s)) << log();
  }

  void stop() {
    if (process_) {
      process_->send_signal(SIGTERM);
      process_->finish(60s);
      process_.reset();
    }
    // What it keeps of the host's network namespace is a mount.
    (void)std::system(
        fmt::format("umount {}/exec/netns/default 2>/dev/null", folder_.path()).c_str());
    std::error_code ignored;
    fs::rename(folder_.path("log"), folder_.path("log.old"), ignored);
  }

 private:
  test::TemporaryFolder folder_;
  std::optional<Process> process_;
};

constexpr std::string_view kProject = R"(services:
  tts:
    image: vhtest/small-server
    command: ["/server", "/app/mode.txt"]
    network_mode: host
    restart: always
    volumes: ["./mode.txt:/app/mode.txt"]
    x-voicehub: {port: {port}, reload: handover, mounts: {/app/mode.txt: source}}
)";

class DaemonRestart : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0 || std::system("command -v dockerd && command -v ip") != 0) {
      GTEST_SKIP() << "no Docker Engine can be started here";
    }
    if (const char* skip = std::getenv("VOICEHUB_SKIP_DOCKER"); skip != nullptr && *skip == '1') {
      GTEST_SKIP() << "VOICEHUB_SKIP_DOCKER=1";
    }
    daemon_.emplace();
    ::setenv("DOCKER_HOST", daemon_->host().c_str(), 1);  // of the harness, and of voicehub
  }

  void TearDown() override { ::unsetenv("DOCKER_HOST"); }

  static void import_image(Daemon& daemon) {
    std::ifstream file{SMALL_SERVER, std::ios::binary};
    const std::string program{std::istreambuf_iterator<char>{file}, {}};
    const auto imported = daemon.wait(daemon.api().import_image(
        "vhtest/small-server",
        {},
        make_tar({{.name = "server", .content = program, .mode = 0755}})));
    ASSERT_TRUE(imported) << imported.error().message;
  }

  std::optional<OwnDaemon> daemon_;
};

TEST_F(DaemonRestart, MustBeToldAndWaitedForAndTheNextEditTaken) {
  TestProject project{kProject};
  import_image(project.daemon());
  project.write("mode.txt", "serve one");
  DevSession dev{project};
  project.write("mode.txt", "serve two");
  EXPECT_TRUE(dev.next_edit().ok);

  daemon_->stop();
  dev.note("going on when it is back");
  project.write("mode.txt", "serve three");
  daemon_->start();
  dev.note("the Docker Engine is back", 60s);
  const auto meanwhile = dev.further_edits(3s);
  ASSERT_FALSE(meanwhile.empty()) << "what was edited meanwhile";
  EXPECT_TRUE(meanwhile.back().ok) << meanwhile.back().error;
  EXPECT_EQ(project.run({"verify"}).exit_code, 0);

  project.write("mode.txt", "serve four");
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.digest, sha256("serve four").text());
}

}  // namespace
}  // namespace voicehub::scenario
