#include <algorithm>

#include "core/base/tar.hpp"
#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class Containers : public ContractTest {
 protected:
  docker::ContainerDetails inspect(const docker::ContainerId& id) {
    return value(run(api().inspect_container(id)));
  }

  // The list follows what wait and inspect say a moment later.
  std::vector<docker::ContainerSummary> listed_once_exited(const std::string& label,
                                                           const docker::ContainerId& id) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (true) {
      auto list = value(run(api().list_containers({label})));
      const auto found = std::ranges::find(list, id, &docker::ContainerSummary::id);
      const bool exited = found != list.end() && found->state == "exited";
      if (exited || std::chrono::steady_clock::now() > end) {
        return list;
      }
    }
  }

  struct Logs {
    std::string output;
    std::string error_output;
  };

  Logs logs(const docker::ContainerId& id, docker::LogOptions options = {}) {
    Logs collected;
    const auto read = run(api().logs(
        id, std::move(options), [&collected](docker::OutputStream stream, std::string_view bytes) {
          (stream == docker::OutputStream::standard_error ? collected.error_output
                                                          : collected.output) += bytes;
          return done();
        }));
    EXPECT_TRUE(read) << text_of(read.error());
    return collected;
  }
};

VH_OVER_EVERY_TRANSPORT(Containers);

TEST_P(Containers, AreMadeAsTheSpecSays) {
  const std::string name = unique_name("spec");
  const std::string volume = unique_name("volume");
  leftovers().container(name);
  leftovers().volume(volume);
  docker::ContainerSpec spec{
      .image = kBaseImage,
      .command = {{"sleep", "100"}},
      .environment = {"GREETING=hello"},
      .labels = {{"vh-test", name}},
      .user = "1000:1000",
      .working_dir = "/tmp",
      .stop_signal = "SIGINT",
      .stop_timeout_seconds = 3,
      .ports = {{.target = 80, .host_address = "127.0.0.1"}},
      .health = docker::HealthSpec{.test = {"CMD", "true"}, .interval_ns = 3'600'000'000'000},
      .mounts = {{.type = "volume", .source = volume, .target = "/cache", .read_only = true},
                 {.type = "tmpfs", .target = "/scratch", .tmpfs_bytes = 1 << 20}},
      .restart_policy = "on-failure",
      .restart_maximum_retries = 2,
      .init = true,
      .memory_bytes = 64 << 20,
      .cap_drop = {"NET_RAW"},
      .read_only_root = true};
  const docker::ContainerId id = value(run(api().create_container(name, spec)));
  ASSERT_EQ(id.text.size(), 64U);
  EXPECT_EQ(inspect(id).state.status, "created");
  EXPECT_EQ(inspect(id).state.started_at, std::chrono::system_clock::time_point{});
  ASSERT_TRUE(run(api().start_container(id)));
  const docker::ContainerDetails details = inspect(id);
  EXPECT_EQ(details.name, name);
  EXPECT_EQ(details.image, kBaseImage);
  EXPECT_THAT(details.command, ElementsAre("sleep", "100"));
  EXPECT_THAT(details.environment, testing::Contains("GREETING=hello"));
  EXPECT_EQ(details.user, "1000:1000");
  EXPECT_EQ(details.working_dir, "/tmp");
  EXPECT_EQ(details.stop_signal, "SIGINT");
  EXPECT_EQ(details.stop_timeout_seconds, 3);
  EXPECT_TRUE(details.init);
  EXPECT_TRUE(details.read_only_root);
  EXPECT_TRUE(details.has_health_check);
  EXPECT_EQ(details.state.health, "starting");
  EXPECT_EQ(details.restart_policy, "on-failure");
  EXPECT_EQ(details.memory_limit_bytes, 64U << 20U);
  EXPECT_GT(details.state.pid, 0);
  EXPECT_GT(details.state.started_at, details.created);
  ASSERT_EQ(details.ports.size(), 1U);
  EXPECT_EQ(details.ports[0].host_address, "127.0.0.1");
  EXPECT_GT(details.ports[0].published, 0);
  const auto mount = std::ranges::find(details.mounts, "/cache", &docker::MountPoint::destination);
  ASSERT_NE(mount, details.mounts.end());
  EXPECT_EQ(mount->name, volume);
  EXPECT_FALSE(mount->read_write);
}

TEST_P(Containers, AreListedByLabelWhetherTheyRunOrNot) {
  const std::string mark = unique_name("mark");
  const docker::ContainerId running = start_container({"sleep", "100"}, {{"vh-test", mark}});
  const docker::ContainerId exited = start_container({"true"}, {{"vh-test", mark}});
  EXPECT_EQ(value(run(api().wait_container(exited))), 0);
  const auto list = listed_once_exited("vh-test=" + mark, exited);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].id, exited);
  EXPECT_EQ(list[0].state, "exited");
  EXPECT_EQ(list[1].id, running);
  EXPECT_EQ(list[1].state, "running");
  EXPECT_EQ(list[1].label("vh-test"), mark);
  EXPECT_TRUE(value(run(api().list_containers({"vh-test=" + mark, "vh-test=other"}))).empty());
}

TEST_P(Containers, StopRestartAndAreKilled) {
  const docker::ContainerId id = start_container({"sleep", "100"});
  const auto first_start = inspect(id).state.started_at;
  ASSERT_TRUE(run(api().restart_container(id, 0s)));
  EXPECT_GT(inspect(id).state.started_at, first_start);
  ASSERT_TRUE(run(api().stop_container(id, std::nullopt)));
  EXPECT_EQ(inspect(id).state.status, "exited");
  EXPECT_TRUE(run(api().stop_container(id, 1s))) << "stopping what is stopped is success";
  const auto killed = run(api().kill_container(id, "TERM"));
  ASSERT_FALSE(killed);
  EXPECT_EQ(killed.error().code, ErrorCode::conflict);
  ASSERT_TRUE(run(api().start_container(id)));
  ASSERT_TRUE(run(api().kill_container(id, "KILL")));
  EXPECT_EQ(value(run(api().wait_container(id))), 137);
}

TEST_P(Containers, ArePausedAndListTheirProcesses) {
  const docker::ContainerId id = start_container({"sleep", "100"});
  const docker::ProcessTable table = value(run(api().processes(id)));
  ASSERT_FALSE(table.processes.empty());
  EXPECT_EQ(table.processes.back().size(), table.titles.size());
  EXPECT_EQ(table.processes.back().back(), "sleep 100") << "after the init, where there is one";
  ASSERT_TRUE(run(api().pause_container(id)));
  EXPECT_EQ(inspect(id).state.status, "paused");
  const auto again = run(api().pause_container(id));
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().cause, HasSubstr("already paused"));
  ASSERT_TRUE(run(api().unpause_container(id)));
  EXPECT_EQ(inspect(id).state.status, "running");
}

Task<int> start_and_wait(docker::Api& docker, docker::ContainerId id) {
  VH_CO_CHECK(co_await docker.start_container(id));
  co_return co_await docker.wait_container(id);
}

TEST_P(Containers, ReturnTheirExitCode) {
  const std::string name = unique_name("exit");
  leftovers().container(name);
  const docker::ContainerId id = value(run(api().create_container(
      name, {.image = kBaseImage, .command = {{"sh", "-c", "sleep 0.2; exit 4"}}})));
  EXPECT_EQ(value(run(start_and_wait(api(), id))), 4);
  EXPECT_EQ(inspect(id).state.exit_code, 4);
}

TEST_P(Containers, AreRenamedAndRemoved) {
  const docker::ContainerId id = start_container({"sleep", "100"});
  const std::string name = unique_name("renamed");
  ASSERT_TRUE(run(api().rename_container(id, name)));
  EXPECT_EQ(value(run(api().inspect_container({name}))).id, id);
  const auto running = run(api().remove_container(id, {}));
  ASSERT_FALSE(running);
  EXPECT_EQ(running.error().code, ErrorCode::conflict);
  ASSERT_TRUE(run(api().remove_container(id, {.force = true})));
  EXPECT_EQ(run(api().inspect_container(id)).error().code, ErrorCode::not_found);
}

TEST_P(Containers, SayWhyTheyDoNotStart) {
  const std::string name = unique_name("broken");
  leftovers().container(name);
  const docker::ContainerId id = value(
      run(api().create_container(name, {.image = kBaseImage, .command = {{"no-such-program"}}})));
  const auto started = run(api().start_container(id));
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "cannot start container " + id.brief());
  EXPECT_THAT(started.error().cause, HasSubstr("no-such-program"));
}

TEST_P(Containers, KeepBothStreamsAndLongLinesOfTheirLogs) {
  const docker::ContainerId id =
      start_container({"sh", "-c", "head -c 40000 /dev/zero | tr '\\0' x; echo; echo oops >&2"});
  EXPECT_EQ(value(run(api().wait_container(id))), 0);
  const Logs all = logs(id);
  EXPECT_EQ(all.output, std::string(40000, 'x') + "\n");
  EXPECT_EQ(all.error_output, "oops\n");
}

TEST_P(Containers, GiveTheirLogsAsTheyComeUntilTheyExit) {
  const docker::ContainerId id =
      start_container({"sh", "-c", "echo one; sleep 0.2; echo two; sleep 0.2; exit"});
  EXPECT_EQ(logs(id, {.follow = true}).output, "one\ntwo\n");
  EXPECT_EQ(logs(id, {.tail = 1}).output, "two\n");
  EXPECT_THAT(logs(id, {.timestamps = true, .tail = 1}).output,
              testing::MatchesRegex("20[0-9-]+T[0-9:.]+Z two\n"));
}

TEST_P(Containers, GiveTheLogsOfATerminalAsTheyAre) {
  const std::string name = unique_name("tty");
  leftovers().container(name);
  const docker::ContainerId id = value(run(api().create_container(
      name, {.image = kBaseImage, .command = {{"echo", "hello"}}, .tty = true})));
  EXPECT_EQ(value(run(start_and_wait(api(), id))), 0);
  EXPECT_EQ(logs(id).output, "hello\r\n");
}

TEST_P(Containers, TakeAndGiveFiles) {
  const docker::ContainerId id = start_container({"sleep", "100"});
  const std::string large(300'000, 'y');
  const std::string tar = make_tar({{.name = "folder", .mode = 0755, .folder = true},
                                    {.name = "folder/large", .content = large},
                                    {.name = "link", .link_target = "folder/large"}});
  ASSERT_TRUE(run(api().put_archive(id, {"/tmp"}, tar)));
  const auto entries = value(read_tar(value(run(api().get_archive(id, {"/tmp/folder/large"})))));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].name, "large");
  EXPECT_EQ(entries[0].content, large);
  EXPECT_TRUE(value(run(api().stat_path(id, {"/tmp/folder"}))).folder);
  EXPECT_EQ(value(run(api().stat_path(id, {"/tmp/folder/large"}))).size, large.size());
  EXPECT_EQ(value(run(api().stat_path(id, {"/tmp/link"}))).link_target, "/tmp/folder/large");
  EXPECT_EQ(run(api().stat_path(id, {"/tmp/nope"})).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(api().get_archive(id, {"/tmp/nope"})).error().code, ErrorCode::not_found);
}

TEST_P(Containers, TakeAndGiveFilesPieceByPiece) {
  const docker::ContainerId id = start_container({"sleep", "100"});
  const std::string large(300'000, 'y');
  std::string tar = make_tar({{.name = "large", .content = large, .uid = 1234}});
  const http::BodySource source = [&tar]() -> Task<std::string> {
    std::string piece = tar.substr(0, 100'000);
    tar.erase(0, piece.size());
    co_return piece;
  };
  ASSERT_TRUE(run(api().send_archive(id, {"/tmp"}, source, {})));
  std::string read;
  ASSERT_TRUE(run(api().read_archive(id, {"/tmp/large"}, [&read](std::string_view piece) {
    read += piece;
    return done();
  })));
  const auto entries = value(read_tar(read));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].content, large);
  EXPECT_EQ(entries[0].uid, 1234U);
  const auto in_its_place = run(api().send_archive(
      id,
      {"/"},
      [once = make_tar({{.name = "tmp", .content = "x"}})]() mutable -> Task<std::string> {
        co_return std::exchange(once, {});
      },
      {}));
  EXPECT_FALSE(in_its_place) << "a file in the place of a folder";
}

TEST_P(Containers, RefuseFilesBeforeTheyHaveReadThem) {
  const std::string name = unique_name("readonly");
  leftovers().container(name);
  const docker::ContainerId id = value(run(api().create_container(
      name, {.image = kBaseImage, .command = {{"true"}}, .read_only_root = true})));
  const std::string tar = make_tar({{.name = "large", .content = std::string(5'000'000, 'z')}});
  const auto put = run(api().put_archive(id, {"/"}, tar));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ErrorCode::failed);
  EXPECT_THAT(put.error().cause, HasSubstr("read-only"));
}

TEST_P(Containers, AreMeasured) {
  const docker::ContainerId id = start_container({"sh", "-c", "while :; do :; done"});
  const docker::ContainerStats stats = value(run(api().stats(id)));
  EXPECT_GT(stats.memory_bytes, 0U);
  EXPECT_GT(stats.memory_limit_bytes, stats.memory_bytes);
  EXPECT_GE(stats.pids, 1U);
  EXPECT_GT(stats.cpu_percent, 1.0);
}

}  // namespace
}  // namespace voicehub::test
