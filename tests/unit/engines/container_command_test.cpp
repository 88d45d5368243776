#include "engines/runtime/container_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> arguments(const std::vector<std::string>& words,
                                   const std::string& self = "/app/tts") {
  std::string command_line;
  for (const std::string& word : words) {
    command_line += word + '\0';
  }
  return arguments_of_engine(command_line, self);
}

TEST(ArgumentsOfEngine, AreThoseOfTheFirstProcess) {
  EXPECT_THAT(arguments({"/app/tts", "--port", "6000"}), ElementsAre("--port", "6000"));
  EXPECT_THAT(arguments({"/app/tts"}), IsEmpty());
  EXPECT_THAT(arguments({"./tts", "--port=6000"}), ElementsAre("--port=6000"));
  EXPECT_THAT(arguments({"/debug-tts", "--host", "::"}, "/debug-tts"), ElementsAre("--host", "::"));
}

TEST(ArgumentsOfEngine, AreThoseOfAnotherProgramOfTheImage) {
  EXPECT_THAT(arguments({"/app/voice-stack", "--port", "6000"}), ElementsAre("--port", "6000"));
  EXPECT_THAT(arguments({"/app/flite-tts", "--port", "6000"}), ElementsAre("--port", "6000"));
}

TEST(ArgumentsOfEngine, StandBehindASupervisorsOwn) {
  EXPECT_THAT(arguments({"/sbin/docker-init", "--", "/app/tts", "--port", "6000"}),
              ElementsAre("--port", "6000"));
  EXPECT_THAT(arguments({"/run/voicehub/agent",
                         "run",
                         "--name",
                         "tts",
                         "--listen",
                         "0.0.0.0:6000",
                         "--follow",
                         "/run/followed/0/tts=/app/tts",
                         "--",
                         "/app/tts",
                         "--port",
                         "6000"}),
              ElementsAre("--port", "6000"));
}

TEST(ArgumentsOfEngine, AreNotThoseOfOtherPrograms) {
  EXPECT_THAT(arguments({"/sbin/init", "--port", "6000"}), IsEmpty());
  EXPECT_THAT(arguments({"python3", "-m", "http.server", "--port", "6000"}), IsEmpty());
  EXPECT_THAT(arguments({"tts", "--port", "6000"}), IsEmpty()) << "a name is no program";
  EXPECT_THAT(arguments({}), IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines
