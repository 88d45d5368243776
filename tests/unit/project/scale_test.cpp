#include "core/project/scale.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub {
namespace {

using testing::HasSubstr;

Project project_with(Service service) {
  Project project;
  project.name = "voice";
  service.name = "tts";
  project.services.emplace("tts", std::move(service));
  return project;
}

std::string refusal(Service service, int number) {
  const auto project = scaled(project_with(std::move(service)), {{"tts", number}});
  return project ? "" : project.error().message + " | " + project.error().hint;
}

TEST(Scale, ReadsServicesAndNumbers) {
  EXPECT_EQ(*parse_scale({"tts=3", "asr=0"}), (Scale{{"asr", 0}, {"tts", 3}}));
  for (const char* word : {"tts", "tts=", "=2", "tts=-1", "tts=two", "tts=2x"}) {
    EXPECT_EQ(parse_scale({word}).error().code, ErrorCode::usage) << word;
  }
}

TEST(Scale, ReplacesTheNumberOfTheFile) {
  const auto project = scaled(project_with({.replicas = 2}), {{"tts", 5}});
  EXPECT_EQ(project->services.at("tts").replicas, 5);
  EXPECT_THAT(scaled(project_with({}), {{"tss", 2}}).error().hint, HasSubstr("'tts'"));
}

TEST(Scale, RefusesWhatOnlyOneContainerCanHave) {
  EXPECT_THAT(refusal({.container_name = "the-one"}, 2),
              HasSubstr("'tts' cannot have 2 containers: its container_name is 'the-one'"));
  EXPECT_EQ(refusal({.container_name = "the-one"}, 1), "");
  EXPECT_THAT(refusal({.ports = {{.published = "5000", .target = 80}}}, 2),
              HasSubstr("each would publish port 5000 | write \"80\""));
  EXPECT_EQ(refusal({.ports = {{.target = 80}}}, 9), "");
  EXPECT_EQ(refusal({.ports = {{.published = "5000-5002", .target = 80}}}, 3), "");
  EXPECT_THAT(refusal({.ports = {{.published = "5000-5002", .target = 80}}}, 4),
              HasSubstr("they would share the 3 ports 5000-5002"));
  Service fixed;
  fixed.networks["back"].ipv4_address = "10.5.0.5";
  EXPECT_THAT(refusal(fixed, 2), HasSubstr("each would have the address 10.5.0.5"));
}

}  // namespace
}  // namespace voicehub
