#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Attribute kBuildAttributes[] = {
    applied("context", kText),
    applied("dockerfile", kText),
    applied("dockerfile_inline", kText),
    applied("args", kVariables),
    applied("target", kText),
    applied("tags", kUniqueTexts),
    applied("labels", kLabels),
    applied("cache_from", kUniqueTexts),
    applied("network", kText),
    applied("extra_hosts", kExtraHosts),
    applied("shm_size", kByteSize),
    applied("no_cache", kBoolean),
    applied("pull", kBoolean),
    not_yet("additional_contexts"),
    not_yet("cache_to"),
    not_yet("entitlements"),
    not_yet("isolation"),
    not_yet("no_cache_filter"),
    not_yet("platforms"),
    not_yet("privileged"),
    not_yet("provenance"),
    not_yet("sbom"),
    not_yet("secrets"),
    not_yet("ssh"),
    not_yet("ulimits"),
};

}  // namespace

constinit const Shape kBuild{.kinds = kTextKind | kMapKind,
                             .normal_form = short_forms::build,
                             .attributes = kBuildAttributes};

}  // namespace voicehub::compose::schema
