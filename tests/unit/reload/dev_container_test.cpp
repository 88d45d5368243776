#include "core/reload/dev_container.hpp"

#include <gmock/gmock.h>

#include "core/base/text.hpp"

namespace voicehub::reload {
namespace {

using testing::ElementsAre;

AgentSetup setup_with(std::vector<FollowedFile> followed) {
  return {.container = "chatterbox",
          .volume = "chatterbox.voicehub-agent",
          .followed = std::move(followed)};
}

docker::ContainerSpec plain_spec() {
  return {.image = "tts:1",
          .mounts = {{.type = "bind",
                      .source = "/srv/voice/server.py",
                      .target = "/app/server.py",
                      .read_only = true}},
          .init = true};
}

TEST(WithAgent, RunsTheServersCommandBehindTheAgent) {
  const Strategy strategy{.kind = ReloadKind::process, .command = {"python", "server.py"}};
  const auto spec = with_agent(plain_spec(), setup_with({}), strategy, "/volumes/agent");
  EXPECT_EQ(join(*spec.entrypoint, " "), "/.voicehub/agent run --name chatterbox --");
  EXPECT_THAT(*spec.command, ElementsAre("python", "server.py"));
  EXPECT_EQ(spec.init, false);
  EXPECT_TRUE(is_dev(spec.labels));
}

TEST(WithAgent, TellsTheAgentHowTheServerIsStoppedAndWhereToListen) {
  docker::ContainerSpec plain = plain_spec();
  plain.stop_timeout_seconds = 3;
  plain.stop_signal = "SIGINT";
  const Strategy strategy{.kind = ReloadKind::handover, .listen = "0.0.0.0:5000"};
  const auto spec = with_agent(plain, setup_with({}), strategy, "/volumes/agent");
  EXPECT_EQ(join(*spec.entrypoint, " "),
            "/.voicehub/agent run --name chatterbox --grace-ms 3000 --stop-signal SIGINT "
            "--listen 0.0.0.0:5000 --");
}

TEST(WithAgent, PutsACopyInThePlaceOfAMountedFileAndItsFolderBesideIt) {
  const AgentSetup setup = setup_with({{{"/srv/voice/server.py"}, {"/app/server.py"}}});
  const auto spec = with_agent(plain_spec(), setup, {}, "/volumes/agent");
  ASSERT_EQ(spec.mounts.size(), 3U);
  EXPECT_EQ(spec.mounts[0].source, "/volumes/agent/files/0");
  EXPECT_EQ(spec.mounts[0].target, "/app/server.py");
  EXPECT_FALSE(spec.mounts[0].read_only);
  EXPECT_EQ(spec.mounts[1].source, "chatterbox.voicehub-agent");
  EXPECT_EQ(spec.mounts[1].target, "/.voicehub");
  EXPECT_EQ(spec.mounts[2].source, "/srv/voice");
  EXPECT_EQ(spec.mounts[2].target, "/.voicehub/follow/0");
  EXPECT_TRUE(spec.mounts[1].read_only && spec.mounts[2].read_only);
  EXPECT_EQ(join(*spec.entrypoint, " "),
            "/.voicehub/agent run --name chatterbox "
            "--follow /.voicehub/follow/0/server.py=/app/server.py --");
  EXPECT_THAT(followed_targets(spec.labels), ElementsAre(ContainerPath{"/app/server.py"}));
}

TEST(TakesEdits, IsTrueForSourceMountsAndRulesThatNeedNoImage) {
  Service service;
  EXPECT_FALSE(takes_edits(service));
  service.watch = {{.action = WatchAction::rebuild, .path = {"/srv/Dockerfile"}}};
  EXPECT_FALSE(takes_edits(service));
  service.mounts = {{.source = {"/srv/voice/src"}, .target = {"/app/src"}}};
  EXPECT_TRUE(takes_edits(service));
  service.x_voicehub.reload = ReloadKind::container;
  EXPECT_FALSE(takes_edits(service));
}

}  // namespace
}  // namespace voicehub::reload
