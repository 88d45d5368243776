#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace voicehub {

// A path on the machine that voicehub runs on. Absolute and cleaned wherever a public type holds
// one.
struct HostPath {
  std::string text;

  friend auto operator<=>(const HostPath&, const HostPath&) = default;
};

// A path as a process inside a container sees it. Always with '/', never looked up on this machine.
struct ContainerPath {
  std::string text;

  friend auto operator<=>(const ContainerPath&, const ContainerPath&) = default;
};

// Without `.`, `..`, doubled and trailing separators, by text alone: symbolic links are not
// followed.
[[nodiscard]] std::string clean_path(std::string_view path);

// `path` itself when it is absolute, else below `base`; cleaned.
[[nodiscard]] HostPath resolve(const HostPath& base, std::string_view path);

[[nodiscard]] std::string file_name(std::string_view path);
[[nodiscard]] HostPath parent(const HostPath& path);

// True for `folder` itself and everything below it, by whole components: /dir2 is not inside /dir.
[[nodiscard]] bool is_inside(std::string_view path, std::string_view folder);

// As short as a person would write it: relative to `base` when it lies inside, else unchanged.
[[nodiscard]] std::string shown(const HostPath& path, const HostPath& base);

}  // namespace voicehub
