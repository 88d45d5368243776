#include <fmt/format.h>

#include "core/compose/schema_values.hpp"

// Secrets and configs: what services refer to, and what they are.
namespace voicehub::compose::schema {
namespace {

std::string target_or(const Node& reference, std::string_view folder) {
  const std::string target = text_of(reference, "target");
  return target.empty() ? fmt::format("{}{}", folder, text_of(reference, "source")) : target;
}

std::string secret_target(const Node& reference) {
  return target_or(reference, "/run/secrets/");
}

std::string config_target(const Node& reference) {
  return target_or(reference, "/");
}

constexpr Shape kMode{.kinds = kIntegerKind | kTextKind, .normal_form = short_forms::file_mode};
constexpr Attribute kReferenceAttributes[] = {
    required("source", kText),
    applied("target", kText),
    applied("uid", kText),
    applied("gid", kText),
    applied("mode", kMode),
};
constexpr Shape kReference{.kinds = kTextKind | kMapKind,
                           .normal_form = short_forms::file_reference,
                           .attributes = kReferenceAttributes};

// BuildKit, and so Compose, does not take the owner and the mode from the file.
constexpr std::string_view kSaidInDockerfile = "is said by RUN --mount";
constexpr Attribute kBuildReferenceAttributes[] = {
    required("source", kText),
    applied("target", kText),
    ignored("uid", kText, kSaidInDockerfile),
    ignored("gid", kText, kSaidInDockerfile),
    ignored("mode", kMode, kSaidInDockerfile),
};
constexpr Shape kBuildReference{.kinds = kTextKind | kMapKind,
                                .normal_form = short_forms::file_reference,
                                .attributes = kBuildReferenceAttributes};

constexpr Attribute kFileAttributes[] = {
    applied("name", kText),
    applied("file", kText),
    applied("environment", kText),
    applied("content", kText),
    applied("external", kBoolean),
    swarm_only("labels", kLabels),
    swarm_only("driver", kText),
    swarm_only("driver_opts", kOptions),
    swarm_only("template_driver", kText),
};
constexpr Shape kFile{.kinds = kMapKind,
                      .normal_form = short_forms::external_resource,
                      .attributes = kFileAttributes};

constexpr Attribute kModelAttributes[] = {
    applied("name", kText),
    required("model", kText),
    applied("context_size", kInteger),
    applied("runtime_flags", kTexts),
};
constexpr Shape kModel{.kinds = kMapKind, .attributes = kModelAttributes};
constexpr Attribute kModelUseAttributes[] = {
    applied("endpoint_var", kText),
    applied("model_var", kText),
};
constexpr Shape kModelUse{.kinds = kNull | kMapKind, .attributes = kModelUseAttributes};

}  // namespace

constinit const Shape kBuildSecretReferences{
    .kinds = kListKind, .each = &kBuildReference, .identity = secret_target};
constinit const Shape kConfigReferences{
    .kinds = kListKind, .each = &kReference, .identity = config_target};
constinit const Shape kConfigs{.kinds = kMapKind, .each = &kFile, .keys_are_names = true};
constinit const Shape kModels{.kinds = kMapKind, .each = &kModel, .keys_are_names = true};
constinit const Shape kSecretReferences{
    .kinds = kListKind, .each = &kReference, .identity = secret_target};
constinit const Shape kSecrets{.kinds = kMapKind, .each = &kFile, .keys_are_names = true};
constinit const Shape kServiceModels{.kinds = kListKind | kMapKind,
                                     .normal_form = short_forms::named_list,
                                     .each = &kModelUse,
                                     .keys_are_names = true};

}  // namespace voicehub::compose::schema
