#include "core/compose/schema.hpp"

#include <algorithm>

#include "core/compose/schema_values.hpp"

namespace voicehub::compose {
namespace {

using namespace schema;

constexpr Attribute kNetworkAttributes[] = {
    applied("name", kText),
    applied("driver", kText),
    applied("driver_opts", kOptions),
    applied("external", kBoolean),
    applied("internal", kBoolean),
    applied("attachable", kBoolean),
    applied("labels", kLabels),
    not_yet("enable_ipv4"),
    not_yet("enable_ipv6"),
    not_yet("ipam"),
};
constexpr Shape kNetwork{.kinds = kNull | kMapKind,
                         .normal_form = short_forms::external_resource,
                         .attributes = kNetworkAttributes};
constexpr Shape kNetworks{.kinds = kMapKind, .each = &kNetwork, .keys_are_names = true};

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

constexpr Attribute kFileAttributes[] = {
    applied("name", kText),
    applied("networks", kNetworks),
    applied("services", kServices),
    applied("version", kNumberOrText),  // obsolete: noted and ignored
    applied("volumes", kVolumes),
    not_yet("configs"),
    not_yet("include"),
    not_yet("models"),
    not_yet("secrets"),
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
