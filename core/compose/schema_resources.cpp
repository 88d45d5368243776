#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Attribute kUlimitAttributes[] = {
    required("soft", kInteger),
    required("hard", kInteger),
};
constexpr Shape kUlimit{
    .kinds = kIntegerKind | kMapKind, .attributes = kUlimitAttributes, .replaced = true};

constexpr Attribute kWeightAttributes[] = {
    named_in_json("Path", required("path", kText)),
    named_in_json("Weight", applied("weight", kInteger)),
};
constexpr Shape kWeight{.kinds = kMapKind, .attributes = kWeightAttributes};
constexpr Shape kWeights{.kinds = kListKind, .each = &kWeight};
constexpr Attribute kRateAttributes[] = {
    named_in_json("Path", required("path", kText)),
    named_in_json("Rate", required("rate", kByteSize)),
};
constexpr Shape kRate{.kinds = kMapKind, .attributes = kRateAttributes};
constexpr Shape kRates{.kinds = kListKind, .each = &kRate};
constexpr Attribute kBlockIoAttributes[] = {
    applied("weight", kInteger),
    applied("weight_device", kWeights),
    applied("device_read_bps", kRates),
    applied("device_read_iops", kRates),
    applied("device_write_bps", kRates),
    applied("device_write_iops", kRates),
};

}  // namespace

constinit const Shape kBlockIo{.kinds = kMapKind, .attributes = kBlockIoAttributes};
constinit const Shape kUlimits{.kinds = kMapKind, .each = &kUlimit};

}  // namespace voicehub::compose::schema
