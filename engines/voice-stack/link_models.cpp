#include "engines/voice-stack/link_models.hpp"

#include <fmt/format.h>

#include "engines/files/folder.hpp"

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;

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
  VH_TRY(const std::vector<fs::path> models, entries_of(base / "external_models"));
  for (const fs::path& model : models) {
    VH_CHECK(link(model, base / "models"));
  }
  return done();
}

}  // namespace voicehub::engines
