#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

class Status : public Scenario {};

class Inspect : public Scenario {};

constexpr std::string_view kWorker = R"(
services:
  worker:
    image: debian:trixie-slim
    command: [sh, -c, "echo ready; exec sleep 1000"]
    environment: {WORKERS: "2", API_TOKEN: very-secret}
)";

TEST_F(Status, ShowsServicesThatHaveNoContainerYet) {
  const TestProject project{kWorker};
  const Finished status = project.run({"status"});
  EXPECT_EQ(status.exit_code, 0) << status.error_output;
  EXPECT_THAT(status.output, HasSubstr("worker   not created"));
}

TEST_F(Status, ShowsHowAContainerEndedAndWhatItSaidLast) {
  const TestProject project{R"(
services:
  broken:
    image: debian:trixie-slim
    command: [sh, -c, "exec 2>&1; seq 1 30; echo 'ValueError: no model' >&2; exit 3"]
)"};
  (void)project.run({"start", "--no-wait"});
  Finished status;
  ASSERT_TRUE(eventually([&] {
    status = project.run({"status"});
    return status.output.contains("exited");
  }));
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.output, HasSubstr("exited (3)"));
  EXPECT_THAT(status.output, HasSubstr("broken: exit code 3"));
  EXPECT_THAT(status.output, HasSubstr("│ ValueError: no model\n"));
  EXPECT_THAT(status.output, HasSubstr("│ 30\n"));
  EXPECT_THAT(status.output, Not(HasSubstr("│ 10\n"))) << "more than the last 20 lines";
}

TEST_F(Status, SaysThatAContainerHadNoMemory) {
  const TestProject project{R"(
services:
  hungry:
    image: debian:trixie-slim
    command: [sh, -c, "echo eating; exec tail /dev/zero"]
    deploy: {resources: {limits: {memory: 16M}}}
)"};
  (void)project.run({"start", "--no-wait"});
  Finished status;
  ASSERT_TRUE(eventually([&] {
    status = project.run({"status", "--format", "json"});
    return status.output.contains("exited");
  }));
  const auto json = nlohmann::json::parse(status.output);
  const auto& hungry = json["services"][0];
  EXPECT_EQ(hungry["out_of_memory"], true);
  EXPECT_EQ(hungry["exit_code"], 137);
  EXPECT_EQ(hungry["last_lines"][0], "eating");
}

TEST_F(Status, ProvesMountsInTheLongForm) {
  const TestProject project{R"(
services:
  worker:
    image: debian:trixie-slim
    command: [sh, -c, "echo ready; exec sleep 1000"]
    volumes: ["./server.py:/app/server.py:ro"]
)"};
  project.write("server.py", "print('hello')\n");
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const Finished brief = project.run({"status"});
  EXPECT_THAT(brief.output, HasSubstr("server.py→/app/server.py (read-only)"));
  EXPECT_THAT(brief.output, Not(HasSubstr("sha256:")));
  const Finished status = project.run({"status", "--long"});
  EXPECT_EQ(status.exit_code, 0) << status.error_output;
  EXPECT_THAT(status.output, HasSubstr("/app/server.py  match  sha256:"));
  EXPECT_THAT(status.output, HasSubstr("memory "));
  EXPECT_THAT(status.output, HasSubstr("│ ready\n"));
}

TEST_F(Status, SaysWhereItLookedForTheDaemon) {
  const TestProject project{kWorker};
  const RunOptions options{.environment = {{"DOCKER_HOST", "unix:///nowhere/docker.sock"}}};
  const Finished status = project.run({"status"}, options);
  EXPECT_EQ(status.exit_code, 4);
  EXPECT_THAT(status.error_output, HasSubstr("/nowhere/docker.sock"));
}

TEST_F(Inspect, FailsForAServiceWithoutAContainer) {
  const TestProject project{kWorker};
  const Finished inspect = project.run({"inspect", "worker"});
  EXPECT_EQ(inspect.exit_code, 1);
  EXPECT_THAT(inspect.error_output, HasSubstr("worker has no container"));
}

TEST_F(Inspect, SaysWhatHasChangedInTheFileSinceAndTellsNoSecret) {
  const TestProject project{kWorker};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_THAT(project.run({"inspect"}).output, HasSubstr("no: as the file says"));
  std::string edited{kWorker};
  edited.replace(edited.find("\"2\""), 3, "\"4\"");
  project.write("compose.yaml", edited);
  const Finished inspect = project.run({"inspect"});
  EXPECT_EQ(inspect.exit_code, 0) << inspect.error_output;
  EXPECT_THAT(inspect.output, HasSubstr("environment.WORKERS 2 → 4"));
  EXPECT_THAT(inspect.output, HasSubstr("API_TOKEN=…"));
  EXPECT_THAT(inspect.output, Not(HasSubstr("very-secret")));
}

}  // namespace
}  // namespace voicehub::scenario
