#pragma once

#include <optional>
#include <string>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"

namespace voicehub::plan {

// The lock of a project and the record of what is being done to it, in one file. A run that ends
// well empties it; one that was killed leaves its record, and the next run says what it picks up.
// What is to be done then follows from the state of the daemon alone: the record only explains.
class Journal {
 public:
  // `folder` is made when it is missing. conflict when another voicehub works on the project: the
  // error names it.
  [[nodiscard]] static Result<Journal> open(const HostPath& folder,
                                            const std::string& project,
                                            const std::string& verb);

  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  // Gives the lock back. The record stays unless finish() was called.
  ~Journal();

  // "`restart` (pid 4711) was interrupted after 2 steps, the last one: stop_container
  // service:tts:1"; nothing after a run that ended well.
  [[nodiscard]] const std::optional<std::string>& interrupted() const { return interrupted_; }

  void record(const std::string& step);
  void finish();

 private:
  explicit Journal(int file) : file_{file} {}

  int file_ = -1;
  std::optional<std::string> interrupted_;
};

// Where journals live: below XDG_RUNTIME_DIR, else below the folder for temporary files, one folder
// per user.
[[nodiscard]] HostPath journal_folder(const std::string& xdg_runtime_dir);

}  // namespace voicehub::plan
