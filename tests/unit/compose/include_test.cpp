#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

class Include : public ProjectFixture {};

TEST_F(Include, AddsTheServicesOfAnotherProjectFromItsFolder) {
  write("vendor/compose.yaml", R"(
services: {db: {image: "db:${TAG}", volumes: ["./data:/data"]}}
)");
  write("vendor/.env", "TAG=5");
  const Project project = load(R"(
include: [vendor/compose.yaml]
services: {tts: {image: "voice:${TAG:-unset}", depends_on: [db]}}
)");
  EXPECT_THAT(project.services, ElementsAre(Key("db"), Key("tts")));
  EXPECT_EQ(project.services.at("db").image, "db:5");
  EXPECT_EQ(project.services.at("db").mounts[0].source.text, path("vendor/data"));
  EXPECT_EQ(project.services.at("tts").image, "voice:unset") << "its variables stay its own";
}

TEST_F(Include, TakesFilesFolderAndVariablesByName) {
  write("vendor/a.yaml", "services: {a: {image: \"a:${TAG}\", environment: {TAG: }, build: .}}");
  write("vendor/b.yaml", "services: {a: {command: [over]}}");
  write("tags.env", "TAG=7");
  const Project project = load(R"(
include:
  - {path: [vendor/a.yaml, vendor/b.yaml], project_directory: elsewhere, env_file: tags.env}
)");
  const Service& a = project.services.at("a");
  EXPECT_EQ(a.image, "a:7");
  EXPECT_EQ(a.environment.at("TAG"), "7");
  EXPECT_EQ(a.command, std::vector<std::string>{"over"});
  EXPECT_EQ(a.build->context.text, path("elsewhere"));
}

TEST_F(Include, RefusesAnotherServiceOfTheSameName) {
  write("vendor.yaml", "services: {a: {image: theirs}}");
  EXPECT_EQ(refusal("include: [vendor.yaml]\nservices: {a: {image: ours}}"),
            "compose.yaml:2:15: services.a conflicts with the imported resource at "
            "vendor.yaml:1:12\nchange what is included in a later file: -f FILE");
  EXPECT_EQ(refusal("include: [vendor.yaml]\nservices: {a: {image: theirs}}"), "loaded");
}

TEST_F(Include, SaysWhatIsMissing) {
  EXPECT_THAT(refusal("include: [nowhere.yaml]"),
              HasSubstr("compose.yaml:1:11: 'include': the file "));
  write("vendor.yaml", "services: {a: {image: x}}");
  EXPECT_THAT(refusal("include: [{path: vendor.yaml, env_file: nowhere.env}]"),
              HasSubstr("nowhere.env does not exist"));
}

TEST_F(Include, RefusesACircle) {
  write("a.yaml", "include: [compose.yaml]");
  EXPECT_THAT(refusal("include: [a.yaml]"), HasSubstr("include cycle"));
}

TEST_F(Include, EndsWhereFilesIncludeEachOtherManyTimes) {
  for (int i = 0; i < 12; ++i) {
    const std::string next = "c" + std::to_string(i + 1) + ".yaml";
    write("c" + std::to_string(i) + ".yaml", "include: [" + next + ", " + next + "]");
  }
  write("c12.yaml", "services: {a: {image: x}}");
  EXPECT_THAT(refusal("include: [c0.yaml]"), HasSubstr("'include' reads more than 1000 files"));
}

}  // namespace
}  // namespace voicehub::compose
