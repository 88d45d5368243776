// Secrets and configs: files that a container is given before it starts.

#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kProject = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["sh", "-c", "cat /run/secrets/token /run/secrets/key /etc/voices; sleep infinity"]
    stop_grace_period: 0s
    secrets: [key, {source: token, uid: "33", mode: 0400}]
    configs: [{source: voices, target: /etc/voices}]
secrets: {token: {environment: VH_TOKEN}, key: {file: ./key.txt}}
configs: {voices: {content: "voice ${VH_VOICE:-jenny}\n"}}
)";

class Secrets : public Scenario {
 protected:
  Secrets() { project_.write("key.txt", "of-the-host\n"); }

  [[nodiscard]] Finished start(const std::string& token) const {
    return project_.run({"start"}, {.environment = {{"VH_TOKEN", token}}});
  }

  [[nodiscard]] std::string logged() const { return project_.run({"logs"}).output; }

  TestProject project_{kProject};
};

TEST_F(Secrets, MustBeThereBeforeTheProcessStarts) {
  const Finished started = start("of-a-variable\n");
  ASSERT_EQ(started.exit_code, 0) << started.error_output;
  EXPECT_TRUE(eventually([&] { return logged().contains("jenny"); })) << logged();
  EXPECT_THAT(logged(), HasSubstr("of-a-variable"));
  EXPECT_THAT(logged(), HasSubstr("of-the-host"));
  const Finished listed =
      project_.run({"exec", "tts", "--", "stat", "-c", "%a %u", "/run/secrets/token"});
  EXPECT_EQ(listed.output, "400 33\n");
}

TEST_F(Secrets, MustReplaceTheContainerWhenTheyChangeAndKeepTheirContentToThemselves) {
  ASSERT_EQ(start("first-word").exit_code, 0);
  const auto before = project_.container("tts");
  ASSERT_EQ(start("first-word").exit_code, 0);
  EXPECT_EQ(project_.container("tts").id, before.id);
  const Finished changed = start("second-word");
  EXPECT_EQ(changed.exit_code, 0) << changed.error_output;
  EXPECT_NE(project_.container("tts").id, before.id);
  EXPECT_THAT(changed.error_output, HasSubstr("files./run/secrets/token changed"));
  EXPECT_THAT(changed.error_output, Not(HasSubstr("second-word")));
}

TEST_F(Secrets, MustNotBeMadeOfAVariableThatIsNotSet) {
  const Finished started = project_.run({"start"});
  EXPECT_EQ(started.exit_code, 3);
  EXPECT_THAT(started.error_output, HasSubstr("secret 'token': the variable VH_TOKEN is not set"));
  EXPECT_TRUE(project_.containers().empty());
}

}  // namespace
}  // namespace voicehub::scenario
