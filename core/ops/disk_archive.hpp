#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/tar_reader.hpp"

namespace voicehub::ops {

// Files of this machine as an archive that is made while it is read: never more than one piece of
// it is in memory. Owners, modes, times and symbolic links are those of the disk.
class DiskArchive {
 public:
  using SkippedSink = std::function<void(const std::string& path)>;

  // `name`: what the file or folder is called in the archive; empty: what is in the folder, without
  // itself. `skipped` is told of what no archive can hold, such as a socket.
  DiskArchive(std::string path, std::string name, SkippedSink skipped);
  ~DiskArchive();
  DiskArchive(const DiskArchive&) = delete;
  DiskArchive& operator=(const DiskArchive&) = delete;

  // Empty after the end.
  [[nodiscard]] Result<std::string> next_piece();

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

// Puts what a container hands out onto the disk of this machine. It belongs to whoever runs this.
// What an archive says is not trusted: nothing is written outside of the root, nor through a
// symbolic link below it.
class DiskWriter {
 public:
  // `root`: what the thing that was asked for becomes. `whole_machine`: that was "/", which has no
  // name in the archive.
  DiskWriter(std::string root, bool whole_machine);
  ~DiskWriter();
  DiskWriter(const DiskWriter&) = delete;
  DiskWriter& operator=(const DiskWriter&) = delete;

  [[nodiscard]] TarReader::Sinks sinks();
  // Modes and times of folders, which writing into them would change.
  Result<void> finish();

 private:
  Result<void> begin(const TarHeader& entry);
  Result<void> content(std::string_view bytes);
  Result<void> end();
  Result<std::string> place_of(std::string_view name) const;
  Result<void> make_folder(const std::string& path);

  std::string root_;
  bool whole_machine_;
  int file_ = -1;
  std::string path_;  // of the entry that is being written
  TarHeader entry_;
  std::vector<std::pair<std::string, TarHeader>> folders_;
};

}  // namespace voicehub::ops
