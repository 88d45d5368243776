#pragma once

#include <string>

#include <gmock/gmock.h>

#include "tests/contract/transport.hpp"
#include "tests/support/docker_fixture.hpp"

namespace voicehub::test {

// One suite for every way to reach every engine. A transport is set up once per process; when that
// fails every test over it fails.
class ContractTest : public DockerTest, public testing::WithParamInterface<std::string> {
 protected:
  Result<docker::DockerEndpoint> daemon() override;
};

}  // namespace voicehub::test

// Runs the tests of `suite` over every transport: Suite/Containers.Test/ssh
#define VH_OVER_EVERY_TRANSPORT(suite)                                               \
  INSTANTIATE_TEST_SUITE_P(                                                          \
      Over, suite, testing::ValuesIn(transport_names()), [](const auto& parameter) { \
        return parameter.param;                                                      \
      })
