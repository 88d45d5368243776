#include "engines/files/folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace voicehub::engines {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  fs::directory_iterator at{folder, failure};
  for (; !failure && at != fs::directory_iterator{}; at.increment(failure)) {
    entries.push_back(at->path());
  }
  if (failure == std::errc::permission_denied) {
    return not_ours("cannot read the folder", folder);
  }
  std::ranges::sort(entries);
  return entries;
}

Result<void> check_reachable(const fs::path& path) {
  std::error_code failure;
  static_cast<void>(fs::status(path, failure));
  if (failure == std::errc::permission_denied) {
    return not_ours("cannot look for a file", path);
  }
  return done();
}

std::unexpected<Error> not_ours(const std::string& what, const fs::path& path) {
  // What lies below a folder that cannot be entered has no owner that could be told.
  fs::path at = path;
  struct stat owner{};
  while (::stat(at.c_str(), &owner) != 0 && at.has_relative_path()) {
    at = at.parent_path();
  }
  constexpr unsigned kPermissions = 07777;
  const auto user = ::geteuid();
  return make_error(
      ErrorCode::failed,
      fmt::format("{}: {} belongs to user {}:{} with the mode {:04o}, and this is user {}:{}",
                  what,
                  at.string(),
                  owner.st_uid,
                  owner.st_gid,
                  owner.st_mode & kPermissions,
                  user,
                  ::getegid()),
      fmt::format("give it to this user: `chown -R {1} FOLDER` for a folder of the host, `docker "
                  "run --rm --user 0 -v VOLUME:{0} debian chown -R {1} {0}` for a volume",
                  at.string(),
                  user));
}

}  // namespace voicehub::engines
