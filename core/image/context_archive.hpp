#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/dockerignore.hpp"
#include "core/base/paths.hpp"
#include "core/base/result.hpp"
#include "core/base/tar.hpp"

namespace voicehub::image {

// A build context as an archive that is made while it is read: never more than one piece of it is
// in memory. Entries are sorted and belong to root; modes, times and symbolic links are those of
// the disk. Times matter although no cache key has them: `make` in a build whose objects are kept
// in a cache mount sees by them what has changed.
class ContextArchive {
 public:
  // Told of each file that cannot be part of an image, such as a socket.
  using SkippedSink = std::function<void(std::string path, std::string what)>;

  // `dockerfile` comes first, as it was read, whatever `ignore` says of it. What is in `folder`
  // gets names that begin with `below`, which is "" or ends with '/'.
  ContextArchive(HostPath folder,
                 DockerIgnore ignore,
                 TarEntry dockerfile,
                 SkippedSink skipped,
                 std::string below = {});
  ~ContextArchive();
  ContextArchive(ContextArchive&&) noexcept;
  ContextArchive& operator=(ContextArchive&&) noexcept;

  // Empty after the end.
  [[nodiscard]] Result<std::string> next_piece();

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace voicehub::image
