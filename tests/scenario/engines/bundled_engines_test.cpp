// The engines that come along, built and run as their compose files say.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "core/http/client.hpp"
#include "tests/scenario/dev/dev_session.hpp"
#include "tests/scenario/harness.hpp"
#include "tests/support/local_engine.hpp"
#include "tests/support/tone_reader.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using support::LocalEngine;
using testing::HasSubstr;

constexpr std::size_t kWavHeader = 44;
const RunOptions kPatiently{.deadline = 15min};  // compilers and downloads

std::string read_file(const fs::path& path) {
  std::stringstream content;
  content << std::ifstream{path, std::ios::binary}.rdbuf();
  EXPECT_FALSE(content.str().empty()) << path;
  return content.str();
}

// The file as it is, but for what would collide with somebody else's.
std::string with(std::string text,
                 const std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << "there is no '" << from << "'";
      continue;
    }
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string debug_tts_file() {
  return with(read_file("compose/debug-tts/compose.yaml"),
              {{"image: voicehub/debug-tts", "image: vhtest/debug-tts"},
               {"context: ../..", "context: " + fs::current_path().string()},
               {"127.0.0.1:8766:", "127.0.0.1:{port}:"}});
}

class ChatterboxProject : public TestProject {
 public:
  ChatterboxProject()
      : TestProject{with(read_file("compose/chatterbox/docker-compose-chatterbox.yml"),
                         {{"image: chatterbox-tts", "image: vhtest/chatterbox:{port}"},
                          {"container_name: chatterbox-tts", "container_name: vhtest-cb-{port}"},
                          {"127.0.0.1:4123:", "127.0.0.1:{port}:"}})} {
    write("Dockerfile", read_file("compose/chatterbox/Dockerfile"));
    write("server.py", read_file("compose/chatterbox/server.py"));
  }

  // "400 voice: 'x' is unknown", or "200 audio/wav".
  std::string speak(const std::string& body) {
    LocalEngine engine{static_cast<std::uint16_t>(port())};
    http::Request request{.method = "POST",
                          .target = "/v1/audio/speech",
                          .headers = {{"Content-Type", "application/json"}},
                          .body = body};
    const auto response = engine.wait(engine.client().send(std::move(request)));
    if (!response) {
      return response.error().message;
    }
    const std::string said =
        response->ok() ? std::string{response->header("Content-Type")} : response->body;
    return std::to_string(response->status) + " " + said;
  }
};

class WarmProject : public TestProject {
 public:
  WarmProject()
      : TestProject{with(read_file("compose/warm-tts/compose.yaml"),
                         {{"image: warm-tts", "image: vhtest/warm-tts:{port}"},
                          {"context: ../..", "context: " + fs::current_path().string()},
                          {"127.0.0.1:4124:", "127.0.0.1:{port}:"},
                          {"LOAD_SECONDS:-10", "LOAD_SECONDS:-2"}})} {
    write("app/server.py", read_file("compose/warm-tts/app/server.py"));
    write("app/voice.py", read_file("compose/warm-tts/app/voice.py"));
  }

  void edit(const std::string& file, const std::string& from, const std::string& to) {
    write(file, with(read_file(folder() / file), {{from, to}}));
  }
};

class BundledEngines : public Scenario {};

TEST_F(BundledEngines, TheDebugEngineMustSpeakTonesFromAnImageOfFiveMegabytes) {
  TestProject project{debug_tts_file()};
  const Finished built = project.run({"build"}, kPatiently);
  ASSERT_EQ(built.exit_code, 0) << built.error_output;
  auto& docker = project.daemon();
  const auto image = docker.wait(docker.api().inspect_image("vhtest/debug-tts"));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_LE(image->size, 5'000'000U);

  const Finished started = project.run({"start"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  const Finished tested = project.run({"test", "--say", "Good day."});
  EXPECT_EQ(tested.exit_code, 0) << tested.output;
  const std::string audio = read_file(project.folder() / "test-output.wav");
  EXPECT_EQ(support::read_tones(audio.substr(kWavHeader)), "Good day.");

  EXPECT_EQ(project.run({"stop"}).exit_code, 0);
  EXPECT_EQ(project.container("tts").state.exit_code, 0) << "it did not heed SIGTERM";
}

TEST_F(BundledEngines, ChatterboxMustSpeakWithTheVoiceThatWasEditedIn) {
  ChatterboxProject project;
  const Finished built = project.run({"build"}, kPatiently);
  ASSERT_EQ(built.exit_code, 0) << built.error_output;
  const Finished started = project.run({"start"});
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  ASSERT_EQ(project.run({"test", "-o", "before.wav"}).exit_code, 0);

  const std::string edited = with(read_file(project.folder() / "server.py"),
                                  {{"DEFAULT_VOICE = \"slt\"", "DEFAULT_VOICE = \"rms\""}});
  project.write("server.py", edited);
  const Finished restarted = project.run({"restart"});
  ASSERT_EQ(restarted.exit_code, 0) << restarted.error_output;
  EXPECT_THAT(restarted.error_output, HasSubstr("verified /app/server.py"));
  ASSERT_EQ(project.run({"test", "-o", "after.wav"}).exit_code, 0);
  EXPECT_NE(read_file(project.folder() / "before.wav"), read_file(project.folder() / "after.wav"));
}

TEST_F(BundledEngines, TheWarmEngineMustKeepItsVoiceUntilTheVoiceItselfIsEdited) {
  WarmProject project;
  ASSERT_EQ(project.run({"build"}, kPatiently).exit_code, 0);
  DevSession dev{project};
  ASSERT_EQ(project.run({"test", "-o", "before.wav"}).exit_code, 0);

  project.edit("app/server.py", "\"low\": 110", "\"low\": 140");
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "warm");
  EXPECT_LT(edit.spans.at("restarted_ms").get<int>(), 1500) << "the voice takes 2 s to load";
  ASSERT_EQ(project.run({"test", "-o", "after.wav"}).exit_code, 0);
  EXPECT_NE(read_file(project.folder() / "before.wav"), read_file(project.folder() / "after.wav"));

  project.edit("app/voice.py", "0.5, 0.3", "0.4, 0.2");
  const SeenEdit other = dev.next_edit();
  EXPECT_TRUE(other.ok) << other.error;
  EXPECT_GE(other.spans.at("restarted_ms").get<int>(), 2000) << "it is another voice now";
}

TEST_F(BundledEngines, ChatterboxMustCheckEveryField) {
  ChatterboxProject project;
  ASSERT_EQ(project.run({"build"}, kPatiently).exit_code, 0);
  ASSERT_EQ(project.run({"start"}).exit_code, 0);
  EXPECT_EQ(project.speak(R"({"input": "Hi.", "voice": "alloy", "temperature": 0.05,
                              "exaggeration": 2, "cfg_weight": 0, "speed": 4})"),
            "200 audio/wav");
  const auto refused = [&](const std::string& field, const std::string& value) {
    const std::string answer =
        project.speak(R"({"input": "Hi.", ")" + field + "\": " + value + "}");
    EXPECT_THAT(answer, testing::StartsWith("400 {\"error\":{\"message\":\"" + field + ": "));
    EXPECT_THAT(answer, HasSubstr("\"param\":\"" + field + "\""));
  };
  refused("temperature", "0.04");
  refused("temperature", "5.1");
  refused("exaggeration", "0.2");
  refused("exaggeration", "2.1");
  refused("cfg_weight", "-0.1");
  refused("cfg_weight", "1.1");
  refused("speed", "0.2");
  refused("voice", "\"nobody\"");
  refused("response_format", "\"mp3\"");
  refused("input", "\"\"");
  EXPECT_THAT(project.speak("{"), testing::StartsWith("400 {\"error\":{\"message\":\"body: "));
}

}  // namespace
}  // namespace voicehub::scenario
