#include "core/ops/find_engine.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

Service service(const std::string& name, std::optional<EngineKind> kind = std::nullopt) {
  Service made{.name = name};
  made.x_voicehub.engine = kind;
  return made;
}

std::string candidates(std::vector<Service> services, EngineKind kind) {
  Project project{.name = "voice"};
  for (Service& each : services) {
    project.services.emplace(each.name, each);
  }
  std::string names;
  for (const Service* found : engine_candidates(project, kind)) {
    names += found->name + " ";
  }
  return names;
}

TEST(EngineCandidates, AreThoseThatDeclareTheKind) {
  const std::vector<Service> services{
      service("db"), service("ears", EngineKind::asr), service("mouth", EngineKind::tts)};
  EXPECT_EQ(candidates(services, EngineKind::tts), "mouth ");
  EXPECT_EQ(candidates(services, EngineKind::asr), "ears ");
}

TEST(EngineCandidates, AreThoseThatDeclareNothingWhereNobodyDeclaresTheKind) {
  EXPECT_EQ(candidates({service("a"), service("b")}, EngineKind::tts), "a b ");
  EXPECT_EQ(candidates({service("a"), service("mouth", EngineKind::tts)}, EngineKind::asr), "a ");
  EXPECT_EQ(candidates({service("mouth", EngineKind::tts)}, EngineKind::asr), "");
}

}  // namespace
}  // namespace voicehub::ops
