// The bundled engines without Docker: --runtime process.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::scenario {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

class ProcessRuntime : public testing::Test {
 protected:
  ~ProcessRuntime() override { (void)voicehub({"stop"}); }

  Finished voicehub(std::vector<std::string> arguments) {
    return run(command(std::move(arguments)), surroundings());
  }

  static std::vector<std::string> command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {VOICEHUB_BINARY, "--runtime", "process"});
    return arguments;
  }

  RunOptions surroundings() {
    return {.folder = folder_.path(),
            .environment = {{"XDG_DATA_HOME", folder_.path()},
                            {"DOCKER_HOST", "unix:///nowhere"},
                            {"TTS_PORT", std::to_string(port_)},
                            {"ASR_PORT", std::to_string(port_ + 1)}}};
  }

  // Of one engine in `status`.
  json status(const std::string& engine) {
    const auto all = json::parse(voicehub({"status", engine, "--format", "json"}).output);
    return all.at("engines").at(0);
  }

  test::TemporaryFolder folder_;
  int port_ = 30'000 + ::getpid() % 10'000 * 2;
};

TEST_F(ProcessRuntime, StartsTellsAndStopsAnEngine) {
  const Finished started = voicehub({"start", "tts"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_THAT(started.error_output,
              HasSubstr("healthy at http://127.0.0.1:" + std::to_string(port_)));
  EXPECT_EQ(status("tts").at("state"), "healthy");
  EXPECT_TRUE(std::filesystem::is_directory(folder_.path("voicehub/tts/external_models")));
  EXPECT_THAT(voicehub({"logs", "tts"}).output,
              HasSubstr("listening on 127.0.0.1 port " + std::to_string(port_)));

  EXPECT_EQ(voicehub({"stop", "tts"}).exit_code, 0);
  EXPECT_EQ(status("tts").at("state"), "stopped");
  EXPECT_THAT(voicehub({"logs", "tts"}).output, HasSubstr("stopping")) << "it was asked to";
}

TEST_F(ProcessRuntime, AStartOfWhatRunsTouchesNothingAndARestartIsANewProcess) {
  ASSERT_EQ(voicehub({"start", "tts"}).exit_code, 0);
  const int pid = status("tts").at("pid");
  ASSERT_EQ(voicehub({"start", "tts"}).exit_code, 0);
  EXPECT_EQ(status("tts").at("pid"), pid);
  ASSERT_EQ(voicehub({"restart", "tts"}).exit_code, 0);
  EXPECT_NE(status("tts").at("pid"), pid);
}

TEST_F(ProcessRuntime, EnginesSpeakListenAndAreMeasured) {
  ASSERT_EQ(voicehub({"start", "tts", "asr"}).exit_code, 0);
  const Finished spoken =
      voicehub({"say", "go forward ten meters", "--voice", "kal16", "-o", "said.wav"});
  EXPECT_EQ(spoken.exit_code, 0) << spoken.error_output;
  const Finished written = voicehub({"transcribe", "said.wav"});
  EXPECT_EQ(written.output, "go forward ten meters\n") << written.error_output;
  EXPECT_THAT(voicehub({"voices"}).output, HasSubstr("kal16"));
  const Finished tested = voicehub({"test"});
  EXPECT_EQ(tested.exit_code, 0) << tested.output << tested.error_output;
  EXPECT_THAT(tested.output, AllOf(HasSubstr("tts"), HasSubstr("asr")));
  const Finished measured = voicehub({"bench", "--duration", "1", "--format", "json"});
  EXPECT_GT(json::parse(measured.output).at("done").get<int>(), 0) << measured.error_output;
}

TEST_F(ProcessRuntime, AnEngineOfTheOtherKindIsRefused) {
  const Finished refused = voicehub({"say", "Hello.", "--service", "asr"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.error_output, HasSubstr("asr is an asr engine, not a tts engine"));
}

TEST_F(ProcessRuntime, AnEngineThatDoesNotRunSaysHowItIsStarted) {
  for (const std::vector<std::string>& verb : {std::vector<std::string>{"say", "Hello."},
                                               {"say", "Hello.", "--service", "tts"},
                                               {"voices"},
                                               {"test"}}) {
    const Finished refused = voicehub(verb);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(
        refused.error_output,
        AllOf(HasSubstr("tts is not running"), HasSubstr("voicehub --runtime process start tts")));
  }
}

TEST_F(ProcessRuntime, AnEngineThatWasKilledIsNotTakenForRunning) {
  ASSERT_EQ(voicehub({"start", "tts"}).exit_code, 0);
  ::kill(status("tts").at("pid").get<pid_t>(), SIGKILL);
  EXPECT_TRUE(eventually([&] { return status("tts").at("state") == "stopped"; }))
      << "the kernel takes its time on a busy machine";
  EXPECT_EQ(voicehub({"start", "tts"}).exit_code, 0);
}

TEST_F(ProcessRuntime, AnotherProcessOfTheRecordedNumberIsLeftAlone) {
  folder_.write("voicehub/tts/engine.pid", std::to_string(::getpid()) + " 1\n");
  EXPECT_EQ(voicehub({"stop", "tts"}).exit_code, 0);
  EXPECT_EQ(status("tts").at("state"), "stopped");
}

TEST_F(ProcessRuntime, AnEngineThatEndsInsteadOfStartingSaysWhy) {
  ::setenv("TTS_MODEL", "xtts_v2", 1);
  const Finished started = voicehub({"start", "tts"});
  ::unsetenv("TTS_MODEL");
  EXPECT_EQ(started.exit_code, 5);
  EXPECT_THAT(started.error_output, HasSubstr("TTS_MODEL: 'xtts_v2' is not here"));
}

TEST_F(ProcessRuntime, ADryRunTellsAndChangesNothing) {
  const Finished to_start = voicehub({"start", "tts", "--dry-run"});
  EXPECT_EQ(to_start.exit_code, 0) << to_start.error_output;
  EXPECT_THAT(to_start.output, AllOf(HasSubstr("start"), HasSubstr("it does not run")));
  EXPECT_EQ(status("tts").at("state"), "stopped");

  ASSERT_EQ(voicehub({"start", "tts"}).exit_code, 0);
  const int pid = status("tts").at("pid");
  for (const char* verb : {"stop", "down", "restart"}) {
    const Finished told = voicehub({verb, "tts", "--dry-run", "--format", "json"});
    EXPECT_EQ(json::parse(told.output).at("steps").at(0).at("action"), "stop") << verb;
    EXPECT_EQ(status("tts").at("pid"), pid) << verb;
  }
}

TEST_F(ProcessRuntime, FlagsThatMeanNothingHereAreRefused) {
  for (const std::vector<std::string>& typed : {std::vector<std::string>{"start", "--build"},
                                                {"up", "--scale", "tts=2"},
                                                {"down", "--volumes"},
                                                {"logs", "--since", "10m"},
                                                {"status", "--long"}}) {
    const Finished refused = voicehub(typed);
    EXPECT_EQ(refused.exit_code, 2) << typed.front();
    EXPECT_THAT(refused.error_output, HasSubstr(typed.at(1) + " is for containers"));
  }
  EXPECT_EQ(voicehub({"up", "tts", "-d", "--wait"}).exit_code, 0) << "what people type";
}

TEST_F(ProcessRuntime, LogsGoOnUntilTheyAreInterrupted) {
  ASSERT_EQ(voicehub({"start", "tts"}).exit_code, 0);
  EXPECT_THAT(voicehub({"logs", "tts", "--tail", "1"}).output, MatchesRegex("[^\n]+\n"));
  Process follower =
      Process::start(command({"logs", "tts", "--follow", "--tail", "1"}), surroundings());
  ASSERT_TRUE(follower.wait_for("\n"));
  ASSERT_EQ(voicehub({"stop", "tts"}).exit_code, 0);
  EXPECT_TRUE(follower.wait_for("stopping"));
  follower.send_signal(SIGINT);
  EXPECT_EQ(follower.finish().exit_code, 130);
}

TEST_F(ProcessRuntime, OtherVerbsAndEnginesAreRefused) {
  EXPECT_THAT(voicehub({"verify"}).error_output, HasSubstr("works with containers"));
  const Finished unknown = voicehub({"start", "ttss"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.error_output, HasSubstr("did you mean 'tts'"));
}

}  // namespace
}  // namespace voicehub::scenario
