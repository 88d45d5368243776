#include "tests/contract/contract_test.hpp"

#include <map>

namespace voicehub::test {
namespace {

using Transports = std::map<std::string, Result<std::unique_ptr<Transport>>>;

Transports& transports() {
  static Transports all;
  return all;
}

// Ends what was started while everything that it needs is still there.
class EndTransports final : public testing::Environment {
 public:
  void TearDown() override { transports().clear(); }
};

const testing::Environment* const kEndTransports =
    testing::AddGlobalTestEnvironment(new EndTransports);

}  // namespace

Result<docker::DockerEndpoint> ContractTest::daemon() {
  auto transport = transports().find(GetParam());
  if (transport == transports().end()) {
    transport = transports().emplace(GetParam(), set_up(GetParam())).first;
  }
  if (!transport->second) {
    return std::unexpected(transport->second.error());
  }
  return (*transport->second)->endpoint();
}

}  // namespace voicehub::test
