#include <fmt/format.h>

#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

std::string binding_of(const Node& port) {
  const std::string address = text_of(port, "host_ip");
  const std::string protocol = text_of(port, "protocol");
  return fmt::format("{}:{}:{}/{}",
                     address == "0.0.0.0" ? "" : address,
                     text_of(port, "published"),
                     text_of(port, "target"),
                     protocol.empty() ? "tcp" : protocol);
}

constexpr std::string_view kLabelModes[] = {"z", "Z"};
constexpr Shape kLabelMode{.kinds = kTextKind, .words = kLabelModes};
constexpr std::string_view kRecursions[] = {"enabled", "disabled", "writable", "readonly"};
constexpr Shape kRecursion{.kinds = kTextKind, .words = kRecursions};
constexpr Attribute kBindAttributes[] = {
    applied("selinux", kLabelMode),
    applied("propagation", kText),
    applied("create_host_path", kBoolean),
    applied("recursive", kRecursion),
};
constexpr Attribute kVolumeOptionAttributes[] = {
    applied("labels", kLabels),
    applied("nocopy", kBoolean),
    applied("subpath", kText),
};
constexpr Attribute kTmpfsAttributes[] = {
    applied("size", kWholeByteSize),
    applied("mode", kInteger),
};
constexpr Attribute kImageOptionAttributes[] = {applied("subpath", kText)};
constexpr Shape kImageOptions{.kinds = kMapKind, .attributes = kImageOptionAttributes};
constexpr Shape kBind{.kinds = kMapKind, .attributes = kBindAttributes};
constexpr Shape kVolumeOptions{.kinds = kMapKind, .attributes = kVolumeOptionAttributes};
constexpr Shape kTmpfs{.kinds = kMapKind, .attributes = kTmpfsAttributes};
constexpr std::string_view kMountTypes[] = {"bind", "volume", "tmpfs", "npipe", "cluster", "image"};
constexpr Shape kMountType{.kinds = kTextKind, .words = kMountTypes};
constexpr Attribute kMountAttributes[] = {
    required("type", kMountType),
    applied("source", kText),
    required("target", kText),
    applied("read_only", kBoolean),
    applied("consistency", kText),  // said of macOS only, and without effect
    even_empty(applied("bind", kBind)),
    even_empty(applied("volume", kVolumeOptions)),
    even_empty(applied("tmpfs", kTmpfs)),
    even_empty(applied("image", kImageOptions)),
};
constexpr Shape kMount{.kinds = kMapKind, .attributes = kMountAttributes};

constexpr Attribute kPortAttributes[] = {
    applied("name", kText),  // for people
    applied("mode", kText),  // for Docker Swarm, and "ingress" in all that Compose prints
    applied("host_ip", kText),
    required("target", kInteger),
    applied("published", kNumberOrText),
    applied("protocol", kText),
    applied("app_protocol", kText),  // for people
};
constexpr Shape kPort{.kinds = kMapKind, .attributes = kPortAttributes};

constexpr Attribute kDeviceAttributes[] = {
    required("source", kText),
    required("target", kText),
    applied("permissions", kText),
};
constexpr Shape kDevice{.kinds = kMapKind, .attributes = kDeviceAttributes};

}  // namespace

constinit const Shape kMounts{.kinds = kListKind,
                              .normal_form = short_forms::volumes,
                              .each = &kMount,
                              .identity = target_of};
constinit const Shape kPorts{
    .kinds = kListKind, .normal_form = short_forms::ports, .each = &kPort, .identity = binding_of};
constinit const Shape kDevices{.kinds = kListKind,
                               .normal_form = short_forms::devices,
                               .each = &kDevice,
                               .identity = target_of};

}  // namespace voicehub::compose::schema
