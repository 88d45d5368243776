#include "engines/voice-stack/link_models.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> not_ours(const std::string& what, const fs::path& folder) {
  struct stat owner{};
  ::stat(folder.c_str(), &owner);
  const auto self = ::geteuid();
  return make_error(
      ErrorCode::failed,
      fmt::format("{}: {} belongs to user {}, and this is user {}",
                  what,
                  folder.string(),
                  owner.st_uid,
                  self),
      fmt::format("give the volume to it: docker run --rm --user 0 -v VOLUME:{0} debian chown -R "
                  "{1} {0}",
                  folder.string(),
                  self));
}

Result<void> link(const fs::path& model, const fs::path& models) {
  std::error_code failure;
  const fs::path name = models / model.filename();
  if (fs::exists(fs::symlink_status(name, failure))) {
    return done();
  }
  fs::create_symlink(model, name, failure);
  if (failure == std::errc::permission_denied) {
    return not_ours(fmt::format("cannot link {} into models/", model.filename().string()), models);
  }
  return done();  // on a read-only file system the engines look in both folders
}

}  // namespace

Result<void> link_models(const fs::path& base) {
  std::error_code failure;
  const fs::path mounted = base / "external_models";
  const fs::directory_iterator models{mounted, failure};
  if (failure == std::errc::permission_denied) {
    return not_ours("cannot read the mounted models", mounted);
  }
  for (const auto& entry : models) {
    VH_CHECK(link(entry.path(), base / "models"));
  }
  return done();
}

}  // namespace voicehub::engines
