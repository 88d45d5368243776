#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/to_parts.hpp"
#include "core/compose/units.hpp"

namespace voicehub::compose {
namespace {

Mount to_mount(const Node& node) {
  const std::string type = text_of(node, "type");
  const std::string source = text_of(node, "source");
  const Node& bind = member_of(node, "bind");
  const Node& volume = member_of(node, "volume");
  const Node& tmpfs = member_of(node, "tmpfs");
  const Node& image = member_of(node, "image");
  Mount mount{.target = {clean_path(text_of(node, "target"))},
              .read_only = flag_of(node, "read_only"),
              .create_source = flag_of(bind, "create_host_path"),
              .propagation = text_of(bind, "propagation"),
              .selinux = text_of(bind, "selinux"),
              .recursive = text_of(bind, "recursive"),
              .no_copy = flag_of(volume, "nocopy"),
              .volume_labels = text_map_of(volume, "labels"),
              .subpath = text_of(type == "image" ? image : volume, "subpath"),
              .tmpfs_bytes = static_cast<std::uint64_t>(integer_of(tmpfs, "size"))};
  if (tmpfs.find("mode") != nullptr) {
    mount.tmpfs_mode = static_cast<std::uint32_t>(integer_of(tmpfs, "mode"));
  }
  if (type == "bind") {
    mount.kind = MountKind::bind;
    mount.source = {clean_path(source)};
  } else if (type == "volume") {
    mount.kind = MountKind::volume;
    mount.volume = source;
  } else if (type == "image") {
    mount.kind = MountKind::image;
    mount.image = source;
  } else if (type == "npipe") {
    mount.kind = MountKind::named_pipe;
    mount.source = {source};
  } else {
    mount.kind = MountKind::tmpfs;
  }
  return mount;
}

std::optional<std::uint32_t> parse_octal(std::string_view text) {
  std::uint32_t mode = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, mode, 8);
  return failure == std::errc{} && rest == end ? std::optional{mode} : std::nullopt;
}

// False when voicehub cannot apply it.
bool apply_tmpfs_option(Mount& mount, std::string_view option) {
  constexpr std::string_view kDefaults[] = {"", "rw", "noexec", "nosuid", "nodev"};
  if (option.starts_with("size=")) {
    const auto size = parse_byte_size(option.substr(5));
    mount.tmpfs_bytes = static_cast<std::uint64_t>(size.value_or(0));
    return size.has_value();
  }
  if (option.starts_with("mode=")) {
    mount.tmpfs_mode = parse_octal(option.substr(5));
    return mount.tmpfs_mode.has_value();
  }
  if (option == "ro") {
    mount.read_only = true;
    return true;
  }
  return std::ranges::find(kDefaults, option) != std::end(kDefaults);
}

// /run, /tmp:size=64m,mode=1777
Result<Mount> to_tmpfs(const Node& node, const std::string& service) {
  const auto colon = node.text.find(':');
  Mount mount{.kind = MountKind::tmpfs, .target = {clean_path(node.text.substr(0, colon))}};
  if (colon == std::string::npos) {
    return mount;
  }
  for (const std::string& option : split(node.text.substr(colon + 1), ',')) {
    if (!apply_tmpfs_option(mount, option)) {
      return invalid(
          node.at,
          fmt::format("service '{}': the tmpfs option '{}' is not supported yet", service, option),
          "size=64m and mode=1777 are");
    }
  }
  return mount;
}

std::optional<MountRole> parse_role(std::string_view text) {
  for (const MountRole role : {MountRole::source,
                               MountRole::cache,
                               MountRole::model,
                               MountRole::log,
                               MountRole::build_target,
                               MountRole::data}) {
    if (to_text(role) == text) {
      return role;
    }
  }
  return std::nullopt;
}

Result<void> assign_roles(std::vector<Mount>& mounts,
                          const Node& service,
                          const std::string& name) {
  const Node& roles = member_of(member_of(service, "x-voicehub"), "mounts");
  for (const Entry& entry : roles.entries) {
    const ContainerPath target{clean_path(entry.key)};
    const auto mount = std::ranges::find(mounts, target, &Mount::target);
    if (mount == mounts.end()) {
      std::vector<std::string> targets;
      std::ranges::transform(
          mounts, std::back_inserter(targets), [](const Mount& m) { return m.target.text; });
      return invalid(entry.key_at,
                     fmt::format("service '{}': 'x-voicehub.mounts' names '{}', and nothing is "
                                 "mounted there",
                                 name,
                                 entry.key),
                     did_you_mean(entry.key, targets, "mounts"));
    }
    mount->role = parse_role(entry.value.text);
  }
  return done();
}

}  // namespace

Result<std::vector<Mount>> to_mounts(const Node& service, const std::string& name) {
  std::vector<Mount> mounts;
  for (const Node& item : member_of(service, "volumes").items) {
    mounts.push_back(to_mount(item));
  }
  for (const Node& item : member_of(service, "tmpfs").items) {
    VH_TRY(Mount mount, to_tmpfs(item, name));
    mounts.push_back(std::move(mount));
  }
  VH_CHECK(assign_roles(mounts, service, name));
  return mounts;
}

}  // namespace voicehub::compose
