#include "core/base/task_group.hpp"
#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

using testing::HasSubstr;

class Resources : public ContractTest {};

VH_OVER_EVERY_TRANSPORT(Resources);

TEST_P(Resources, NetworksAreMadeFoundAndRemoved) {
  const std::string name = unique_name("network");
  leftovers().network(name);
  const std::string id = value(run(api().create_network(
      {.name = name, .driver = "bridge", .labels = {{"vh-test", name}}, .internal = true})));
  const docker::NetworkDetails network = value(run(api().inspect_network(name)));
  EXPECT_EQ(network.id, id);
  EXPECT_EQ(network.driver, "bridge");
  EXPECT_TRUE(network.internal);
  const auto listed = value(run(api().list_networks({"vh-test=" + name})));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].name, name);
  const auto again = run(api().create_network({.name = name}));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  ASSERT_TRUE(run(api().remove_network(name)));
  EXPECT_EQ(run(api().inspect_network(name)).error().code, ErrorCode::not_found);
}

// One network at create, the other connected before the start: what API 1.41 takes.
TEST_P(Resources, ContainersAreOnSeveralNetworksUnderTheirAliases) {
  const std::string front = unique_name("front");
  const std::string back = unique_name("back");
  const std::string name = unique_name("server");
  leftovers().network(front);
  leftovers().network(back);
  leftovers().container(name);
  value(run(api().create_network({.name = front, .driver = "bridge"})), "front");
  value(run(api().create_network({.name = back, .driver = "bridge"})), "back");
  const docker::ContainerSpec spec{.image = kBaseImage,
                                   .command = {{"sleep", "100"}},
                                   .network_mode = front,
                                   .networks = {{front, {.aliases = {"voice"}}}}};
  const docker::ContainerId id = value(run(api().create_container(name, spec)));
  ASSERT_TRUE(run(api().connect_network(back, id, {.aliases = {"voice-back"}})));
  ASSERT_TRUE(run(api().start_container(id)));
  const auto networks = value(run(api().inspect_container(id))).networks;
  ASSERT_EQ(networks.size(), 2U);
  EXPECT_FALSE(networks.at(front).address.empty());
  EXPECT_FALSE(networks.at(back).address.empty());
  const auto reply = value(
      run(api().exec({.container = id, .command = {"getent", "hosts", "voice", "voice-back"}})));
  EXPECT_THAT(reply.output, HasSubstr(networks.at(front).address));
  EXPECT_THAT(reply.output, HasSubstr(networks.at(back).address));
  const auto in_use = run(api().remove_network(front));
  ASSERT_FALSE(in_use);
  EXPECT_THAT(in_use.error().cause, HasSubstr("has active endpoints"));
}

TEST_P(Resources, VolumesAreMadeFoundMeasuredAndRemoved) {
  const std::string name = unique_name("volume");
  leftovers().volume(name);
  ASSERT_TRUE(run(api().create_volume({.name = name, .labels = {{"vh-test", name}}})));
  const docker::VolumeDetails volume = value(run(api().inspect_volume(name)));
  EXPECT_EQ(volume.driver, "local");
  EXPECT_THAT(volume.mount_point, HasSubstr(name));
  const auto listed = value(run(api().list_volumes({"vh-test=" + name})));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].labels.at("vh-test"), name);
  const std::string user = unique_name("user");
  leftovers().container(user);
  const docker::ContainerId id = value(run(
      api().create_container(user,
                             {.image = kBaseImage,
                              .command = {{"head", "-c", "100000", "/dev/zero"}},
                              .mounts = {{.type = "volume", .source = name, .target = "/data"}}})));
  const auto in_use = run(api().remove_volume(name));
  ASSERT_FALSE(in_use);
  EXPECT_EQ(in_use.error().code, ErrorCode::conflict);
  EXPECT_TRUE(value(run(api().volume_sizes())).contains(name));
  ASSERT_TRUE(run(api().remove_container(id, {})));
  ASSERT_TRUE(run(api().remove_volume(name)));
  EXPECT_EQ(run(api().inspect_volume(name)).error().code, ErrorCode::not_found);
}

Task<std::vector<Result<std::map<std::string, std::uint64_t>>>> measure_twice(docker::Api& docker) {
  std::vector<Task<std::map<std::string, std::uint64_t>>> tasks;
  tasks.push_back(docker.volume_sizes());
  tasks.push_back(docker.volume_sizes());
  co_return co_await run_all(std::move(tasks));
}

// Engine 20.10 refuses the second of two at once.
TEST_P(Resources, VolumesAreMeasuredForTwoCallersAtOnce) {
  for (const auto& sizes : value(run(measure_twice(api())))) {
    EXPECT_TRUE(sizes) << text_of(sizes.error());
  }
}

TEST_P(Resources, EventsTellWhatHappensToLabelledContainers) {
  const std::string mark = unique_name("mark");
  const auto before = std::chrono::system_clock::now() - std::chrono::seconds{5};
  const auto since = std::chrono::duration_cast<std::chrono::seconds>(before.time_since_epoch());
  const docker::ContainerId id = start_container({"sh", "-c", "exit 6"}, {{"vh-test", mark}});
  value(run(api().wait_container(id)));
  std::vector<std::string> actions;
  const auto followed = run(
      api().events({.label_filters = {"vh-test=" + mark}, .since = std::to_string(since.count())},
                   [&](const docker::EngineEvent& event) -> Result<void> {
                     EXPECT_EQ(event.id, id.text);
                     EXPECT_GT(event.time_ns, 0);
                     actions.push_back(event.action);
                     if (event.action == "die") {
                       EXPECT_EQ(event.attributes.at("exitCode"), "6");
                       return make_error(ErrorCode::cancelled, "seen");
                     }
                     return done();
                   }));
  ASSERT_FALSE(followed);
  EXPECT_EQ(followed.error().message, "seen");
  EXPECT_THAT(actions, testing::ElementsAre("create", "start", "die"));
}

TEST_P(Resources, EventsEndWhereTheyAreAskedTo) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto until = std::chrono::duration_cast<std::chrono::seconds>(now);
  const auto followed = run(api().events(
      {.label_filters = {"vh-test=" + unique_name("mark")}, .until = std::to_string(until.count())},
      [](const docker::EngineEvent&) { return done(); }));
  EXPECT_TRUE(followed) << text_of(followed.error());
}

}  // namespace
}  // namespace voicehub::test
