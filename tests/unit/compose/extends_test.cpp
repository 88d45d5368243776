#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

class Extends : public ProjectFixture {};

TEST_F(Extends, TakesWhatTheServiceDoesNotSayItself) {
  const Project project = load(R"(
services:
  base: {image: voice:1, environment: {A: base, B: base}, command: [serve]}
  tts:
    extends: base
    image: voice:2
    environment: {B: own}
)");
  const Service& tts = project.services.at("tts");
  EXPECT_EQ(tts.image, "voice:2");
  EXPECT_EQ(tts.command, std::vector<std::string>{"serve"});
  EXPECT_EQ(tts.environment.at("A"), "base");
  EXPECT_EQ(tts.environment.at("B"), "own");
}

TEST_F(Extends, ReadsOtherFilesWhosePathsStartInTheirFolder) {
  write("common/base.yaml", R"(
services:
  base: {extends: {service: root, file: ../root.yaml}, volumes: ["./data:/data"]}
)");
  write("root.yaml", "services: {root: {image: voice, restart: always}}");
  const Service tts = service("extends: {service: base, file: common/base.yaml}");
  EXPECT_EQ(tts.image, "voice");
  EXPECT_EQ(tts.restart.name, "always");
  ASSERT_EQ(tts.mounts.size(), 1U);
  EXPECT_EQ(tts.mounts[0].source.text, path("common/data"));
}

TEST_F(Extends, LosesWhatIsReset) {
  const Project project = load(R"(
services:
  base: {image: voice, ports: ["80:80"], environment: {A: "1", B: "2"}}
  tts: {extends: base, ports: !reset [], environment: {A: !reset null}}
)");
  EXPECT_TRUE(project.services.at("tts").ports.empty());
  EXPECT_THAT(project.services.at("tts").environment, ElementsAre(Key("B")));
}

TEST_F(Extends, SaysWhatIsMissing) {
  EXPECT_EQ(refusal("services: {tts: {extends: bas}, base: {image: x}}"),
            "compose.yaml:1:27: service 'tts': 'extends' names the service 'bas', which is not in "
            "compose.yaml\ndid you mean 'base'?");
  EXPECT_THAT(refusal("services: {tts: {extends: {service: a, file: nowhere.yaml}}}"),
              HasSubstr("compose.yaml:1:46: 'extends': the file "));
  EXPECT_EQ(refusal("services: {tts: {extends: {file: other.yaml}}}"),
            "compose.yaml:1:27: service 'tts': 'extends' needs 'service'");
}

TEST_F(Extends, RefusesACircleThroughFiles) {
  write("other.yaml", "services: {b: {extends: {service: a, file: compose.yaml}}}");
  EXPECT_EQ(refusal("services: {a: {extends: {service: b, file: other.yaml}}}"),
            "compose.yaml:1:25: circular reference in 'extends': a -> b -> a");
}

// s0 extends s1, which extends s2, and so on.
std::string chain(int services) {
  std::string yaml = "services:\n";
  for (int i = 0; i + 1 < services; ++i) {
    yaml += "  s" + std::to_string(i) + ": {extends: s" + std::to_string(i + 1) + "}\n";
  }
  return yaml + "  s" + std::to_string(services - 1) + ": {image: x}\n";
}

TEST_F(Extends, GoesDownLongChainsOnce) {
  EXPECT_EQ(load(chain(150)).services.at("s0").image, "x");
  EXPECT_THAT(refusal(chain(300)), HasSubstr("'extends' leads through more than 200 services"));
}

}  // namespace
}  // namespace voicehub::compose
