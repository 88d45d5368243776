#include "core/image/build_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SessionNeeds, AreTheRegistriesOfTheImages) {
  const SessionNeeds needs = session_needs(
      "# syntax=ghcr.io/docker/dockerfile:1\n"
      "FROM a.io/base AS base\n"
      "FROM --platform=linux/amd64 debian AS debian\n"
      "COPY --from=base /x /x\n"
      "COPY --from=0 /x /x\n"
      "COPY --from=b.io/tools /x /x\n"
      "RUN --mount=type=bind,from=c.io/more,target=/m true\n"
      "FROM base\n"
      "FROM scratch\n");
  EXPECT_THAT(needs.registries, ElementsAre("a.io", "b.io", "c.io", "ghcr.io", docker::kDockerHub));
  EXPECT_FALSE(needs.secrets_or_ssh);
  EXPECT_FALSE(needs.unknown_registries);
}

TEST(SessionNeeds, KnowWhatMountsAskForAndWhatVariablesHide) {
  EXPECT_TRUE(session_needs("FROM a\nRUN --mount=type=secret,id=x true\n").secrets_or_ssh);
  EXPECT_TRUE(session_needs("FROM a\nRUN --mount=type=ssh true\n").secrets_or_ssh);
  EXPECT_TRUE(session_needs("ARG BASE\nFROM $BASE\n").unknown_registries);
}

class ServicesFor : public testing::Test {
 protected:
  Result<std::optional<buildkit::Services>> services(BuildSpec spec,
                                                     std::string dockerfile = "FROM a.io/b\n") {
    const docker::CredentialStore store{local_file_system(), {{"DOCKER_CONFIG", folder_.path()}}};
    return services_for({.service = "tts", .spec = std::move(spec), .credentials = &store},
                        {.staged = {.text = std::move(dockerfile)}});
  }

  test::TemporaryFolder folder_;
};

TEST_F(ServicesFor, AreNoneForAnOrdinaryBuild) {
  EXPECT_EQ(services({}).value().has_value(), false);
  EXPECT_EQ(services({}, "ARG B\nFROM $B\n").value().has_value(), false);
  folder_.write("config.json", R"({"auths": {"other.io": {"auth": "YTpi"}}})");
  EXPECT_EQ(services({}).value().has_value(), false);
  EXPECT_EQ(services({}, "ARG B\nFROM $B\n").value().has_value(), true);
}

TEST_F(ServicesFor, AreThereForWhoeverIsLoggedIn) {
  folder_.write("config.json", R"({"auths": {"a.io": {"auth": "YTpi"}}})");
  EXPECT_TRUE(services({}).value().has_value());
}

TEST_F(ServicesFor, ReadASecretWhenItIsAskedFor) {
  folder_.write("key.txt", "old");
  const auto given = services({.secrets = {{.id = "key", .file = {folder_.path("key.txt")}},
                                           {.id = "token", .content = "word"},
                                           {.id = "gone", .missing = Error{.message = "not set"}}}})
                         .value();
  folder_.write("key.txt", "new");
  ASSERT_EQ(given->secrets.size(), 2U);
  EXPECT_EQ(given->secrets.at("key")().value(), "new");
  EXPECT_EQ(given->secrets.at("token")().value(), "word");
}

TEST_F(ServicesFor, RefuseWhatCannotBeGiven) {
  const auto refusal = [this](BuildSpec spec) { return services(std::move(spec)).error(); };
  const std::string key = folder_.path("id_ed25519");
  folder_.write("id_ed25519", "key");
  EXPECT_THAT(refusal({.secrets = {{.id = "key", .file = {"/nowhere/key"}}}}).message,
              HasSubstr("the build secret 'key' has no file /nowhere/key"));
  EXPECT_THAT(refusal({.ssh = {{.id = "default"}}}).message, HasSubstr("SSH_AUTH_SOCK is not set"));
  EXPECT_THAT(refusal({.ssh = {{.id = "work", .socket = {"/nowhere/s"}}}}).message,
              HasSubstr("there is no socket /nowhere/s"));
  const Error file = refusal({.ssh = {{.id = "work", .socket = {key}}}});
  EXPECT_EQ(file.code, ErrorCode::unsupported);
  EXPECT_EQ(file.hint, "ssh-add " + key + ", and write 'ssh: [default]'");
}

}  // namespace
}  // namespace voicehub::image
