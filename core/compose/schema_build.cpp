#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Shape kSwitchOrText{.kinds = kBooleanKind | kTextKind,
                              .normal_form = short_forms::scalar_text};
constexpr Shape kAgents{.kinds = kListKind | kMapKind,
                        .normal_form = short_forms::ssh_agents,
                        .each = &kText,
                        .identity = own_text};

constexpr Attribute kBuildAttributes[] = {
    applied("context", kText),
    applied("dockerfile", kText),
    applied("dockerfile_inline", kText),
    not_yet("entitlements", kUniqueTexts),
    applied("args", kVariables),
    not_yet("provenance", kSwitchOrText),
    not_yet("sbom", kSwitchOrText),
    not_yet("ssh", kAgents),
    applied("labels", kLabels),
    applied("cache_from", kUniqueTexts),
    not_yet("cache_to", kUniqueTexts),
    applied("no_cache", kBoolean),
    not_yet("no_cache_filter", kTextOrTexts),
    not_yet("additional_contexts", kLabels),
    applied("pull", kBoolean),
    applied("extra_hosts", kExtraHosts),
    not_yet("isolation", kText),
    applied("network", kText),
    applied("target", kText),
    not_yet("secrets", kSecretReferences),
    applied("shm_size", kByteSize),
    applied("tags", kUniqueTexts),
    not_yet("ulimits", kUlimits),
    not_yet("platforms", kUniqueTexts),
    not_yet("privileged", kBoolean),
};

}  // namespace

constinit const Shape kBuild{.kinds = kTextKind | kMapKind,
                             .normal_form = short_forms::build,
                             .attributes = kBuildAttributes};

}  // namespace voicehub::compose::schema
