#include <signal.h>

#include <algorithm>
#include <array>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Logs : public Scenario {};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  lines.pop_back();
  return lines;
}

constexpr std::string_view kOneService = R"(
services:
  tts:
    image: debian:trixie-slim
    command: [sh, -c, "echo one; echo two; echo 'ERROR: three' >&2; exec sleep 1000"]
)";

TEST_F(Logs, PutsTheLinesOfSeveralServicesInOrder) {
  const TestProject project{R"(
services:
  asr:
    image: debian:trixie-slim
    command: &talk [sh, -c, "for i in 1 2 3 4 5; do echo $$i; sleep 0.02; done; exec sleep 1000"]
  tts:
    image: debian:trixie-slim
    command: *talk
)"};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  std::vector<std::string> lines;
  ASSERT_TRUE(eventually([&] {
    lines = lines_of(project.run({"logs", "--format", "json"}).output);
    return lines.size() == 10;
  }));
  std::vector<std::string> times;
  for (const std::string& line : lines) {
    times.push_back(nlohmann::json::parse(line)["time"]);
  }
  EXPECT_TRUE(std::ranges::is_sorted(times)) << join(lines, "\n");
  EXPECT_THAT(project.run({"logs"}).output, HasSubstr("asr  │ 5\n"));
}

TEST_F(Logs, NeitherLosesNorRepeatsALineWhenTheContainerRestarts) {
  TestProject project{R"(
services:
  tts:
    image: debian:trixie-slim
    command: [sh, -c, "n=$$(cat /n 2>/dev/null || echo 0); n=$$((n+1)); echo $$n > /n;
      echo boot $$n; trap 'echo bye $$n; exit 0' TERM; sleep 1000 & wait"]
)"};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  Process logs = project.start({"logs", "--follow"});
  ASSERT_TRUE(logs.wait_for("boot 1\n"));
  const docker::ContainerId container = project.container("tts").id;
  ASSERT_TRUE(project.daemon().wait(project.daemon().api().restart_container(container, {})));
  ASSERT_TRUE(logs.wait_for("boot 2\n"));
  ASSERT_TRUE(project.daemon().wait(project.daemon().api().restart_container(container, {})));
  ASSERT_TRUE(logs.wait_for("boot 3\n"));
  logs.send_signal(SIGINT);
  const Finished finished = logs.finish();
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_THAT(lines_of(finished.output),
              ElementsAre("boot 1", "bye 1", "boot 2", "bye 2", "boot 3"));
}

TEST_F(Logs, FollowsTheContainerThatTakesThePlaceOfAnother) {
  const TestProject project{kOneService};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  Process logs = project.start({"logs", "-f"});
  // The two streams of a container reach the daemon in any order.
  const auto said = [](int times) {
    return [=](const std::string& output) {
      const auto lines = lines_of(output);
      return std::ranges::all_of(std::array{"one", "two", "ERROR: three"}, [&](const char* line) {
        return std::ranges::count(lines, line) == times;
      });
    };
  };
  ASSERT_TRUE(logs.wait_until(said(1), 20s));
  ASSERT_EQ(project.run({"start", "--force-recreate"}).exit_code, 0);
  EXPECT_TRUE(logs.wait_until(said(2), 20s)) << logs.output();
}

TEST_F(Logs, JoinsALineThatTheDaemonCutsIntoPieces) {
  const TestProject project{R"(
services:
  tts:
    image: debian:trixie-slim
    command: [sh, -c, "head -c 40001 /dev/zero | tr '\\0' x; echo; exec sleep 1000"]
)"};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  std::string output;
  ASSERT_TRUE(eventually([&] {
    output = project.run({"logs"}).output;
    return output.ends_with('\n');
  }));
  EXPECT_EQ(output, std::string(40001, 'x') + "\n");
}

TEST_F(Logs, ShowsOnlyWhatIsAskedFor) {
  const TestProject project{kOneService};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  ASSERT_TRUE(eventually([&] { return lines_of(project.run({"logs"}).output).size() == 3; }));
  EXPECT_THAT(lines_of(project.run({"logs", "--tail", "1"}).output), testing::SizeIs(1));
  EXPECT_THAT(lines_of(project.run({"logs", "--errors"}).output), ElementsAre("ERROR: three"));
  EXPECT_THAT(lines_of(project.run({"logs", "--since", "1h"}).output), testing::SizeIs(3));
  EXPECT_THAT(project.run({"logs", "--since", "2100-01-01"}).output, IsEmpty());
  EXPECT_THAT(project.run({"logs", "-t", "--tail", "1"}).output, HasSubstr("Z "));
}

TEST_F(Logs, RefusesATimeThatIsNone) {
  const TestProject project{kOneService};
  const Finished logs = project.run({"logs", "--since", "yesterday"});
  EXPECT_EQ(logs.exit_code, 2);
  EXPECT_THAT(logs.error_output, HasSubstr("'yesterday' is not a point in time"));
}

TEST_F(Logs, SaysThatThereIsNoContainer) {
  const TestProject project{kOneService};
  const Finished logs = project.run({"logs"});
  EXPECT_EQ(logs.exit_code, 1);
  EXPECT_THAT(logs.error_output, HasSubstr("has no containers"));
  EXPECT_THAT(logs.error_output, HasSubstr("voicehub start"));
}

TEST_F(Logs, FailsWhenTheLogCannotBeRead) {
  const TestProject project{R"(
services:
  tts:
    image: debian:trixie-slim
    command: [sleep, "1000"]
    logging: {driver: none}
)"};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const Finished logs = project.run({"logs"});
  EXPECT_EQ(logs.exit_code, 1);
  EXPECT_THAT(logs.error_output, HasSubstr("does not support reading"));
}

}  // namespace
}  // namespace voicehub::scenario
