#include "engines/voice-stack/link_models.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_write(const fs::path& folder, const std::string& name) {
  struct stat owner {};
  ::stat(folder.c_str(), &owner);
  return make_error(
      ErrorCode::failed,
      fmt::format("cannot link {} into {}: the folder belongs to user {}, and this is user {}",
                  name,
                  folder.string(),
                  owner.st_uid,
                  ::geteuid()),
      fmt::format("give the volume to it: docker run --rm --user 0 -v VOLUME:{0} debian chown -R {1} "
                  "{0}",
                  folder.string(),
                  ::geteuid()));
}

}  // namespace

Result<void> link_models(const fs::path& base) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator{base / "external_models", failure}) {
    const fs::path link = base / "models" / entry.path().filename();
    if (fs::exists(fs::symlink_status(link, failure))) {
      continue;
    }
    fs::create_symlink(entry.path(), link, failure);
    if (failure == std::errc::read_only_file_system) {
      return done();
    }
    if (failure == std::errc::permission_denied) {
      return cannot_write(base / "models", entry.path().filename().string());
    }
  }
  return done();
}

}  // namespace voicehub::engines
