// Models as users mount them, and files that are none.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "core/http/client.hpp"
#include "tests/scenario/harness.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const RunOptions kPatiently{.deadline = 18min};  // compilers and downloads

fs::path fixture(const std::string& name) {
  return fs::current_path() / "tests" / "fixtures" / "onnx" / name;
}

// One engine with the folder `mounted` of the project as its voices, models or whatever `more`
// says.
std::string compose_file(const std::string& target, int port, const std::string& more) {
  return fmt::format(
      "services:\n  engine:\n    image: vhtest/{0}\n    build: {{context: {1}, dockerfile: "
      "engines/Dockerfile, target: {0}}}\n    ports: ['127.0.0.1:{{port}}:{2}']\n    read_only: "
      "true\n{3}",
      target,
      fs::current_path().string(),
      port,
      more);
}

http::Response speak(int port, const std::string& voice) {
  const json body{{"input", "Hello."}, {"voice", voice}, {"response_format", "wav"}};
  support::LocalEngine engine{static_cast<std::uint16_t>(port)};
  auto answer = engine.wait(
      engine.client().send({.method = "POST", .target = "/v1/audio/speech", .body = body.dump()}));
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? std::move(*answer) : http::Response{};
}

class VoiceModels : public Scenario {
 protected:
  static void add_voice(const TestProject& project, const std::string& name) {
    fs::create_directories((project.folder() / name).parent_path());
    for (const char* ending : {".onnx", ".onnx.json"}) {
      fs::copy_file(fixture(std::string{"hum"} + ending), project.folder() / (name + ending));
    }
  }

  static void link(const TestProject& project, const std::string& name, const std::string& target) {
    fs::create_directories((project.folder() / name).parent_path());
    for (const char* ending : {".onnx", ".onnx.json"}) {
      fs::create_symlink(target + ending, project.folder() / (name + ending));
    }
  }
};

TEST_F(VoiceModels, AreFollowedThroughLinksAndLeftOutWhereALinkLeadsNowhere) {
  TestProject project{compose_file(
      "tts", 5002, "    volumes: ['./mounted:/app/voices:ro', './elsewhere:/elsewhere:ro']\n")};
  add_voice(project, "elsewhere/far");
  link(project, "mounted/near", "/elsewhere/far");
  link(project, "mounted/dangling", "nowhere");
  link(project, "mounted/loop", "loop");
  const Finished started = project.run({"start", "--build"}, kPatiently);
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_EQ(speak(project.port(), "near").status, 200);
  for (const char* voice : {"dangling", "loop", "far", "../voices/near", "/elsewhere/far"}) {
    const auto refused = speak(project.port(), voice);
    EXPECT_EQ(refused.status, 400) << voice;
    EXPECT_EQ(json::parse(refused.body).at("error").at("param"), "voice") << refused.body;
  }
}

TEST_F(VoiceModels, ThatAreNoneAreRefusedByName) {
  TestProject project{compose_file(
      "tts", 5002, "    volumes: ['./mounted:/models:ro']\n    environment: [MODEL_PATH]\n")};
  project.write("mounted/none.onnx", "I am no model");
  fs::copy_file(fixture("hum.onnx.json"), project.folder() / "mounted/none.onnx.json");
  add_voice(project, "mounted/hum");
  project.write("mounted/half.onnx.json", R"({"audio": )");
  fs::copy_file(fixture("hum.onnx"), project.folder() / "mounted/half.onnx");
  link(project, "mounted/loop", "loop");
  fs::create_symlink("/etc/passwd", project.folder() / "mounted/secret.onnx");
  fs::copy_file(fixture("hum.onnx.json"), project.folder() / "mounted/secret.onnx.json");
  ASSERT_EQ(project.run({"build"}, kPatiently).exit_code, 0);
  for (const std::string name : {"none", "half", "loop", "secret", "absent"}) {
    const std::string path = "/models/" + name + ".onnx";
    const Finished refused = project.run({"start"}, {.environment = {{"MODEL_PATH", path}}});
    EXPECT_NE(refused.exit_code, 0) << name;
    EXPECT_THAT(refused.error_output, AllOf(HasSubstr(path), Not(HasSubstr("65532:65532::"))));
  }
}

TEST_F(VoiceModels, OfWhisperThatAreNoneAreRefusedByName) {
  TestProject project{compose_file(
      "asr", 5001, "    volumes: ['./mounted:/app/models:ro']\n    environment: [ASR_MODEL]\n")};
  project.write("mounted/text/x-encoder.onnx", "I am no model");
  project.write("mounted/text/x-decoder.onnx", "I am no model");
  project.write("mounted/text/x-tokens.txt", "IQ== 0\n");
  fs::create_symlink("nowhere", project.folder() / "mounted" / "dangling");
  fs::create_symlink("loop", project.folder() / "mounted" / "loop");
  fs::create_symlink("/etc", project.folder() / "mounted" / "outside");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"text", "/app/models/text/x-encoder.onnx"},
      {"outside", "/app/models/outside"},
      {"dangling", "ASR_MODEL: 'dangling' is not here"},
      {"loop", "ASR_MODEL: 'loop' is not here"},
      {"../models/text", "ASR_MODEL: '../models/text' is not here"}};
  ASSERT_EQ(project.run({"build"}, kPatiently).exit_code, 0);
  for (const auto& [name, said] : cases) {
    const Finished refused = project.run({"start"}, {.environment = {{"ASR_MODEL", name}}});
    EXPECT_NE(refused.exit_code, 0) << name;
    EXPECT_THAT(refused.error_output, HasSubstr(said));
  }
}

// A volume that somebody made as root, for root alone. An empty one would get the image's owner.
std::string with_volume_of_root(const std::string& target, const std::string& volume_target) {
  return compose_file(
             target,
             5002,
             fmt::format("    environment: {{SERVICE_MODE: tts}}\n    volumes: ['models:{}', "
                         "'./mounted:/app/external_models:ro']\n",
                         volume_target)) +
         "  root:\n    image: debian:trixie-slim\n    volumes: ['models:/models']\n"
         "volumes:\n  models:\n";
}

TEST_F(VoiceModels, OnAVolumeOfRootsAreRefusedWithOwnerPlaceAndRemedy) {
  TestProject project{with_volume_of_root("voice-stack", "/app/models")};
  add_voice(project, "mounted/hum");
  const Finished made = project.run(
      {"run", "--rm", "root", "sh", "-c", "touch /models/a && chmod 700 /models && id -u"});
  ASSERT_EQ(made.output, "0\n") << made.error_output;
  const Finished refused = project.run({"start", "--build", "engine"}, kPatiently);
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.error_output,
              AllOf(HasSubstr("/app/models belongs to user 0:0 with the mode 0700"),
                    HasSubstr("chown -R 65532 /app/models")));
}

}  // namespace
}  // namespace voicehub::scenario
