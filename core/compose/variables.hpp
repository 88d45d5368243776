#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/problem.hpp"

namespace voicehub::compose {

// What ${NAME} means in the files of a project, and what configures the loading itself. What is
// known first wins: the process, then env files.
class Variables {
 public:
  explicit Variables(Environment process) : known_{std::move(process)} {}

  [[nodiscard]] std::optional<std::string> find(const std::string& name) const;
  // Empty when it is not set.
  [[nodiscard]] std::string value(const std::string& name) const;
  void set(const std::string& name, std::string value);

  // Adds what is in `folder`/.env, if there is one and COMPOSE_DISABLE_ENV_FILE does not forbid it.
  Result<void> add_dot_env(const FileSystem& files, const LoadOptions& options, HostPath folder);
  // Adds the files of --env-file or COMPOSE_ENV_FILES, of which later ones win. False when none is
  // named.
  Result<bool> add_named_files(const FileSystem& files, const LoadOptions& options);
  // Adds the files `names`, which start in `folder`; later ones win. `named_by` is for the message
  // when one is not there.
  Result<void> add_files(const FileSystem& files,
                         const LoadOptions& options,
                         const HostPath& folder,
                         const std::vector<std::string>& names,
                         std::string_view named_by);

  // All files that were added, or looked for in vain; each once.
  [[nodiscard]] const std::vector<HostPath>& files() const { return files_; }

  [[nodiscard]] Notes take_notes() { return std::move(notes_); }

 private:
  Result<Environment> read(const FileSystem& files,
                           const LoadOptions& options,
                           const HostPath& path,
                           Environment earlier);

  void note_file(const HostPath& path);

  Environment known_;
  std::vector<HostPath> files_;
  Notes notes_;
};

}  // namespace voicehub::compose
