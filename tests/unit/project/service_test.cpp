#include "core/project/service.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

TEST(ApiPort, IsTheFirstTcpPort) {
  const Service service{
      .ports = {{.target = 53, .protocol = "udp"}, {.target = 80}, {.target = 81}}};
  EXPECT_EQ(service.api_port()->target, 80);
  EXPECT_EQ(Service{}.api_port(), nullptr);
}

TEST(ApiPort, IsTheOneThatTheFileNames) {
  Service service{.ports = {{.target = 80}, {.target = 4123}}, .x_voicehub = {.port = 4123}};
  EXPECT_EQ(service.api_port()->target, 4123);
  service.x_voicehub.port = 9;
  EXPECT_EQ(service.api_port(), nullptr);
}

TEST(DeviceRequest, KnowsAGpuByCapabilityOrByName) {
  EXPECT_TRUE((DeviceRequest{.capabilities = {"utility", "gpu"}}.is_gpu()));
  EXPECT_TRUE((DeviceRequest{.driver = "cdi", .device_ids = {"nvidia.com/gpu=0"}}.is_gpu()));
  EXPECT_FALSE((DeviceRequest{.driver = "cdi", .device_ids = {"vendor.com/nic=0"}}.is_gpu()));
}

}  // namespace
}  // namespace voicehub
