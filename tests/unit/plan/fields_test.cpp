#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/container_spec.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

TEST(Fields, SurviveBeingALabel) {
  Service service = tts_service();
  service.labels["owner"] = "a \"b\" → ü";
  const Fields fields = fields_of(container_spec(project_of({service}), service, {}));
  EXPECT_EQ(from_label(to_label(fields)), fields);
}

TEST(Fields, OfANonsenseLabelAreEmpty) {
  EXPECT_TRUE(from_label("{").empty());
  EXPECT_TRUE(from_label("[1]").empty());
}

TEST(Fields, KeepValuesOfVariablesOutOfTheLabel) {
  Service service = tts_service();
  service.environment["HF_TOKEN"] = "hf_secret";
  const auto spec = container_spec(project_of({service}), service, {});
  EXPECT_THAT(spec.labels.at(std::string{label::kSpec}), Not(testing::HasSubstr("hf_secret")));
}

TEST(Fields, AreTheSameForEveryReplica) {
  Service service = tts_service();
  service.ports.clear();
  const Project project = project_of({service});
  EXPECT_EQ(fields_of(container_spec(project, service, {.number = 1})),
            fields_of(container_spec(project, service, {.number = 2})));
}

TEST(IsMadeOf, AsksTheOwnLabelOfAContainerFirst) {
  Service service = tts_service();
  service.config_hash = "3f9a";
  const Project project = project_of({service});
  const docker::ContainerSpec spec = container_spec(project, service, {});
  docker::ContainerSummary container{.labels = spec.labels};
  EXPECT_TRUE(is_made_of(container, service, spec));
  container.labels[std::string{label::kSpec}] = "{}";
  EXPECT_FALSE(is_made_of(container, service, spec));
}

TEST(IsMadeOf, TakesTheHashOfDockerComposeWhereThereIsNoOther) {
  Service service = tts_service();
  service.config_hash = "3f9a";
  const docker::ContainerSpec spec = container_spec(project_of({service}), service, {});
  docker::ContainerSummary container{.labels = {{std::string{label::kConfigHash}, "3f9a"}}};
  EXPECT_TRUE(is_made_of(container, service, spec));
  container.labels[std::string{label::kConfigHash}] = "1234";
  EXPECT_FALSE(is_made_of(container, service, spec));
}

TEST(ContainerSpec, HasTheLabelsThatDockerComposeLooksFor) {
  Service tts = tts_service();
  tts.config_hash = "3f9a";
  const auto labels = container_spec(project_of({tts}), tts, {.number = 2}).labels;
  EXPECT_EQ(labels.at("com.docker.compose.project"), "voice");
  EXPECT_EQ(labels.at("com.docker.compose.service"), "tts");
  EXPECT_EQ(labels.at("com.docker.compose.container-number"), "2");
  EXPECT_EQ(labels.at("com.docker.compose.oneoff"), "False");
  EXPECT_EQ(labels.at("com.docker.compose.project.working_dir"), "/srv/voice");
  EXPECT_EQ(labels.at("com.docker.compose.project.config_files"), "/srv/voice/compose.yaml");
  EXPECT_EQ(labels.at("com.docker.compose.config-hash"), "3f9a");
}

TEST(ContainerSpec, UsesMountsNeverBinds) {
  Service service = tts_service();
  service.mounts = {
      {.source = {"/srv/voice/server.py"}, .target = {"/app/server.py"}, .read_only = true}};
  const auto spec = container_spec(project_of({service}), service, {});
  ASSERT_EQ(spec.mounts.size(), 1U);
  EXPECT_EQ(spec.mounts[0].type, "bind");
  EXPECT_EQ(spec.mounts[0].source, "/srv/voice/server.py");
  EXPECT_TRUE(spec.mounts[0].read_only);
}

TEST(SecretName, IsToldFromAnOrdinaryOne) {
  EXPECT_TRUE(is_secret_name("HF_TOKEN"));
  EXPECT_TRUE(is_secret_name("db_password"));
  EXPECT_FALSE(is_secret_name("WORKERS"));
}

}  // namespace
}  // namespace voicehub::plan
