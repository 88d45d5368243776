#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr std::string_view kEngineKinds[] = {"tts", "asr"};
constexpr std::string_view kGpuNeeds[] = {"required", "optional"};
constexpr std::string_view kMountRoles[] = {
    "source", "cache", "model", "log", "build_target", "data"};
constexpr Shape kEngineKind{.kinds = kTextKind, .words = kEngineKinds};
constexpr Shape kGpuNeed{.kinds = kTextKind, .words = kGpuNeeds};
constexpr Shape kMountRole{.kinds = kTextKind, .words = kMountRoles};
constexpr Shape kMountRolesByTarget{.kinds = kMapKind, .each = &kMountRole};
constexpr std::string_view kReloadKinds[] = {"warm", "handover", "process", "container"};
constexpr Shape kReloadKind{.kinds = kTextKind, .words = kReloadKinds};
constexpr Shape kShellLineOrWords{
    .kinds = kTextKind | kListKind, .normal_form = short_forms::one_or_many, .each = &kText};
constexpr Attribute kXVoicehubAttributes[] = {
    applied("engine", kEngineKind),
    applied("health", kText),
    applied("port", kInteger),
    applied("gpu", kGpuNeed),
    applied("mounts", kMountRolesByTarget),
    applied("sentence", kText),
    applied("reload", kReloadKind),
    applied("check", kShellLineOrWords),
    applied("build", kShellLineOrWords),
    applied("build_service", kText),
    applied("watch", kOwnWatch),
};

}  // namespace

constinit const Shape kXVoicehub{.kinds = kMapKind, .attributes = kXVoicehubAttributes};

}  // namespace voicehub::compose::schema
