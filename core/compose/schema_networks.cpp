#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Attribute kAttachmentAttributes[] = {
    applied("aliases", kUniqueTexts),
    applied("driver_opts", kOptions),
    applied("gw_priority", kInteger),
    applied("interface_name", kText),
    applied("ipv4_address", kText),
    applied("ipv6_address", kText),
    applied("link_local_ips", kUniqueTexts),
    applied("mac_address", kText),
    applied("priority", kInteger),
};
constexpr Shape kAttachment{.kinds = kNull | kMapKind, .attributes = kAttachmentAttributes};

constexpr Attribute kPoolAttributes[] = {
    applied("subnet", kText),
    applied("gateway", kText),
    applied("ip_range", kText),
    applied("aux_addresses", kOptions),
};
constexpr Shape kPool{.kinds = kMapKind, .attributes = kPoolAttributes};
constexpr Shape kPools{.kinds = kListKind, .each = &kPool};
constexpr Attribute kAddressAttributes[] = {
    applied("driver", kText),
    applied("config", kPools),
    applied("options", kOptions),
};
constexpr Shape kAddresses{.kinds = kMapKind, .attributes = kAddressAttributes};

constexpr Attribute kNetworkAttributes[] = {
    applied("name", kText),
    applied("driver", kText),
    applied("driver_opts", kOptions),
    empty_in_json(applied("ipam", kAddresses)),
    applied("external", kBoolean),
    applied("internal", kBoolean),
    applied("attachable", kBoolean),
    applied("labels", kLabels),
    even_empty(applied("enable_ipv4", kBoolean)),
    even_empty(applied("enable_ipv6", kBoolean)),
};
constexpr Shape kNetwork{.kinds = kNull | kMapKind,
                         .normal_form = short_forms::external_resource,
                         .attributes = kNetworkAttributes};

}  // namespace

constinit const Shape kAttachments{.kinds = kListKind | kMapKind,
                                   .normal_form = short_forms::named_list,
                                   .each = &kAttachment,
                                   .keys_are_names = true};
constinit const Shape kNetworks{.kinds = kMapKind, .each = &kNetwork, .keys_are_names = true};

}  // namespace voicehub::compose::schema
