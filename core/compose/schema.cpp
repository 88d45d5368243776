#include "core/compose/schema.hpp"

#include <algorithm>

#include "core/compose/schema_values.hpp"

namespace voicehub::compose {
namespace {

using namespace schema;

constexpr Attribute kVolumeAttributes[] = {
    applied("name", kText),
    applied("driver", kText),
    applied("driver_opts", kOptions),
    applied("external", kBoolean),
    applied("labels", kLabels),
};
constexpr Shape kVolume{.kinds = kNull | kMapKind,
                        .normal_form = short_forms::external_resource,
                        .attributes = kVolumeAttributes};
constexpr Shape kVolumes{.kinds = kMapKind, .each = &kVolume, .keys_are_names = true};

constexpr Attribute kIncludeAttributes[] = {
    applied("path", kTextOrTexts),
    applied("project_directory", kText),
    applied("env_file", kTextOrTexts),
};
constexpr Shape kInclude{.kinds = kTextKind | kMapKind,
                         .normal_form = short_forms::include,
                         .attributes = kIncludeAttributes};
constexpr Shape kIncludes{.kinds = kListKind, .each = &kInclude};

constexpr Attribute kFileAttributes[] = {
    applied("name", kText),
    applied("version", kNumberOrText),  // obsolete: noted and ignored
    applied("include", kIncludes),
    even_empty(applied("services", kServices)),
    applied("networks", kNetworks),
    applied("volumes", kVolumes),
    applied("secrets", kSecrets),
    applied("configs", kConfigs),
    refused("models", kModels, kModelRunner),
};
constexpr Shape kFile{.kinds = kMapKind, .attributes = kFileAttributes};

}  // namespace

const Shape& file_shape() {
  return kFile;
}

const Attribute* find_attribute(const Shape& shape, std::string_view name) {
  const auto found = std::ranges::find(shape.attributes, name, &Attribute::name);
  return found == shape.attributes.end() ? nullptr : &*found;
}

bool is_extension(std::string_view name) {
  return name.starts_with("x-");
}

}  // namespace voicehub::compose
