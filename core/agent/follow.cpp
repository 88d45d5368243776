#include "core/agent/follow.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "core/agent/descriptor.hpp"
#include "core/agent/files.hpp"

namespace voicehub::agent {
namespace {

// Longer content never stands behind the end of shorter content: the cut is the last step, and the
// server is not there yet to see the steps before.
bool write_in_place(int file, const std::string& content) {
  return lseek(file, 0, SEEK_SET) == 0 && write_all(file, content) &&
         ftruncate(file, static_cast<off_t>(content.size())) == 0;
}

void bring_up_to_date(const Follow& follow) {
  const std::optional<std::string> fresh = read_file(follow.from);
  if (!fresh) {
    say("cannot read " + follow.from + ": " + std::strerror(errno) + "; " + follow.to +
        " stays as it is");
    return;
  }
  const Descriptor target{open(follow.to.c_str(), O_RDWR | O_CLOEXEC)};
  const std::optional<std::string> old =
      target.valid() ? read_all(target.number()) : std::optional<std::string>{};
  if (old && *old == *fresh) {
    return;
  }
  if (old && write_in_place(target.number(), *fresh)) {
    return;
  }
  const int reason = errno;
  if (old) {
    write_in_place(target.number(), *old);  // a full disk still has room for what was there
  }
  say("cannot write " + follow.to + ": " + std::strerror(reason));
}

}  // namespace

void bring_up_to_date(const std::vector<Follow>& files) {
  for (const Follow& follow : files) {
    bring_up_to_date(follow);
  }
}

}  // namespace voicehub::agent
