#include "core/docker/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/base64.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::docker {
namespace {

using testing::HasSubstr;

Credentials found(std::string_view config, const std::string& server) {
  const auto source = find_credentials(config, server);
  EXPECT_TRUE(source);
  return source && source->credentials ? *source->credentials : Credentials{};
}

TEST(RegistryOf, IsTheHostOfTheReferenceOrDockerHub) {
  for (const std::string_view hub :
       {"debian", "debian:12", "library/debian", "docker.io/a/b", "index.docker.io/a", "a/b/c"}) {
    EXPECT_EQ(registry_of(hub), kDockerHub) << hub;
  }
  EXPECT_EQ(registry_of("localhost/a"), "localhost");
  EXPECT_EQ(registry_of("localhost:5000/a/b:1"), "localhost:5000");
  EXPECT_EQ(registry_of("ghcr.io/a@sha256:0"), "ghcr.io");
}

TEST(FindCredentials, TakesNameAndPasswordApart) {
  const std::string config =
      R"({"auths": {"https://ghcr.io/v1/": {"auth": ")" + encode_base64("me:pass:word") + R"("}}})";
  EXPECT_EQ(found(config, "ghcr.io"),
            (Credentials{.server = "ghcr.io", .username = "me", .password = "pass:word"}));
  EXPECT_EQ(found(config, "quay.io"), Credentials{});
}

TEST(FindCredentials, KnowsTokens) {
  const std::string_view config =
      R"({"auths": {"a.io": {"identitytoken": "i"}, "b.io": {"registrytoken": "r"}, "c.io": {}}})";
  EXPECT_EQ(found(config, "a.io").identity_token, "i");
  EXPECT_EQ(found(config, "b.io").registry_token, "r");
  EXPECT_EQ(found(config, "c.io"), Credentials{});
}

TEST(FindCredentials, PrefersTheHelperOfTheServer) {
  const std::string_view config = R"({"credsStore": "pass", "credHelpers": {"a.io": "gcr"}})";
  EXPECT_EQ(find_credentials(config, "a.io")->helper, "gcr");
  EXPECT_EQ(find_credentials(config, "b.io")->helper, "pass");
}

TEST(FindCredentials, RefusesWhatCannotBeRead) {
  EXPECT_THAT(find_credentials("{", "a.io").error().message, HasSubstr("config.json is not JSON"));
  const auto broken = find_credentials(R"({"auths": {"a.io": {"auth": "?"}}})", "a.io");
  EXPECT_THAT(broken.error().message, HasSubstr("registry a.io is not Base64"));
}

TEST(ParseHelperAnswer, TellsNobodyFromFailure) {
  const auto named = parse_helper_answer(R"({"Username": "me", "Secret": "s"})", "a.io");
  EXPECT_EQ(**named, (Credentials{.server = "a.io", .username = "me", .password = "s"}));
  const auto token = parse_helper_answer(R"({"Username": "<token>", "Secret": "t"})", "a.io");
  EXPECT_EQ(**token, (Credentials{.server = "a.io", .identity_token = "t"}));
  EXPECT_EQ(*parse_helper_answer("credentials not found in native keychain\n", "a.io"),
            std::nullopt);
  EXPECT_EQ(parse_helper_answer("the key ring is locked\n", "a.io").error().cause,
            "the key ring is locked");
}

TEST(ToHeader, IsBase64ThatMayStandInAnAddress) {
  const std::string header = to_header({.server = "a.io", .username = "me", .password = "~~~?>?>"});
  EXPECT_EQ(header.find_first_of("+/"), std::string::npos);
  EXPECT_EQ(to_header({.server = "a", .identity_token = "t"}),
            encode_base64(R"({"identitytoken":"t","serveraddress":"a"})"));
}

TEST(LoginHint, IsForRefusalsOnly) {
  EXPECT_EQ(login_hint("a.io/x", "Head \"x\": no basic auth credentials"),
            "log in to its registry: docker login a.io");
  EXPECT_EQ(login_hint("x", "unauthorized"), "log in to Docker Hub: docker login");
  EXPECT_EQ(login_hint("a.io/x", "connection refused"), "");
}

class CredentialStoreTest : public testing::Test {
 protected:
  Result<std::optional<Credentials>> find() {
    const CredentialStore store{local_file_system(), {{"DOCKER_CONFIG", folder_.path()}}};
    return test::run(io_, store.find("a.io"));
  }

  boost::asio::io_context io_;
  test::TemporaryFolder folder_;
};

TEST_F(CredentialStoreTest, IsEmptyWithoutAFile) {
  EXPECT_EQ(find().value(), std::nullopt);
  const CredentialStore nowhere{local_file_system(), {}};
  EXPECT_FALSE(nowhere.may_know("a.io").value());
}

TEST_F(CredentialStoreTest, AsksNobodyWhereTheHelperIsNotInstalled) {
  folder_.write("config.json", R"({"credsStore": "voicehub-test-is-nowhere"})");
  EXPECT_EQ(find().value(), std::nullopt);
}

}  // namespace
}  // namespace voicehub::docker
