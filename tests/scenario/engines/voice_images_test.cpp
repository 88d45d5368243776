// The engines that speak and listen, as they come: built, started and used from a folder that has
// nothing.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "core/http/client.hpp"
#include "engines/audio/decoder.hpp"
#include "engines/audio/resampler.hpp"
#include "tests/scenario/harness.hpp"
#include "tests/support/local_engine.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/testdata.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::LocalEngine;
using testing::HasSubstr;

const RunOptions kPatiently{.deadline = 18min};  // compilers and downloads

// voicehub in a folder without a compose file, with a project name and ports that nobody else has.
class Anywhere {
 public:
  Anywhere() : name_{"vhtest-any-" + std::to_string(tts_port_)} {}

  ~Anywhere() { daemon_.remove_project(name_); }

  Anywhere(const Anywhere&) = delete;
  Anywhere& operator=(const Anywhere&) = delete;

  Finished run(std::vector<std::string> arguments, RunOptions options = {}) const {
    options.folder = folder_.path();
    options.environment["TTS_PORT"] = std::to_string(tts_port_);
    options.environment["ASR_PORT"] = std::to_string(asr_port_);
    std::vector<std::string> command{VOICEHUB_BINARY, "-p", name_};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return scenario::run(command, options);
  }

  [[nodiscard]] Daemon& daemon() { return daemon_; }

  [[nodiscard]] int tts_port() const { return tts_port_; }

  [[nodiscard]] int asr_port() const { return asr_port_; }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  int tts_port_ = free_port();
  int asr_port_ = free_port();
  std::string name_;
  test::TemporaryFolder folder_;
  Daemon daemon_;
};

http::Response send(int port, http::Request request) {
  LocalEngine engine{static_cast<std::uint16_t>(port)};
  auto answer = engine.wait(engine.client().send(std::move(request)));
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? std::move(*answer) : http::Response{};
}

std::string said(int port, const std::string& text, const std::string& voice) {
  const json body{{"input", text}, {"voice", voice}, {"response_format", "wav"}};
  const auto answer =
      send(port, {.method = "POST", .target = "/v1/audio/speech", .body = body.dump()});
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.body;
}

std::string heard(int port, const std::string& wav) {
  const std::string body =
      "--cut\r\nContent-Disposition: form-data; name=file; filename=a.wav\r\n\r\n" + wav +
      "\r\n--cut--\r\n";
  const auto answer = send(port,
                           {.method = "POST",
                            .target = "/v1/audio/transcriptions",
                            .headers = {{"Content-Type", "multipart/form-data; boundary=cut"}},
                            .body = body});
  EXPECT_EQ(answer.status, 200) << answer.body;
  return json::parse(answer.body).value("text", "");
}

std::uint64_t image_size(Daemon& daemon, const std::string& image) {
  const auto found = daemon.wait(daemon.api().inspect_image(image));
  EXPECT_TRUE(found) << found.error().message;
  return found ? found->size : 0;
}

class VoiceImages : public Scenario {};

// The verbs with which a person speaks and listens.
void talk(const Anywhere& anywhere) {
  const Finished spoken = anywhere.run(
      {"say", "go forward ten meters", "--voice", "kal16", "-o", "said.wav", "--format", "json"});
  EXPECT_EQ(spoken.exit_code, 0) << spoken.error_output;
  EXPECT_GT(json::parse(spoken.output).at("audio_seconds").get<double>(), 1);
  const Finished written = anywhere.run({"transcribe", "said.wav"});
  EXPECT_EQ(written.output, "go forward ten meters\n") << written.error_output;
  const Finished some = anywhere.run({"transcribe", "absent.wav", "said.wav"});
  EXPECT_EQ(some.exit_code, 1);
  EXPECT_THAT(some.output, HasSubstr("go forward ten meters")) << "one that fails stops no other";
  EXPECT_THAT(anywhere.run({"transcribe", "said.wav", "--as", "srt"}).output, HasSubstr("-->"));

  const Finished refused = anywhere.run({"say", "Hello.", "--voice", "nobody", "-o", "no.wav"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("there is no voice 'nobody'"));
  EXPECT_EQ(anywhere.run({"transcribe", "no.wav"}).exit_code, 1) << "nothing half-made is left";

  EXPECT_THAT(anywhere.run({"voices"}).output, HasSubstr("SLT, female"));
  const Finished measured =
      anywhere.run({"bench", "-c", "2", "--duration", "2", "--format", "json"});
  EXPECT_EQ(measured.exit_code, 0) << measured.error_output;
  EXPECT_GT(json::parse(measured.output).at("done").get<int>(), 10);
  const Finished listened =
      anywhere.run({"bench", "--recording", "said.wav", "--duration", "2", "--format", "json"});
  EXPECT_EQ(listened.exit_code, 0) << listened.error_output;
  EXPECT_GT(json::parse(listened.output).at("done").get<int>(), 0);
}

TEST_F(VoiceImages, SpeakAndListenWithoutAnythingOfTheUsers) {
  Anywhere anywhere;
  const Finished started = anywhere.run({"start", "--build", "tts", "asr"}, kPatiently);
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_LE(image_size(anywhere.daemon(), "voicehub/tts"), 250'000'000U);
  EXPECT_LE(image_size(anywhere.daemon(), "voicehub/asr"), 300'000'000U);

  for (const char* phrase : {"turn on the living room light", "go forward ten meters"}) {
    EXPECT_EQ(heard(anywhere.asr_port(), said(anywhere.tts_port(), phrase, "kal16")), phrase);
  }
  EXPECT_THAT(anywhere.run({"status"}).output, HasSubstr("healthy"));
  talk(anywhere);
  EXPECT_EQ(anywhere.run({"test"}).exit_code, 0);
  EXPECT_EQ(anywhere.run({"down", "--volumes"}).exit_code, 0);
}

TEST_F(VoiceImages, ListenToWhatPhonesAndBrowsersRecord) {
  Anywhere anywhere;
  ASSERT_EQ(anywhere.run({"start", "tts"}, kPatiently).exit_code, 0);
  const auto sound = engines::decode(said(anywhere.tts_port(), "go forward ten meters", "kal16"));
  ASSERT_TRUE(sound) << sound.error().message;
  const Finished started =
      anywhere.run({"start", "asr"},
                   {.environment = {{"ASR_IMAGE", "asr-media"}}, .deadline = kPatiently.deadline});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  for (const test::RecordingKind& kind : {test::kM4a, test::kWebm}) {
    const engines::Audio at_usual_rate = engines::resampled(*sound, 48'000);
    EXPECT_EQ(heard(anywhere.asr_port(), recording(at_usual_rate, kind)), "go forward ten meters")
        << kind;
  }
}

TEST_F(VoiceImages, ListenOnThePortThatTheFileSets) {
  TestProject project{
      "services:\n  speaker:\n    image: voicehub/tts\n    build: {context: " +
      fs::current_path().string() +
      ", dockerfile: engines/Dockerfile, target: tts}\n    environment: {PORT: 6000}\n"
      "    ports: ['127.0.0.1:{port}:6000']\n"};
  const Finished started = project.run({"start", "--build"}, kPatiently);
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_FALSE(said(project.port(), "Hello.", "").empty());
}

double seconds(int port, const std::string& voice) {
  // Numbers, which every language reads in words of its own and no two take as long for.
  const auto sound = engines::decode(said(port, "7 17 70 77 97 1997", voice));
  EXPECT_TRUE(sound) << voice;
  return sound ? sound->duration().count() : 0;
}

TEST_F(VoiceImages, TheNamesThatPeopleHaveSpeakTheirOwnLanguages) {
  Anywhere anywhere;
  ASSERT_EQ(anywhere.run({"start", "tts"}, kPatiently).exit_code, 0);
  const int port = anywhere.tts_port();
  std::map<std::string, double> voices;
  for (const char* voice : {"slt", "rms", "ar", "es", "fr"}) {
    voices[voice] = seconds(port, voice);
  }
  const std::vector<std::pair<std::string, std::string>> names{{"en-US-JennyNeural", "slt"},
                                                               {"en-US-GuyNeural", "rms"},
                                                               {"ar-SA-HamedNeural", "ar"},
                                                               {"es-ES-ElviraNeural", "es"},
                                                               {"fr-FR-DeniseNeural", "fr"}};
  for (const auto& [name, own] : names) {
    const double length = seconds(port, name);
    for (const auto& [voice, usual] : voices) {
      // espeak-ng says the same a little differently each time.
      EXPECT_EQ(std::abs(length - usual) < 0.05, voice == own) << name << " beside " << voice;
    }
  }
}

TEST_F(VoiceImages, TheStackBecomesWhatItIsToldToAndNothingElse) {
  const std::string build = "{context: " + fs::current_path().string() +
                            ", dockerfile: engines/Dockerfile, target: voice-stack}";
  TestProject project{"services:\n  stack:\n    image: voicehub/voice-stack\n    build: " + build +
                      "\n    environment: [SERVICE_MODE, PORT]\n"
                      "    ports: ['127.0.0.1:{port}:${PORT:-5002}']\n    read_only: true\n"};
  const Finished refused = project.run(
      {"start", "--build"}, {.environment = {{"SERVICE_MODE", "both"}}, .deadline = 18min});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.error_output, HasSubstr("SERVICE_MODE is 'both'; set it to asr"));
  const Finished started = project.run({"start"}, {.environment = {{"SERVICE_MODE", "tts"}}});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_FALSE(said(project.port(), "Hello.", "").empty());
  const Finished moved =
      project.run({"start"}, {.environment = {{"SERVICE_MODE", "tts"}, {"PORT", "6000"}}});
  ASSERT_EQ(moved.exit_code, 0) << moved.error_output;
  EXPECT_FALSE(said(project.port(), "Hello.", "").empty());
}

// A folder of this machine for the tests in the container, where there is one.
struct Mounted {
  std::string variable;
  fs::path folder;
  std::string target;
};

std::string tests_file(const std::string& target, const std::vector<Mounted>& mounts) {
  std::string file = "services:\n  tests:\n    image: vhtest/" + target +
                     "\n    build: {context: " + fs::current_path().string() +
                     ", dockerfile: engines/Dockerfile, target: " + target + "}\n";
  std::string variables;
  std::string volumes;
  std::string roles;
  for (const Mounted& mounted : mounts) {
    if (fs::is_directory(mounted.folder)) {
      variables += "      " + mounted.variable + ": " + mounted.target + "\n";
      volumes += "      - " + mounted.folder.string() + ":" + mounted.target + ":ro\n";
      roles += "        " + mounted.target + ": data\n";
    }
  }
  return volumes.empty() ? file
                         : file + "    environment:\n" + variables + "    volumes:\n" + volumes +
                               "    x-voicehub:\n      mounts:\n" + roles;
}

// A test program of its own, in a container of Debian 13.
void test_networks(const std::string& target) {
  const char* models = std::getenv("VOICEHUB_REAL_MODELS");
  TestProject project{tests_file(target,
                                 {{.variable = "VOICEHUB_TESTDATA",
                                   .folder = fs::weakly_canonical(test::testdata()),
                                   .target = "/testdata"},
                                  {.variable = "VOICEHUB_REAL_MODELS",
                                   .folder = models == nullptr ? fs::path{} : fs::path{models},
                                   .target = "/real-models"}})};
  const Finished built = project.run({"build"}, kPatiently);
  ASSERT_EQ(built.exit_code, 0) << built.error_output;
  const Finished started = project.run({"start"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  ASSERT_TRUE(
      eventually([&] { return project.container("tests").state.status == "exited"; }, 10min));
  const std::string log = project.run({"logs", "--no-prefix"}).output;
  EXPECT_THAT(log, HasSubstr("[  PASSED  ]"));
  EXPECT_EQ(project.container("tests").state.exit_code, 0) << log;
  if (!fs::is_directory(test::testdata())) {
    GTEST_SKIP() << "the tests with recordings were skipped: there is no " << test::testdata();
  }
}

TEST_F(VoiceImages, NetworksSpeakAndListenOnDebian13) {
  test_networks("engine-tests");
}

TEST_F(VoiceImages, NetworksSpeakAndListenUnderTheSanitizers) {
  if (std::getenv("VOICEHUB_SANITIZED_IMAGES") == nullptr) {
    GTEST_SKIP() << "compiles for ten minutes: set VOICEHUB_SANITIZED_IMAGES=1";
  }
  test_networks("engine-tests-sanitized");
}

}  // namespace
}  // namespace voicehub::scenario
