#include "core/watch/file_system_kind.hpp"

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace voicehub::watch {
namespace {

struct Silent {
  std::uint32_t magic;  // statfs(2) lists most of them
  std::string_view name;
};

constexpr std::array<Silent, 11> kSilent{{{0x0102'1997, "9p"},
                                          {0x6969, "NFS"},
                                          {0xFF53'4D42, "CIFS"},
                                          {0xFE53'4D42, "SMB"},
                                          {0x517B, "SMB"},
                                          {0x6573'5546, "FUSE"},
                                          {0x786F'4256, "a folder of VirtualBox"},
                                          {0x5346'4846, "a Windows drive"},
                                          {0x5346'414F, "AFS"},
                                          {0x7375'7245, "Coda"},
                                          {0x00C3'6400, "Ceph"}}};

}  // namespace

std::optional<std::string_view> silent_file_system(const HostPath& path) {
  struct statfs status{};
  HostPath there = path;
  while (::statfs(there.text.c_str(), &status) != 0) {
    if (there.text == "/" || there.text == ".") {
      return std::nullopt;
    }
    there = parent(there);
  }
  const auto found =
      std::ranges::find(kSilent, static_cast<std::uint32_t>(status.f_type), &Silent::magic);
  return found == kSilent.end() ? std::nullopt : std::optional{found->name};
}

}  // namespace voicehub::watch
