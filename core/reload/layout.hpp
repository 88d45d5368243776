#pragma once

#include <string_view>

// Where voicehub's own things lie inside a container of `voicehub dev`, and the labels that tell.
namespace voicehub::reload {

inline constexpr std::string_view kFolder = "/.voicehub";         // a volume, read-only
inline constexpr std::string_view kAgent = "/.voicehub/agent";    // PID 1
inline constexpr std::string_view kFollow = "/.voicehub/follow";  // <n>: the folder of a file mount

namespace label {
// How its server is restarted: "process" or "handover". Only containers of `voicehub dev` have it.
inline constexpr std::string_view kDev = "voicehub.dev";
inline constexpr std::string_view kVolume = "voicehub.dev.volume";
inline constexpr std::string_view kAgent = "voicehub.dev.agent";  // agent_version()
// Targets of file mounts that the agent keeps up with, joined by ':'.
inline constexpr std::string_view kFollowed = "voicehub.dev.followed";
}  // namespace label

inline constexpr std::string_view kVolumeRole = "agent";

}  // namespace voicehub::reload
