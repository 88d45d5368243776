// The shell script, our own program and the host's own reading have to say the same of one tree.

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/agent/look.hpp"
#include "core/base/text.hpp"
#include "core/verify/answer.hpp"
#include "core/verify/host_digest.hpp"
#include "core/verify/server_start.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::verify {
namespace {

std::string text(const View& view) {
  std::string lines = fmt::format("exists {} folder {} at {} {} holds {} {}\n",
                                  view.exists,
                                  view.folder,
                                  view.device,
                                  view.inode,
                                  view.file.digest,
                                  view.md5);
  for (const auto& [name, entry] : view.tree) {
    lines += fmt::format("  {} {}\n", name, entry.digest);
  }
  return lines;
}

std::string output_of(const std::vector<std::string>& command) {
  int ends[2];
  if (::pipe(ends) != 0) {
    return {};
  }
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    std::vector<char*> words;
    for (const std::string& word : command) {
      words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string output;
  char buffer[4096];
  ssize_t count = 0;
  while ((count = ::read(ends[0], buffer, sizeof buffer)) > 0) {
    output.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return output;
}

// A project with everything that a name and a file can be.
class TwoWays : public testing::Test {
 protected:
  TwoWays() {
    folder_.write("server.py", "print('hello')\n");
    folder_.write("lib/it's \"quoted\" and spaced.py", "x = 1\n");
    folder_.write("lib/sprich/stimme_äöü_音声.py", "");
    folder_.write("-n $(touch owned) `id`;*.py", "y = 2\n");
    folder_.write("back\\slash.py", "z = 3\n");
    folder_.write("large.bin.txt", std::string(300'000, 'v'));
    folder_.write("__pycache__/server.pyc", "left out");
    folder_.write("lib/.server.py.swp", "left out");
    folder_.write("cache/model", "mounted over");
    std::filesystem::create_symlink("lib/gone.py", folder_.path("current"));
    std::filesystem::create_directory(folder_.path("empty"));
    ::mkfifo(folder_.path("pipe").c_str(), 0600);
  }

  [[nodiscard]] std::vector<Question> questions() const {
    return {{.path = {folder_.path()}, .depth = Depth::content},
            {.path = {folder_.path("server.py")}, .depth = Depth::content_and_md5},
            {.path = {folder_.path("cache")}, .depth = Depth::root},
            {.path = {folder_.path("nowhere")}, .depth = Depth::content}};
  }

  [[nodiscard]] LeaveOut leave_out() const {
    return LeaveOut{{folder_.path(), folder_.path("cache")}};
  }

  [[nodiscard]] std::vector<View> host() const {
    std::vector<View> views;
    for (const Question& question : questions()) {
      views.push_back(look_at_host({question.path.text}, question, leave_out()));
    }
    return views;
  }

  [[nodiscard]] Result<Answer> by_shell(std::vector<std::string> shell) const {
    auto command = shell_command(question_words(questions(), leave_out()));
    command.erase(command.begin());
    shell.insert(shell.end(), command.begin(), command.end());
    return parse_answer(output_of(shell), questions());
  }

  [[nodiscard]] Result<Answer> by_agent() const {
    const auto words = question_words(questions(), leave_out());
    const agent::Look look{
        .leave_out = words[0], .flags = words[1], .paths = {words.begin() + 2, words.end()}};
    return parse_answer(agent::describe_system("self") + agent::describe_paths(look), questions());
  }

  void expect_same_as_host(const Result<Answer>& answer) const {
    ASSERT_TRUE(answer) << answer.error().message;
    const auto expected = host();
    ASSERT_EQ(answer->mounts.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(text(answer->mounts[i]), text(expected[i])) << questions()[i].path.text;
    }
    EXPECT_FALSE(answer->mount_lines.empty());
    EXPECT_NE(answer->uptime_ns, 0);
    EXPECT_TRUE(server_start_since_boot(answer->processes));
  }

  test::TemporaryFolder folder_;
};

TEST_F(TwoWays, TheHostReadsWhatIsSourceAndNothingElse) {
  const View tree = host().front();
  std::vector<std::string> names;
  for (const auto& [name, entry] : tree.tree) {
    names.push_back(name);
    EXPECT_EQ(entry.digest.size(), 64U) << name;
  }
  EXPECT_EQ(join(names, "\n"),
            "-n $(touch owned) `id`;*.py\nback\\slash.py\ncurrent\nlarge.bin.txt\n"
            "lib/it's \"quoted\" and spaced.py\nlib/sprich/stimme_äöü_音声.py\nserver.py");
}

TEST_F(TwoWays, TheShellSaysWhatTheHostSays) {
  expect_same_as_host(by_shell({"sh"}));
}

TEST_F(TwoWays, TheAgentSaysWhatTheHostSays) {
  expect_same_as_host(by_agent());
}

TEST_F(TwoWays, BothTellWhenAProcessStarted) {
  const std::int64_t now = ::time(nullptr) * 1'000'000'000LL;
  for (const auto& answer : {by_shell({"sh"}), by_agent()}) {
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->boot_id, this_boot().id);
    const auto self = std::ranges::find(answer->processes, ::getpid(), &Process::id);
    ASSERT_NE(self, answer->processes.end());
    EXPECT_LE(self->started_ns, answer->uptime_ns);
    const std::int64_t age = now - (this_boot().at_ns + self->started_ns);
    EXPECT_LT(std::abs(age), 120'000'000'000) << "this test takes less than two minutes";
  }
}

TEST_F(TwoWays, LineBreaksInNamesReachEitherWay) {
  folder_.write("line\nbreak.py", "a name of two lines");
  expect_same_as_host(by_agent());
  expect_same_as_host(by_shell({"sh"}));
}

// BusyBox stands for the small images. Its sha256sum escapes nothing, so a line break in a name is
// not understood, and the agent is asked.
TEST_F(TwoWays, BusyBoxSaysWhatTheHostSays) {
  if (output_of({"busybox", "echo", "here"}) != "here\n") {
    GTEST_SKIP() << "busybox is not installed";
  }
  expect_same_as_host(by_shell({"busybox", "sh"}));
  folder_.write("line\nbreak.py", "a name of two lines");
  EXPECT_FALSE(by_shell({"busybox", "sh"}));
}

TEST_F(TwoWays, TheDigestOfATreeChangesWithEveryNameAndContent) {
  const auto before = host().front().digest();
  ASSERT_TRUE(before);
  folder_.write("__pycache__/other.pyc", "no source");
  EXPECT_EQ(host().front().digest(), before);
  std::filesystem::rename(folder_.path("server.py"), folder_.path("server2.py"));
  const auto renamed = host().front().digest();
  EXPECT_NE(renamed, before);
  folder_.write("server2.py", "print('other')\n");
  EXPECT_NE(host().front().digest(), renamed);
}

}  // namespace
}  // namespace voicehub::verify
