// Networks and volumes whose definition in the file has changed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/reconcile.hpp"
#include "core/plan/resource_spec.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ChangedResources : public testing::Test {
 protected:
  ChangedResources() {
    Service database = tts_service();
    database.name = "db";
    database.ports.clear();
    Service tts = tts_service();
    tts.mounts = {{.kind = MountKind::volume, .volume = "cache", .target = {"/cache"}}};
    project_ = project_of({tts, database});
    project_.volumes["cache"] = {.key = "cache", .name = "voice_cache"};
    observed_ = prepared(project_);
    observed_.networks["voice_default"].labels = network_spec(project_, network()).labels;
    observed_.volumes["voice_cache"].labels = volume_spec(project_, volume()).labels;
    for (const auto& [name, service] : project_.services) {
      observed_.containers.push_back(container_of(project_, service));
      observed_.containers.back().summary.id = {name};
      observed_.containers.back().summary.networks["voice_default"];
    }
  }

  Network& network() { return project_.networks.at("default"); }

  Volume& volume() { return project_.volumes.at("cache"); }

  [[nodiscard]] Result<Plan> plan(const ReconcileOptions& options = {}) const {
    return reconcile(project_, observed_, options);
  }

  Project project_;
  ObservedState observed_;
};

TEST_F(ChangedResources, AreNoneWhereTheFileIsTheSame) {
  EXPECT_EQ(to_text(*plan()), "");
}

TEST_F(ChangedResources, MakeEverybodyLeaveTheNetworkAndComeBack) {
  network().internal = true;
  EXPECT_FALSE(is_settled(project_, observed_.containers, {}));
  const std::string text = to_text(*plan({.services = {"tts"}}));
  EXPECT_THAT(text,
              HasSubstr("[] -> #1 service:db:1, stop_container, the network voice_default is made "
                        "anew: internal added\n"));
  EXPECT_THAT(text,
              HasSubstr("[1,2] -> #3 network:voice_default, remove_network, internal added\n"
                        "[3] -> #4 network:voice_default, create_network, is made anew\n"
                        "[4] -> #5 service:db:1, create_container, the network"));
  EXPECT_THAT(text, HasSubstr("[5] -> #6 service:db:1, remove_container, is being replaced"));
}

TEST_F(ChangedResources, AreRefusedWhileAStrangerIsAttached) {
  network().driver = "macvlan";
  docker::ContainerSummary stranger{.names = {"other"}, .state = "running"};
  stranger.networks["voice_default"];
  observed_.others = {stranger};
  EXPECT_EQ(plan().error().message,
            "the network 'voice_default' has to be made anew (driver added), and other is "
            "attached to it");
}

TEST_F(ChangedResources, AreOnlySaidOfAVolume) {
  volume().driver_options = {{"device", "/srv/models"}};
  const Result<Plan> planned = plan();
  EXPECT_EQ(to_text(*planned), "");
  EXPECT_THAT(
      planned->warnings,
      ElementsAre(HasSubstr("'voice_cache' stays as it was made (driver_opts.device added)")));
}

TEST_F(ChangedResources, OfDockerComposeAreKnownByTheirHash) {
  network().config_hash = "new";
  docker::Labels& labels = observed_.networks["voice_default"].labels;
  labels.erase(std::string{label::kSpec});
  labels[std::string{label::kConfigHash}] = "old";
  EXPECT_THAT(to_text(*plan()), HasSubstr("Docker Compose has made it of another definition"));
  labels.erase(std::string{label::kConfigHash});
  EXPECT_EQ(to_text(*plan()), "") << "nothing says how it was made";
}

}  // namespace
}  // namespace voicehub::plan
