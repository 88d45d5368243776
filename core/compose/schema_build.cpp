#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Shape kSwitchOrText{.kinds = kBooleanKind | kTextKind,
                              .normal_form = short_forms::scalar_text};
constexpr Shape kAgents{.kinds = kListKind | kMapKind,
                        .normal_form = short_forms::ssh_agents,
                        .each = &kText,
                        .identity = own_text};

constexpr std::string_view kAttestation = "the image store of Docker Engine keeps no attestations";
constexpr std::string_view kNoParameter = "the build API of Docker Engine has no parameter for it";
constexpr std::string_view kPrivileges = "Docker Engine grants builds no privileges";

constexpr Attribute kBuildAttributes[] = {
    applied("context", kText),
    applied("dockerfile", kText),
    applied("dockerfile_inline", kText),
    refused("entitlements", kUniqueTexts, kPrivileges),
    applied("args", kVariables),
    refused("provenance", kSwitchOrText, kAttestation),
    refused("sbom", kSwitchOrText, kAttestation),
    applied("ssh", kAgents),
    applied("labels", kLabels),
    applied("cache_from", kUniqueTexts),
    applied("cache_to", kUniqueTexts),
    applied("no_cache", kBoolean),
    refused("no_cache_filter", kTextOrTexts, kNoParameter),
    applied("additional_contexts", kLabels),
    applied("pull", kBoolean),
    applied("extra_hosts", kExtraHosts),
    refused("isolation", kText, kNoParameter),
    applied("network", kText),
    applied("target", kText),
    applied("secrets", kBuildSecretReferences),
    applied("shm_size", kByteSize),
    applied("tags", kUniqueTexts),
    applied("ulimits", kUlimits),
    applied("platforms", kUniqueTexts),
    refused("privileged", kBoolean, kPrivileges),
};

}  // namespace

constinit const Shape kBuild{.kinds = kTextKind | kMapKind,
                             .normal_form = short_forms::build,
                             .attributes = kBuildAttributes};

}  // namespace voicehub::compose::schema
