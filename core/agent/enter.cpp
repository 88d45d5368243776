#include "core/agent/enter.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace voicehub::agent {
namespace {

// `Uid:` and `Gid:` name four: real, effective, saved, and the one that files are opened with.
constexpr std::size_t kFileSystem = 3;

struct Rights {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::uint64_t capabilities = 0;
};

// `line` without `key`, as numbers; empty when it is another line. sscanf would cost 120 KB.
std::vector<std::uint64_t> numbers_after(const char* key, const char* line, int base) {
  std::vector<std::uint64_t> numbers;
  if (std::strncmp(line, key, std::strlen(key)) != 0) {
    return numbers;
  }
  const char* text = line + std::strlen(key);
  char* next = nullptr;
  for (auto number = std::strtoull(text, &next, base); next != text;
       number = std::strtoull(text, &next, base)) {
    numbers.push_back(number);
    text = next;
  }
  return numbers;
}

bool read_rights(Rights& rights) {
  std::FILE* file = std::fopen("/proc/1/status", "re");
  if (file == nullptr) {
    return false;
  }
  char line[4096];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (const auto ids = numbers_after("Uid:", line, 10); ids.size() > kFileSystem) {
      rights.uid = static_cast<uid_t>(ids[kFileSystem]);
    } else if (const auto groups = numbers_after("Gid:", line, 10); groups.size() > kFileSystem) {
      rights.gid = static_cast<gid_t>(groups[kFileSystem]);
    } else if (const auto mask = numbers_after("CapEff:", line, 16); !mask.empty()) {
      rights.capabilities = mask.front();
    }
    for (const auto group : numbers_after("Groups:", line, 10)) {
      rights.groups.push_back(static_cast<gid_t>(group));
    }
  }
  std::fclose(file);
  return true;
}

// Root without CAP_DAC_OVERRIDE may not read other people's files, so root alone says too little.
bool keep_only(std::uint64_t capabilities) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> data{};
  if (syscall(SYS_capget, &header, data.data()) != 0) {
    return false;
  }
  data[0].effective = data[0].permitted & static_cast<std::uint32_t>(capabilities);
  data[1].effective = data[1].permitted & static_cast<std::uint32_t>(capabilities >> 32U);
  return syscall(SYS_capset, &header, data.data()) == 0;
}

}  // namespace

bool enter_container_of_process_1() {
  Rights rights;
  if (!read_rights(rights) || chroot("/proc/1/root") != 0 || chdir("/") != 0 ||
      setgroups(rights.groups.size(), rights.groups.data()) != 0 ||
      setresgid(rights.gid, rights.gid, rights.gid) != 0 ||
      setresuid(rights.uid, rights.uid, rights.uid) != 0) {
    return false;
  }
  return rights.uid != 0 || keep_only(rights.capabilities);
}

}  // namespace voicehub::agent
