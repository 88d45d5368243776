#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

// Where things go that are copied into a container or out of one, as `docker cp` has it. Pure.
namespace voicehub::ops {

// One end of a copy as it is typed: "tts:/app/server.py", or a path of this machine.
struct CopyArgument {
  std::string service;  // empty: this machine
  std::string path;     // "-": an archive at the standard input or output

  [[nodiscard]] bool is_stream() const { return service.empty() && path == "-"; }
};

// A path of this machine with a colon in it begins with '/' or '.'.
[[nodiscard]] CopyArgument copy_argument(std::string_view text);

struct CopySource {
  std::string path;
  bool folder = false;
};

struct CopyTarget {
  std::string path;
  std::optional<bool> folder;  // absent: there is nothing yet
};

struct CopyPlace {
  std::string folder;  // where it goes
  std::string name;    // what it is called there; empty: the content of a folder goes into `folder`

  friend bool operator==(const CopyPlace&, const CopyPlace&) = default;
};

// "folder/." means what is in the folder. A folder is not put in the place of a file, and a name
// that ends in '/' must be that of a folder.
[[nodiscard]] Result<CopyPlace> copy_place(const CopySource& source, const CopyTarget& target);

// What an archive calls `entry`, from below the thing that was asked for: "" for that itself.
// Nothing for a name that leads out of it.
[[nodiscard]] std::optional<std::string> below_root(std::string_view entry, bool whole_machine);

}  // namespace voicehub::ops
