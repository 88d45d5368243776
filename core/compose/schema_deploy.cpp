#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Shape kDeviceCount{.kinds = kIntegerKind | kTextKind,
                             .normal_form = short_forms::device_count};
constexpr Attribute kReservedDeviceAttributes[] = {
    required("capabilities", kDistinctTexts),
    applied("driver", kText),
    applied("count", kDeviceCount),
    applied("device_ids", kDistinctTexts),
    applied("options", kLabels),
};
constexpr Attribute kGpuAttributes[] = {
    applied("capabilities", kDistinctTexts),
    applied("driver", kText),
    applied("count", kDeviceCount),
    applied("device_ids", kDistinctTexts),
    applied("options", kLabels),
};
constexpr Shape kReservedDevice{.kinds = kMapKind, .attributes = kReservedDeviceAttributes};
constexpr Shape kReservedDevices{.kinds = kListKind, .each = &kReservedDevice};
constexpr Shape kGpu{.kinds = kMapKind, .attributes = kGpuAttributes};

constexpr Attribute kLimitAttributes[] = {
    applied("cpus", kNumber),
    applied("memory", kTextSize),
    applied("pids", kInteger),
};
constexpr Attribute kDiscreteResourceAttributes[] = {
    applied("kind", kText),
    applied("value", kNumber),
};
constexpr Shape kDiscreteResource{.kinds = kMapKind, .attributes = kDiscreteResourceAttributes};
constexpr Attribute kGenericResourceAttributes[] = {
    even_empty(applied("discrete_resource_spec", kDiscreteResource)),
};
constexpr Shape kGenericResource{.kinds = kMapKind, .attributes = kGenericResourceAttributes};
constexpr Shape kGenericResources{.kinds = kListKind, .each = &kGenericResource};
constexpr Attribute kReservationAttributes[] = {
    swarm_only("cpus", kNumber),
    applied("memory", kTextSize),
    applied("devices", kReservedDevices),
    swarm_only("generic_resources", kGenericResources),
};
constexpr Shape kLimits{.kinds = kMapKind, .attributes = kLimitAttributes};
constexpr Shape kReservations{.kinds = kMapKind, .attributes = kReservationAttributes};
constexpr Attribute kResourcesAttributes[] = {
    even_empty(applied("limits", kLimits)),
    even_empty(applied("reservations", kReservations)),
};
constexpr Shape kResources{.kinds = kMapKind, .attributes = kResourcesAttributes};
constexpr Attribute kRestartPolicyAttributes[] = {
    applied("condition", kText),
    even_empty(swarm_only("delay", kDuration)),
    even_empty(applied("max_attempts", kInteger)),
    even_empty(swarm_only("window", kDuration)),
};
constexpr Shape kRestartPolicy{.kinds = kMapKind, .attributes = kRestartPolicyAttributes};
constexpr std::string_view kUpdateOrders[] = {"start-first", "stop-first"};
constexpr Shape kUpdateOrder{.kinds = kTextKind, .words = kUpdateOrders};
constexpr Attribute kUpdateAttributes[] = {
    even_empty(applied("parallelism", kInteger)),
    applied("delay", kDuration),
    applied("failure_action", kText),
    applied("monitor", kDuration),
    applied("max_failure_ratio", kNumber),
    applied("order", kUpdateOrder),
};
constexpr Shape kUpdate{.kinds = kMapKind, .attributes = kUpdateAttributes};
constexpr Attribute kPreferenceAttributes[] = {applied("spread", kText)};
constexpr Shape kPreference{.kinds = kMapKind, .attributes = kPreferenceAttributes};
constexpr Shape kPreferences{.kinds = kListKind, .each = &kPreference};
constexpr Attribute kPlacementAttributes[] = {
    applied("constraints", kTexts),
    applied("preferences", kPreferences),
    applied("max_replicas_per_node", kInteger),
};
constexpr Shape kPlacement{.kinds = kMapKind, .attributes = kPlacementAttributes};
constexpr Attribute kDeployAttributes[] = {
    swarm_only("mode", kText),
    even_empty(applied("replicas", kInteger)),
    swarm_only("labels", kLabels),
    even_empty(swarm_only("update_config", kUpdate)),
    even_empty(swarm_only("rollback_config", kUpdate)),
    empty_in_json(applied("resources", kResources)),
    even_empty(applied("restart_policy", kRestartPolicy)),
    empty_in_json(swarm_only("placement", kPlacement)),
    swarm_only("endpoint_mode", kText),
};

}  // namespace

constinit const Shape kDeploy{.kinds = kNull | kMapKind, .attributes = kDeployAttributes};
constinit const Shape kGpus{
    .kinds = kTextKind | kListKind, .normal_form = short_forms::gpus, .each = &kGpu};

}  // namespace voicehub::compose::schema
