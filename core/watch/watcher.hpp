#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "core/base/paths.hpp"
#include "core/base/result.hpp"

namespace voicehub::watch {

// That something may have happened. Never the truth: whoever takes one looks at the disk.
struct Hint {
  enum class Kind {
    touched,          // the file was written, replaced, made or removed
    open,             // the file was written to, and the writer still has it open
    folder_appeared,  // made, moved here, or another one than before
    folder_gone,      // removed, or moved away with all that is in it
    lost,             // hints were lost: look at everything
  };
  Kind kind = Kind::touched;
  HostPath path;
};

// Notices what happens directly in folders: by the kernel's events, or by looking again and again.
class Watcher {
 public:
  virtual ~Watcher() = default;

  // From now on, until it is removed. To be called before the folder is listed, so that nothing
  // falls in between. not_found: there is no such folder (any more). unsupported: this watcher
  // cannot, another one can; the hint says what to do about it.
  virtual Result<void> add(const HostPath& folder) = 0;
  // The folder and all that were added below it.
  virtual void remove(const HostPath& folder) = 0;

  // What was noticed since the last call. Does not wait.
  virtual std::vector<Hint> take() = 0;
  // Until take() may have something.
  virtual boost::asio::awaitable<void> wait() = 0;

  [[nodiscard]] virtual std::size_t folder_count() const = 0;
};

}  // namespace voicehub::watch
