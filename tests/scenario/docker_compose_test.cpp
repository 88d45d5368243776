// voicehub and the real Docker Compose on one project, in turns.

#include "tests/scenario/docker_compose.hpp"

#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTwoServices = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sleep", "infinity"]
    environment: {WORKERS: "2", EMPTY: }
    volumes: ["./src:/app/src", "cache:/cache", "/scratch"]
    extra_hosts: ["b:10.0.0.2", "a1:10.0.0.3", "b:10.0.0.1", "a:10.0.0.4"]
    ports: ["127.0.0.1:{port}:80"]
    healthcheck: {test: ["CMD", "true"], interval: 1s}
    labels: {com.example.note: "a & b"}
    deploy: {resources: {limits: {cpus: "0.5", memory: 64M}}}
    stop_grace_period: 1s
  db: {image: "debian:trixie-slim", command: sleep infinity, init: true, stop_grace_period: 0s}
volumes: {cache: }
)";

TEST_P(DockerCompose, UpMustLeaveWhatVoicehubHasStartedRunning) {
  TestProject project{kTwoServices};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  const std::string tts = project.container("tts").id.text;
  const std::string db = project.container("db").id.text;
  const Finished up = compose(project, {"up", "--detach"});
  EXPECT_EQ(up.exit_code, 0) << up.error_output;
  EXPECT_THAT(up.error_output, Not(HasSubstr("Recreate")));
  EXPECT_EQ(project.container("tts").id.text, tts) << up.error_output;
  EXPECT_EQ(project.container("db").id.text, db) << up.error_output;
}

TEST_P(DockerCompose, MustListLogStopAndRemoveWhatVoicehubHasStarted) {
  TestProject project{kTwoServices};
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_THAT(compose(project, {"ps"}).output, HasSubstr(project.name() + "-tts-1"));
  EXPECT_THAT(compose(project, {"ls"}).output, HasSubstr(project.name()));
  EXPECT_EQ(compose(project, {"logs"}).exit_code, 0);
  EXPECT_EQ(compose(project, {"stop"}).exit_code, 0);
  EXPECT_EQ(project.container("tts").state.running, false);
  const Finished down = compose(project, {"down", "--volumes"});
  EXPECT_EQ(down.exit_code, 0) << down.error_output;
  EXPECT_TRUE(project.containers().empty());
  EXPECT_FALSE(
      project.daemon().wait(project.daemon().api().inspect_volume(project.name() + "_cache")));
}

TEST_P(DockerCompose, StartMustTakeOverWhatItHasMadeAndSayWhatDiffers) {
  TestProject project{kTwoServices};
  ASSERT_EQ(compose(project, {"up", "--detach"}).exit_code, 0);
  const std::string made = project.container("tts").id.text;
  const Finished taken = project.run({"start"});
  EXPECT_EQ(taken.exit_code, 0) << taken.error_output;
  EXPECT_EQ(project.container("tts").id.text, made) << taken.error_output;
  std::string file{kTwoServices};
  file.replace(file.find("{port}"), 6, std::to_string(project.port()));
  file.replace(file.find("WORKERS: \"2\""), 12, "WORKERS: \"4\"");
  project.write("compose.yaml", file);
  const Finished planned = project.run({"start", "--dry-run"});
  EXPECT_THAT(planned.output, HasSubstr("environment.WORKERS 2 → 4"));
  EXPECT_THAT(planned.output, Not(HasSubstr("db")));
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream{text};
  return {std::istream_iterator<std::string>{stream}, {}};
}

TEST_P(DockerCompose, BothMustListTheSame) {
  TestProject project{kTwoServices};
  ASSERT_EQ(project.run({"up", "-d", "--no-wait"}).exit_code, 0);
  const auto same = [&](const std::vector<std::string>& arguments) {
    const Finished theirs = compose(project, arguments);
    EXPECT_EQ(theirs.exit_code, 0) << theirs.error_output;
    EXPECT_EQ(words(project.run(arguments).output), words(theirs.output));
  };
  same({"ls", "--format", "json", "--filter", "name=" + project.name()});
  same({"ls", "-q", "--filter", "name=" + project.name()});
  same({"images", "-q"});
  same({"port", "tts", "80"});
  ASSERT_EQ(project.run({"pause", "db"}).exit_code, 0);
  same({"ls", "-a", "--filter", "name=" + project.name()});
  ASSERT_EQ(compose(project, {"unpause", "db"}).exit_code, 0);
  ASSERT_EQ(project.run({"cp", "compose.yaml", "db:/tmp/file"}).exit_code, 0);
  EXPECT_EQ(compose(project, {"exec", "-T", "db", "cat", "/tmp/file"}).output,
            project.run({"exec", "-T", "db", "--", "cat", "/tmp/file"}).output);
}

std::vector<nlohmann::json> objects(const std::string& output) {
  std::vector<nlohmann::json> all;
  std::istringstream lines{output};
  for (std::string line; std::getline(lines, line);) {
    all.push_back(nlohmann::json::parse(line));
    all.back()["attributes"].erase("voicehub.spec");  // a label that we leave out ourselves
  }
  return all;
}

// Docker Compose ends when the daemon does, whatever it has not printed yet; 2.26 cannot look back.
TEST_P(DockerCompose, EventsMustBeTheSameObjects) {
  TestProject project{kTwoServices};
  ASSERT_EQ(project.run({"up", "-d", "--no-wait"}).exit_code, 0);
  ASSERT_EQ(project.run({"kill", "db"}).exit_code, 0);
  const std::vector<std::string> arguments{
      "events", "--json", "--since", "10m", "--until", "0s", "db"};
  const Finished ours = project.run(arguments);
  EXPECT_EQ(ours.exit_code, 0) << ours.error_output;
  EXPECT_THAT(ours.output, HasSubstr(R"("die")"));
  EXPECT_THAT(objects(ours.output),
              testing::IsSupersetOf(objects(compose(project, arguments).output)));
}

INSTANTIATE_TEST_SUITE_P(Versions,
                         DockerCompose,
                         testing::Values(DockerCompose::kOlder, DockerCompose::kNewer),
                         DockerCompose::version_name);

}  // namespace
}  // namespace voicehub::scenario
