#include "tests/unit/architecture/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::architecture {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kBuild = R"(
voicehub_library(base    LIBRARIES OpenSSL::Crypto DEPENDS)
voicehub_library(project DEPENDS base)
voicehub_library(docker  DEPENDS base LIBRARIES nlohmann_json::nlohmann_json)
voicehub_library(plan    LIBRARIES fmt::fmt
                         DEPENDS docker project)
)";

Findings arrows_of(const std::string& path, std::string_view text) {
  return check_arrows({make_source(path, text)}, read_arrows(kBuild));
}

Findings walls_of(const std::string& path, std::string_view text) {
  return check_library_walls({make_source(path, text)});
}

Findings house_rules_of(const std::string& path, std::string_view text) {
  return check_house_rules({make_source(path, text)});
}

TEST(Arrows, AreWhatTheBuildDependsOnAtAnyDistance) {
  const Arrows arrows = read_arrows(kBuild);
  EXPECT_THAT(arrows.at("core/base"), IsEmpty());
  EXPECT_THAT(arrows.at("core/plan"), ElementsAre("core/base", "core/docker", "core/project"));
}

TEST(Arrows, LetAFolderIncludeItselfAndWhatItReaches) {
  EXPECT_THAT(arrows_of("core/plan/plan.cpp",
                        "#include \"core/plan/plan.hpp\"\n#include \"core/base/text.hpp\"\n"),
              IsEmpty());
}

TEST(Arrows, RefuseAnIncludeAgainstTheirDirection) {
  EXPECT_THAT(
      arrows_of("core/project/service.hpp", "#pragma once\n#include \"core/docker/api.hpp\"\n"),
      ElementsAre("core/project/service.hpp:2: core/project may not include core/docker/api.hpp"));
}

TEST(Arrows, KeepTheAgentFreeOfEverything) {
  EXPECT_THAT(
      arrows_of("core/agent/hash.cpp", "#include \"core/base/digest.hpp\"\n"),
      ElementsAre("core/agent/hash.cpp:1: core/agent may not include core/base/digest.hpp"));
}

TEST(Arrows, KeepEnginesToTheBase) {
  EXPECT_THAT(
      arrows_of("engines/debug-tts/main.cpp", "#include \"core/docker/api.hpp\"\n"),
      ElementsAre("engines/debug-tts/main.cpp:1: engines may not include core/docker/api.hpp"));
}

TEST(Arrows, KnowEveryFolderOfTheCore) {
  EXPECT_THAT(arrows_of("core/magic/wand.cpp", ""),
              ElementsAre("core/magic/wand.cpp:1: core/magic is not in core/CMakeLists.txt"));
}

TEST(Walls, LetTheOneFileThroughThatOwnsTheLibrary) {
  EXPECT_THAT(walls_of("core/compose/document.cpp", "#include <yaml-cpp/yaml.h>\n"), IsEmpty());
  EXPECT_THAT(walls_of("core/docker/json.cpp", "#include <nlohmann/json.hpp>\n"), IsEmpty());
}

TEST(Walls, StopEveryOtherFile) {
  EXPECT_THAT(walls_of("core/compose/load.cpp", "\n#include <yaml-cpp/yaml.h>\n"),
              ElementsAre("core/compose/load.cpp:2: yaml-cpp/yaml.h is behind a wall"));
}

TEST(Walls, StopEveryHeader) {
  EXPECT_THAT(walls_of("core/docker/json.hpp", "#include <nlohmann/json.hpp>\n"),
              ElementsAre("core/docker/json.hpp:1: nlohmann/json.hpp is behind a wall"));
  EXPECT_THAT(walls_of("core/docker/json.hpp", "#include <nlohmann/json_fwd.hpp>\n"), IsEmpty());
}

TEST(HouseRules, MeasureFilesAndFunctions) {
  EXPECT_THAT(house_rules_of("core/base/long.cpp", "int f() {\n" + std::string(69, '\n') + "}\n"),
              ElementsAre("core/base/long.cpp:1: a function of 71 lines"));
  EXPECT_THAT(house_rules_of("core/base/fit.cpp", "int f() {\n" + std::string(68, '\n') + "}\n"),
              IsEmpty());
  EXPECT_THAT(house_rules_of("core/base/long.cpp", std::string(601, '\n')),
              ElementsAre("core/base/long.cpp:600: a file of more than 600 lines"));
}

TEST(HouseRules, WantIncludesFromTheRootAndPragmaOnce) {
  EXPECT_THAT(
      house_rules_of("core/base/text.hpp", "#include \"paths.hpp\"\n"),
      ElementsAre("core/base/text.hpp:1: a header begins with #pragma once",
                  "core/base/text.hpp:1: paths.hpp is not a path from the root of the repository"));
}

TEST(HouseRules, KeepWordsOutOfPlacesWhereTheyDoNotBelong) {
  EXPECT_THAT(
      house_rules_of("core/ops/start.cpp", "void f() {\n  std::cout << 1;\n}\n"),
      ElementsAre("core/ops/start.cpp:2: core never prints: tell the user through EventSink"));
  EXPECT_THAT(house_rules_of("cli/main.cpp", "void f() {\n  std::cout << 1;\n}\n"), IsEmpty());
  EXPECT_THAT(house_rules_of("cli/main.cpp", "\tint x;\n"),
              ElementsAre("cli/main.cpp:1: a tab: the sources are indented with spaces"));
}

TEST(HouseRules, LetNoAwaitDependOnWhatStandsBeforeIt) {
  const std::string await = "co_await more()";
  const auto findings_of = [](const std::string& text) {
    return house_rules_of("core/ops/logs.cpp", "  begin();\n" + text);
  };
  for (const std::string& text : {"  while (goes_on && " + await + ") {\n",
                                  "  co_return is_last ? done() : " + await + ";\n",
                                  "  whole = !in_parts ||\n" + await + ";\n"}) {
    EXPECT_EQ(findings_of(text).size(), 1U) << text;
  }
  for (const std::string& text : {"  while (" + await + ") {\n",
                                  "  if (goes_on && " + await + ") {\n",
                                  "  const auto both = " + await + " && true;\n"}) {
    EXPECT_THAT(findings_of(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace voicehub::architecture
