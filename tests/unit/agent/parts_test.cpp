#include <sys/socket.h>
#include <sys/stat.h>

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "core/agent/files.hpp"
#include "core/agent/follow.hpp"
#include "core/agent/lines.hpp"
#include "core/agent/listen_socket.hpp"
#include "core/agent/memory_budget.hpp"
#include "core/agent/notify.hpp"
#include "core/agent/program.hpp"
#include "core/agent/run_options.hpp"
#include "core/agent/tcp_peer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

namespace voicehub::agent {
namespace {

using voicehub::test::TemporaryFolder;
using Fields = std::vector<std::string>;

constexpr std::uint64_t kUnlimited = UINT64_MAX;

// It is written into a volume whenever a project is first developed, and is carried inside
// voicehub.
TEST(AgentProgram, IsSmallAndForTheMachineThatWasAskedFor) {
  constexpr std::size_t kMachine = 18;  // e_machine in the head of an ELF file
  const std::map<std::string, char> machines{{"amd64", '\x3e'}, {"arm64", '\xb7'}};
  for (const auto& [architecture, machine] : machines) {
    if (const auto bytes = program(architecture)) {
      EXPECT_LT(bytes->size(), 1'000'000U) << architecture;
      EXPECT_TRUE(
          bytes->starts_with("\x7f"
                             "ELF"))
          << architecture;
      EXPECT_EQ(bytes->at(kMachine), machine) << architecture;
    }
  }
  EXPECT_TRUE(program("amd64") || program("arm64"));
  EXPECT_FALSE(program("riscv64"));
}

TEST(AgentLines, KeepAnyFieldWhole) {
  const Fields fields{"1", "", "a\tb", "c\nd\r", "\\t"};
  const std::string line = join_line(fields);
  EXPECT_EQ(line, "1\t\ta\\tb\tc\\nd\\r\t\\\\t\n");
  EXPECT_EQ(split_line(line.substr(0, line.size() - 1)), fields);
}

TEST(AgentLines, TakeALoneBackslashAsItIs) {
  EXPECT_EQ(split_line("a\\"), Fields{"a\\"});
  EXPECT_EQ(split_line(""), Fields{""});
}

TEST(AgentLines, AreMadeOfPieces) {
  LineReader reader{4};
  reader.add("on");
  EXPECT_FALSE(reader.next());
  reader.add("e\ntwo");
  EXPECT_EQ(reader.next(), "one");
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.too_long());
  reader.add("xx");
  EXPECT_TRUE(reader.too_long());
}

TEST(AgentRunOptions, AreReadUpToTheCommand) {
  const auto options = parse_run_options({"--name",
                                          "web-1",
                                          "--grace-ms",
                                          "250",
                                          "--listen",
                                          "[::]:5000",
                                          "--follow",
                                          "/v/a=b.py=/app/a=b.py",
                                          "--stop-signal",
                                          "RTMIN+3",
                                          "--",
                                          "python",
                                          "--name",
                                          "x"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->name, "web-1");
  EXPECT_EQ(options->grace->count(), 250);
  EXPECT_EQ(options->listen->host, "::");
  EXPECT_EQ(options->listen->port, 5000);
  EXPECT_EQ(options->follow.front().from, "/v/a=b.py");
  EXPECT_EQ(options->follow.front().to, "/app/a=b.py");
  EXPECT_EQ(options->stop_signal, SIGRTMIN + 3);
  EXPECT_EQ(options->command, (Fields{"python", "--name", "x"}));
}

TEST(AgentRunOptions, SayWhatIsWrong) {
  const auto error = [](const Fields& words) { return parse_run_options(words).error(); };
  EXPECT_EQ(error({"--", "true"}), "no --name");
  EXPECT_EQ(error({"--name", "a", "--"}), "no command after --");
  EXPECT_EQ(error({"--name"}), "--name has no value");
  EXPECT_EQ(error({"--grace-ms", "1s"}), "--grace-ms cannot be '1s'");
  EXPECT_EQ(error({"--listen", "5000"}), "--listen cannot be '5000': it is ADDRESS:PORT");
  EXPECT_EQ(error({"--listen", "0.0.0.0:70000"}),
            "--listen cannot be '0.0.0.0:70000': it is ADDRESS:PORT");
  EXPECT_EQ(error({"--follow", "/a"}), "--follow cannot be '/a': it is FROM=TO");
  EXPECT_EQ(error({"--stop-signal", "SIGNONE"}), "--stop-signal cannot be 'SIGNONE'");
  EXPECT_EQ(error({"--stop-signal", "65"}), "--stop-signal cannot be '65'");
  EXPECT_EQ(error({"--name", std::string(81, 'n')}),
            "--name cannot be '" + std::string(81, 'n') + "'");
}

ino_t inode_of(const std::string& path) {
  struct stat status{};
  stat(path.c_str(), &status);
  return status.st_ino;
}

TEST(AgentFollowFile, KeepsTheInodeAndCutsWhatIsTooLong) {
  const TemporaryFolder folder;
  folder.write("from", "short");
  folder.write("to", "something longer");
  const ino_t before = inode_of(folder.path("to"));
  bring_up_to_date({{.from = folder.path("from"), .to = folder.path("to")}});
  EXPECT_EQ(read_file(folder.path("to")), "short");
  EXPECT_EQ(inode_of(folder.path("to")), before);
}

TEST(AgentFollowFile, LeavesTheTargetAloneWhenTheSourceCannotBeReadWhole) {
  const TemporaryFolder folder;
  folder.write("to", "kept");
  testing::internal::CaptureStderr();
  bring_up_to_date({{.from = folder.path("missing"), .to = folder.path("to")},
                    {.from = folder.path(), .to = folder.path("to")}});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "voicehub-agent: cannot read " + folder.path("missing") +
                ": No such file or directory; " + folder.path("to") +
                " stays as it is\nvoicehub-agent: cannot read " + folder.path() +
                ": Is a directory; " + folder.path("to") + " stays as it is\n");
  EXPECT_EQ(read_file(folder.path("to")), "kept");
}

TEST(AgentFollowFile, DoesNotMakeATargetThatIsNotThere) {
  const TemporaryFolder folder;
  folder.write("from", "new");
  testing::internal::CaptureStderr();
  bring_up_to_date({{.from = folder.path("from"), .to = folder.path("to")}});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "voicehub-agent: cannot write " + folder.path("to") + ": No such file or directory\n");
  EXPECT_FALSE(read_file(folder.path("to")));
}

TEST(AgentMemory, IsWhatTheLimitOfCgroup2Leaves) {
  MemoryFiles files;
  files.v2 = {.limit = "1000\n", .use = "600\n", .statistics = "anon 500\ninactive_file 100\n"};
  EXPECT_EQ(available_bytes(files), 500U);
  files.v2.statistics = "total_inactive_file 100\n";
  EXPECT_EQ(available_bytes(files), 400U);
  files.v2.use = "2000\n";
  EXPECT_EQ(available_bytes(files), 0U);
  files.v2.limit = "max\n";
  EXPECT_EQ(available_bytes(files), kUnlimited);
}

TEST(AgentMemory, IsWhatTheLimitOfCgroup1Leaves) {
  MemoryFiles files;
  files.v1 = {
      .limit = "1000\n", .use = "600\n", .statistics = "inactive_file 1\ntotal_inactive_file 50\n"};
  EXPECT_EQ(available_bytes(files), 450U);
  files.v1.limit = "9223372036854771712\n";
  EXPECT_EQ(available_bytes(files), 9223372036854771712U - 550U);
}

TEST(AgentMemory, IsNoMoreThanTheMachineHas) {
  MemoryFiles files;
  EXPECT_EQ(available_bytes(files), kUnlimited);
  files.meminfo = "MemTotal:  8 kB\nMemFree:  1 kB\nMemAvailable:       4 kB\n";
  EXPECT_EQ(available_bytes(files), 4096U);
  files.v2 = {.limit = "1000", .use = "0", .statistics = ""};
  EXPECT_EQ(available_bytes(files), 1000U);
}

TEST(AgentMemory, IsNeededOnceMoreAndATenth) {
  EXPECT_EQ(bytes_for_another(1000), 1100U);
}

TEST(AgentNotify, ReadsOneAssignmentALine) {
  const Assignments read = parse_assignments("READY=1\nSTATUS=a=b\nnonsense\n\nERRNO=");
  EXPECT_EQ(read, (Assignments{{"READY", "1"}, {"STATUS", "a=b"}, {"ERRNO", ""}}));
}

TEST(AgentTcpPeer, IsTheSocketThatWasAccepted) {
  for (const char* host : {"127.0.0.1", "0.0.0.0", "::"}) {
    const ListenAddress address{.host = host, .port = test::free_port()};
    const auto listener = open_listen_socket(address);
    if (!listener && address.host == "::") {
      continue;  // a machine without IPv6
    }
    ASSERT_TRUE(listener) << listener.error();
    const Descriptor ours = connect_to(address);
    ASSERT_TRUE(test::eventually([&] { return inode_of_peer(ours.number()) == "0"; })) << host;
    const Descriptor theirs{accept(listener->number(), nullptr, nullptr)};
    struct stat status{};
    fstat(theirs.number(), &status);
    EXPECT_EQ(inode_of_peer(ours.number()), std::to_string(status.st_ino)) << host;
  }
}

TEST(AgentTcpPeer, FindsWhoHasAcceptedInTheKernelsTable) {
  const std::string table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
      "   0: 00000000:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "11 1 0 100 0 0 10 0\n"
      "   1: 0100007F:ABCD 0100007F:1388 01 00000000:00000000 00:00000000 00000000     0        0 "
      "22 1 0 20 4 30 10 -1\n"
      "   2: 0100007F:1388 0100007F:ABCD 01 00000000:00000000 00:00000000 00000000     0        0 "
      "33 1 0 20 4 30 10 -1\n";
  EXPECT_EQ(inode_between(table, 0x1388, 0xABCD), "33");
  EXPECT_EQ(inode_between(table, 0xABCD, 0x1388), "22");
  EXPECT_EQ(inode_between(table, 0x1388, 0xABCE), "");
}

}  // namespace
}  // namespace voicehub::agent
