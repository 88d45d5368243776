#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

class ToFiles : public ProjectFixture {
 protected:
  // A service that is given `references`, and the file's own sections.
  Service given(const std::string& references, const std::string& sections) {
    options_.environment["HF_TOKEN"] = "hf_1";
    return load("services:\n  tts:\n    image: x\n    " + references + "\n" + sections + "\n")
        .services["tts"];
  }
};

TEST_F(ToFiles, MountsWhatIsAFileOfTheHostForReading) {
  const Service tts = given("secrets: [token]", "secrets: {token: {file: ./token.txt}}");
  EXPECT_THAT(
      tts.mounts,
      ElementsAre(Mount{
          .source = {path("token.txt")}, .target = {"/run/secrets/token"}, .read_only = true}));
  EXPECT_THAT(tts.files, ElementsAre());
}

TEST_F(ToFiles, PlacesVariablesAndContent) {
  const Service tts = given("secrets: [token]\n    configs: [voices]",
                            "secrets: {token: {environment: HF_TOKEN}}\n"
                            "configs: {voices: {content: \"a: b\"}}");
  EXPECT_THAT(tts.files,
              ElementsAre(PlacedFile{.target = {"/run/secrets/token"}, .content = "hf_1"},
                          PlacedFile{.target = {"/voices"}, .content = "a: b"}));
}

TEST_F(ToFiles, TakesPlaceOwnerAndModeFromTheService) {
  const Service tts = given(
      "secrets: [{source: token, target: hf, uid: '1000', gid: '100', mode: 0400}]\n"
      "    configs: [{source: voices, target: /etc/voices.yaml, mode: '0440'}]",
      "secrets: {token: {environment: HF_TOKEN}}\n"
      "configs: {voices: {content: v}}");
  EXPECT_THAT(
      tts.files,
      ElementsAre(PlacedFile{.target = {"/run/secrets/hf"},
                             .content = "hf_1",
                             .mode = 0400,
                             .uid = 1000,
                             .gid = 100},
                  PlacedFile{.target = {"/etc/voices.yaml"}, .content = "v", .mode = 0440}));
}

TEST_F(ToFiles, SaysWhyThereIsNoContent) {
  const auto reason = [this](const std::string& secret) {
    const Service tts = given("secrets: [token]", "secrets: {token: " + secret + "}");
    return tts.files.at(0).missing ? tts.files.at(0).missing->message : "";
  };
  EXPECT_THAT(reason("{environment: UNSET}"),
              HasSubstr("secret 'token': the variable UNSET is not set"));
  EXPECT_THAT(reason("{external: true}"),
              HasSubstr("secret 'token' is external, which only Docker Swarm knows"));
  EXPECT_THAT(reason("{environment: ''}"),
              HasSubstr("secret 'token' has neither 'file' nor 'environment' nor 'content'"));
}

TEST_F(ToFiles, GivesBuildsSecretsByTheNameTheyAskFor) {
  const Service tts =
      given("build: {context: ., secrets: [key, {source: token, target: hf}, gone]}",
            "secrets: {key: {file: ./key.txt}, token: {environment: HF_TOKEN}, "
            "gone: {environment: UNSET}}");
  ASSERT_EQ(tts.build->secrets.size(), 3U);
  EXPECT_EQ(tts.build->secrets[0], (BuildSecret{.id = "key", .file = {path("key.txt")}}));
  EXPECT_EQ(tts.build->secrets[1], (BuildSecret{.id = "hf", .content = "hf_1"}));
  EXPECT_EQ(tts.build->secrets[2].id, "gone");
  EXPECT_THAT(tts.build->secrets[2].missing->message,
              HasSubstr("secret 'gone': the variable UNSET is not set"));
  EXPECT_TRUE(tts.build->refusals.empty());
}

TEST_F(ToFiles, GivesBuildsTheAgentsThatAreNamed) {
  options_.environment["SSH_AUTH_SOCK"] = "/run/agent";
  const Service list = given("build: {context: ., ssh: [default, work=./work.sock]}", "");
  EXPECT_THAT(list.build->ssh,
              ElementsAre(BuildSsh{.id = "default", .socket = {"/run/agent"}},
                          BuildSsh{.id = "work", .socket = {path("work.sock")}}));
  options_.environment.erase("SSH_AUTH_SOCK");
  const Service map = given("build: {context: ., ssh: {default: }}", "");
  EXPECT_THAT(map.build->ssh, ElementsAre(BuildSsh{.id = "default"}));
}

}  // namespace
}  // namespace voicehub::compose
