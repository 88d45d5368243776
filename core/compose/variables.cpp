#include "core/compose/variables.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/env_file.hpp"
#include "core/compose/scalar.hpp"

namespace voicehub::compose {

std::optional<std::string> Variables::find(const std::string& name) const {
  const auto found = known_.find(name);
  return found == known_.end() ? std::nullopt : std::optional{found->second};
}

std::string Variables::value(const std::string& name) const {
  return find(name).value_or("");
}

void Variables::set(const std::string& name, std::string value) {
  known_.insert_or_assign(name, std::move(value));
}

void Variables::note_file(const HostPath& path) {
  if (std::ranges::find(files_, path) == files_.end()) {
    files_.push_back(path);
  }
}

Result<Environment> Variables::read(const FileSystem& files,
                                    const LoadOptions& options,
                                    const HostPath& path,
                                    Environment earlier) {
  EnvFile file{.name = shown(path, options.directory)};
  VH_TRY(file.text, files.read(path));
  const auto outer = [this](const std::string& name) { return find(name); };
  return parse_env_file(file, outer, std::move(earlier), notes_);
}

Result<void> Variables::add_dot_env(const FileSystem& files,
                                    const LoadOptions& options,
                                    HostPath folder) {
  const HostPath path = resolve(folder, ".env");
  const auto status = files.status(path);
  const bool forbidden = parse_boolean(value("COMPOSE_DISABLE_ENV_FILE")).value_or(false) ||
                         value("COMPOSE_DISABLE_ENV_FILE") == "1";
  if (!forbidden) {
    note_file(path);
  }
  if (forbidden || !status || status->type == FileType::folder) {
    return done();
  }
  VH_TRY(Environment added, read(files, options, path, {}));
  known_.merge(std::move(added));
  return done();
}

Result<bool> Variables::add_named_files(const FileSystem& files, const LoadOptions& options) {
  std::vector<std::string> names = options.env_files;
  if (const std::string listed = value("COMPOSE_ENV_FILES"); names.empty() && !listed.empty()) {
    names = split(listed, ',');
  }
  VH_CHECK(add_files(files, options, options.directory, names, "--env-file or COMPOSE_ENV_FILES"));
  return !names.empty();
}

Result<void> Variables::add_files(const FileSystem& files,
                                  const LoadOptions& options,
                                  const HostPath& folder,
                                  const std::vector<std::string>& names,
                                  std::string_view named_by) {
  Environment added;
  for (const std::string& name : names) {
    const HostPath path = resolve(folder, name);
    if (!files.status(path)) {
      return make_error(ErrorCode::invalid_project,
                        fmt::format("the env file {} does not exist", path.text),
                        fmt::format("it was named by {}", named_by));
    }
    note_file(path);
    VH_TRY(added, read(files, options, path, std::move(added)));
  }
  known_.merge(std::move(added));
  return done();
}

}  // namespace voicehub::compose
