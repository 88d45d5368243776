#pragma once

#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/verify/leave_out.hpp"

namespace voicehub::verify {

enum class Depth {
  root,             // is it there, and which device and inode
  content,          // and the SHA-256 of the file, or of every file below
  content_and_md5,  // and the MD5, of a single file
};

// What is asked about one mount, inside the container.
struct Question {
  ContainerPath path;
  Depth depth = Depth::root;
};

// The words that both ways of asking take: <leave-out> <flags> <path>... with one flag for each
// path, r, h or m. Paths are words of their own and never part of a script.
[[nodiscard]] std::vector<std::string> question_words(const std::vector<Question>& questions,
                                                      const LeaveOut& leave_out);

// The way that needs nothing but what most images have: sh, cat, stat, find and sha256sum.
// `voicehub-agent look` prints the same lines. In order:
//
//   boot <id of the kernel's boot> <seconds since>
//   /proc/self/mountinfo and every /proc/<id>/stat, in any order, as they are
//   for each path: mount, then missing, or
//     root <device> <inode>, and of a folder: folder; unless the flag is r, then
//     of a file:   <sha256>  -       and with m   <md5>  -
//     of a folder: for each file below it <sha256>  <path>, for a link two lines, link <path> and
//                  where it leads, for what may not be read unreadable <path>
//   end
//
// As sha256sum does, a line may begin with a backslash: then \\, \n and \r in the name are escaped.
[[nodiscard]] std::vector<std::string> shell_command(const std::vector<std::string>& words);

}  // namespace voicehub::verify
