#include <sys/socket.h>
#include <sys/time.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/agent/files.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/agent/agent_process.hpp"

namespace voicehub::agent::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using voicehub::test::TemporaryFolder;

// Says "up" and its number each time it has started.
const Fields kServer{"sh", "-c", "echo up-$$; exec sleep 1000"};

std::string server_of(Client& client) {
  return client.ask({"hello"}).front()[2];
}

TEST(AgentControl, SaysWhatRuns) {
  Agent agent{kServer};
  Client client = agent.client();
  const Fields hello = client.ask({"hello"}).front();
  ASSERT_EQ(hello.size(), 5U);
  EXPECT_EQ(hello[0] + hello[1] + hello[4], "done1running");
  EXPECT_TRUE(agent.process().wait_for("up-" + hello[2]));
  EXPECT_GT(std::stoll(hello[3]), 0);
}

TEST(AgentControl, RestartsTheServer) {
  Agent agent{kServer};
  Client client = agent.client();
  const std::string old = server_of(client);
  const auto replies = client.ask({"restart"});
  ASSERT_EQ(words(replies), "stopping stopped started done");
  EXPECT_EQ(join(replies[0]), "stopping " + old);
  EXPECT_THAT(join(replies[1]), MatchesRegex("stopped " + old + " 143 [0-9]+ 0"));
  EXPECT_NE(replies[2][1], old);
  EXPECT_EQ(join(client.ask({"hello"}).front()),
            "done 1 " + join({replies[2][1], replies[2][2]}) + " running");
  EXPECT_TRUE(agent.process().wait_for("up-" + replies[2][1]));
}

TEST(AgentControl, KillsAServerThatIgnoresTermAfterTheGrace) {
  Agent agent{{"sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  const auto replies = client.ask({"restart", "50"});
  ASSERT_EQ(words(replies), "stopping stopped started done");
  EXPECT_EQ(replies[1][2], "137");
  EXPECT_GE(std::stoi(replies[1][3]), 50);
  EXPECT_EQ(replies[1][4], "1");
}

TEST(AgentControl, DoesNotWaitForAServerThatIgnoresTermWhenNobodySaysHowLong) {
  Agent agent{{"sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  const auto replies = client.ask({"restart"});
  ASSERT_EQ(words(replies), "stopping stopped started done");
  EXPECT_EQ(replies[1][2], "137");
  EXPECT_LT(std::stoi(replies[1][3]), 5000);
}

TEST(AgentControl, KillsWhatIsLeftOfTheGroupBeforeItStartsAnew) {
  const TemporaryFolder folder;
  // The child ignores TERM and holds a lock that the next server wants at once.
  Agent agent{{"sh",
               "-c",
               "export MAIN=$$; flock -n " + folder.path() +
                   " sh -c 'trap \"\" TERM; echo child-of-$MAIN-is-$$; "
                   "while :; do sleep 0.01; done' || echo locked & "
                   "trap 'exit 0' TERM; while :; do sleep 0.01; done"}};
  Client client = agent.client();
  const std::string words_before = "child-of-" + server_of(client) + "-is-";
  ASSERT_TRUE(agent.process().wait_for(words_before));
  const std::string& output = agent.process().output();
  const int child = std::stoi(output.substr(output.find(words_before) + words_before.size()));
  const auto replies = client.ask({"restart"});
  ASSERT_EQ(words(replies), "stopping stopped started done");
  EXPECT_FALSE(is_alive(child));
  EXPECT_TRUE(agent.process().wait_for("child-of-" + replies[2][1]));
  EXPECT_THAT(output, testing::Not(HasSubstr("locked")));
}

TEST(AgentControl, StartsAServerThatHasEndedByItself) {
  const TemporaryFolder folder;
  folder.write("mode", "exit 3");
  Agent agent{{"sh", "-c", "read line; . " + folder.path("mode")}};
  Client client = agent.client();
  server_of(client);
  agent.process().type("\n");
  EXPECT_EQ(client.news().front(), "exited");
  EXPECT_EQ(words(client.ask({"restart"})), "started done");
}

TEST(AgentControl, SaysBusyWhileAnotherChangeIsUnderWay) {
  Agent agent{{"sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"}};
  ASSERT_TRUE(agent.process().wait_for("up"));
  Client first = agent.client();
  Client second = agent.client();
  first.send("7\trestart\t60000\n");
  EXPECT_EQ(first.next()[1], "stopping");
  EXPECT_EQ(words(second.ask({"restart"})), "busy");
  EXPECT_EQ(second.ask({"hello"}).front().back(), "changing");
}

TEST(AgentControl, GoesOnWhenAClientLeavesInMidRestart) {
  Agent agent{{"sh",
               "-c",
               "trap 'echo term; sleep 0.05; exit' TERM; echo up-$$; "
               "while :; do sleep 0.01; done"}};
  ASSERT_TRUE(agent.process().wait_for("up-"));
  std::string old;
  {
    Client first = agent.client();
    old = server_of(first);
    first.send("1\trestart\n");
    ASSERT_TRUE(agent.process().wait_for("term"));
  }
  Client second = agent.client();
  EXPECT_TRUE(eventually([&] {
    const Fields hello = second.ask({"hello"}).front();
    return hello[2] != old && hello[4] == "running";
  }));
}

TEST(AgentControl, AnswersWhatItDoesNotKnow) {
  Agent agent{kServer};
  Client client = agent.client();
  client.send("no tab at all\n\n\t\t\n5\trestart\tsoon\n6\thandover\t/health\t1000\n");
  EXPECT_EQ(join(client.next()), "no tab at all failed unknown request ''");
  EXPECT_EQ(client.next(), (Fields{"", "failed", "unknown request ''"}));
  EXPECT_EQ(client.next(), (Fields{"", "failed", "unknown request ''"}));
  EXPECT_EQ(join(client.next()), "5 failed restart [GRACE_MS]");
  EXPECT_EQ(join(client.next()), "6 unavailable the server opens its port itself");
  EXPECT_EQ(join(client.ask({"check", "fortran", "a", "b"}).front()),
            "unavailable only 'check python PATH SHOWN_AS' is known");
}

TEST(AgentControl, DropsAClientWhoseLineNeverEnds) {
  Agent agent{kServer};
  Client client = agent.client();
  client.send(std::string(70'000, 'x'));
  EXPECT_TRUE(client.has_ended());
  Client next = agent.client();
  EXPECT_EQ(words(next.ask({"hello"})), "done");
}

TEST(AgentControl, DropsAClientThatNeverReads) {
  Agent agent{kServer};
  Client other = agent.client();
  Client client = agent.client();
  // Until the agent takes no more: by then it has dropped the client, or waits for it.
  const timeval limit{.tv_sec = 20, .tv_usec = 0};
  setsockopt(client.file(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const std::string request = "1\t" + std::string(60'000, 'x') + "\n";
  ssize_t sent = 1;
  for (int i = 0; i < 1000 && sent > 0; ++i) {
    sent = ::send(client.file(), request.data(), request.size(), MSG_NOSIGNAL);
  }
  EXPECT_EQ(sent, -1);
  EXPECT_EQ(words(other.ask({"hello"})), "done");
}

TEST(AgentControl, TakesNoMoreThanSixteenClients) {
  Agent agent{kServer};
  std::vector<Client> clients;
  for (int i = 0; i < 16; ++i) {
    clients.push_back(agent.client());
    EXPECT_EQ(words(clients.back().ask({"hello"})), "done");
  }
  Client client = agent.client();
  EXPECT_TRUE(client.has_ended());
}

TEST(AgentControl, AnswersEverythingBeforeItLetsGo) {
  Agent agent{kServer};
  Client client = agent.client();
  client.send("1\thello\n2\trestart\n");
  client.end_input();
  std::string all;
  for (Fields fields = client.next(); !fields.empty(); fields = client.next()) {
    all += fields[0] + fields[1] + " ";
  }
  EXPECT_EQ(all, "1done 2stopping 2stopped 2started 2done ");
}

TEST(AgentControl, SaysWhenTheServerCannotBeRunAnyMore) {
  const TemporaryFolder folder;
  const std::string program_path = folder.path("server");
  folder.write("server", "#!/bin/sh\necho up; exec sleep 1000\n");
  std::filesystem::permissions(program_path, std::filesystem::perms::owner_all);
  Agent agent{{program_path}};
  Client client = agent.client();
  ASSERT_TRUE(agent.process().wait_for("up"));
  std::filesystem::remove(program_path);
  const auto replies = client.ask({"restart"});
  ASSERT_EQ(words(replies), "stopping stopped started done");
  EXPECT_EQ(join(client.news()), "exited " + replies[2][1] + " 127");
}

// The program that `docker exec` runs.
TEST(AgentControlProgram, CarriesRequestsAndReplies) {
  Agent agent{kServer};
  agent.client().ask({"hello"});
  const scenario::Finished finished =
      scenario::run(program({"control", agent.name()}), {.input = "1\thello\n2\trestart\n"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.output,
              MatchesRegex("1\tdone\t1\t[0-9]+\t[0-9]+\trunning\n"
                           "2\tstopping\t[0-9]+\n2\tstopped\t.*\n"
                           "2\tstarted\t.*\n2\tdone\n"));
}

TEST(AgentControlProgram, LooksAtFilesItself) {
  const TemporaryFolder folder;
  folder.write("a\tb", "hello");
  Agent agent{kServer};
  agent.client().ask({"hello"});
  const scenario::Finished finished =
      scenario::run(program({"control", agent.name()}),
                    {.input = join_line({"1", "look", "", "h", folder.path("a\tb")})});
  const Fields answer = split_line(finished.output.substr(0, finished.output.size() - 1));
  ASSERT_EQ(answer.size(), 3U);
  EXPECT_EQ(answer[1], "done");
  EXPECT_THAT(answer[2],
              HasSubstr("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  -"));
  EXPECT_THAT(answer[2], testing::StartsWith("boot "));
  EXPECT_THAT(answer[2], testing::EndsWith("end\n"));
}

TEST(AgentControlProgram, EndsWithTheAgent) {
  Agent agent{{"sh", "-c", "echo up; read line; exit 3"}};
  ASSERT_TRUE(agent.process().wait_for("up"));
  scenario::Process control = scenario::Process::start(program({"control", agent.name()}), {});
  control.type("1\thello\n");
  ASSERT_TRUE(control.wait_for("running"));
  agent.process().send_signal(SIGTERM);
  EXPECT_EQ(control.finish().exit_code, 0);
}

TEST(AgentControlProgram, SaysThatNobodyIsThere) {
  const std::string name = unique_name();
  const scenario::Finished finished = scenario::run(program({"control", name}));
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.error_output,
            "voicehub-agent: no agent '" + name + "' here: Connection refused\n");
}

// In place at every start, whatever an editor did with the source.
TEST(AgentFollow, BringsAFileUpToDateBeforeEveryStart) {
  const TemporaryFolder folder;
  folder.write("from/server.txt", "first");
  folder.write("to.txt", "stale and longer");
  Agent agent{{"sh", "-c", "cat " + folder.path("to.txt") + "; echo; exec sleep 1000"},
              {"--follow", folder.path("from/server.txt") + "=" + folder.path("to.txt")}};
  ASSERT_TRUE(agent.process().wait_for("first\n"));
  folder.write("from/new", "second");
  std::filesystem::rename(folder.path("from/new"), folder.path("from/server.txt"));
  Client client = agent.client();
  client.ask({"restart"});
  EXPECT_TRUE(agent.process().wait_for("second\n"));
  std::filesystem::remove(folder.path("from/server.txt"));
  EXPECT_EQ(words(client.ask({"restart"})), "stopping stopped started done");
  EXPECT_EQ(read_file(folder.path("to.txt")), "second");
}

}  // namespace
}  // namespace voicehub::agent::test
