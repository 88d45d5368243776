#include "engines/runtime/settings.hpp"

#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using Variables = std::map<std::string, std::string>;

Result<Settings> parse(const std::vector<const char*>& arguments, const Variables& variables = {}) {
  return parse_settings(arguments, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  });
}

std::string shown(const Result<Settings>& settings) {
  return settings ? settings->host + " " + std::to_string(settings->port)
                  : settings.error().message;
}

TEST(Settings, ListenOnTheLoopbackInterfaceUnlessToldOtherwise) {
  EXPECT_EQ(shown(parse({})), "127.0.0.1 8766");
}

TEST(Settings, TakeArgumentsBeforeVariables) {
  const Variables variables{{"HOST", "0.0.0.0"}, {"PORT", "5002"}, {"LOG_LEVEL", "DEBUG"}};
  EXPECT_EQ(shown(parse({}, variables)), "0.0.0.0 5002");
  EXPECT_EQ(parse({}, variables)->log_level, LogLevel::debug);
  EXPECT_EQ(shown(parse({"--port", "0", "--host=::1"}, variables)), "::1 0");
}

TEST(Settings, TakeAnEmptyVariableAsUnset) {
  EXPECT_EQ(shown(parse({}, {{"HOST", ""}, {"PORT", ""}, {"LOG_LEVEL", ""}})), "127.0.0.1 8766");
}

TEST(Settings, SayWhatTheEngineIsToDo) {
  EXPECT_EQ(parse({})->action, Action::serve);
  EXPECT_EQ(parse({"--healthcheck", "--port", "23"})->action, Action::check_health);
  EXPECT_EQ(parse({"--help"})->action, Action::show_help);
}

TEST(Settings, RefuseBadValuesByName) {
  EXPECT_EQ(shown(parse({}, {{"PORT", "http"}})), "PORT: 'http' is not a port");
  EXPECT_EQ(shown(parse({}, {{"PORT", "80 "}})), "PORT: '80 ' is not a port");
  EXPECT_EQ(shown(parse({"--port=65536"})), "--port: '65536' is not a port");
  EXPECT_EQ(shown(parse({"--port", "-1"})), "--port: '-1' is not a port");
  EXPECT_EQ(shown(parse({"--port="})), "--port: '' is not a port");
  EXPECT_EQ(shown(parse({"--host", "localhost"})), "--host: 'localhost' is not an IP address");
  EXPECT_EQ(shown(parse({}, {{"LOG_LEVEL", "loud"}})), "LOG_LEVEL: 'loud' is not a log level");
  EXPECT_EQ(shown(parse({"--port"})), "--port needs a value");
  EXPECT_EQ(shown(parse({"--workers=2"})), "unknown argument '--workers=2'");
  EXPECT_EQ(parse({"serve"}).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace voicehub::engines
