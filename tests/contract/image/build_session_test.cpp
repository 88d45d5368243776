#include <gtest/gtest.h>

#include "core/image/build.hpp"
#include "tests/support/docker_fixture.hpp"
#include "tests/support/recorded_events.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

// What BuildKit asks for while it builds, and what it makes of the answers.
class BuildSession : public test::DockerTest {
 protected:
  Result<BuiltImage> build(const std::string& instruction, BuildSpec spec) {
    folder_.write("Dockerfile", "FROM debian:trixie-slim\n" + instruction + "\n");
    spec.context = {folder_.path()};
    leftovers().image(image_);
    return run(
        build_image(
            api(),
            events_,
            {.service = "voice", .spec = std::move(spec), .image = image_, .no_cache = true}),
        std::chrono::minutes{1});
  }

  std::string image_ = test::unique_name("session");
  test::TemporaryFolder folder_;
  test::RecordedEvents events_;
};

TEST_F(BuildSession, GivesSecrets) {
  folder_.write("key", "of a file");
  const auto built = build(
      "RUN --mount=type=secret,id=key --mount=type=secret,id=word "
      "test \"$(cat /run/secrets/key), $(cat /run/secrets/word)\" = 'of a file, itself'",
      {.secrets = {{.id = "key", .file = {folder_.path("key")}},
                   {.id = "word", .content = "itself"}}});
  EXPECT_TRUE(built) << test::text_of(built.error());
}

TEST_F(BuildSession, IsThereForSecretsThatNobodyGives) {
  const auto optional = build("RUN --mount=type=secret,id=key test ! -e /run/secrets/key", {});
  EXPECT_TRUE(optional) << test::text_of(optional.error());
  const auto required = build("RUN --mount=type=secret,id=key,required=true true", {});
  ASSERT_FALSE(required);
  EXPECT_EQ(required.error().hint,
            "give 'key' in build.secrets of voice, with a file that is there or a variable that "
            "is set")
      << test::text_of(required.error());
}

TEST_F(BuildSession, SaysThatThereIsNoAgent) {
  const auto built = build("RUN --mount=type=ssh,required=true true", {});
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().hint, "add 'ssh: [default]' to the build section of voice")
      << test::text_of(built.error());
}

}  // namespace
}  // namespace voicehub::image
