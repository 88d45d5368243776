#include "core/verify/host_digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

namespace voicehub::verify {
namespace {

struct Content {
  std::string hex;  // empty: could not be read
  std::int64_t changed_ns = 0;
};

std::int64_t changed_ns(const struct stat& status) {
  return status.st_ctim.tv_sec * 1'000'000'000LL + status.st_ctim.tv_nsec;
}

// The time is taken after the content: a save in between makes it later, never the content older
// than it says.
Content read_content(const std::string& path, HashAlgorithm algorithm) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return {};
  }
  Hasher hasher{algorithm};
  std::array<char, 131072> buffer{};
  ssize_t count = 0;
  while ((count = ::read(file, buffer.data(), buffer.size())) > 0) {
    hasher.update({buffer.data(), static_cast<std::size_t>(count)});
  }
  struct stat status{};
  const bool known = ::fstat(file, &status) == 0;
  ::close(file);
  return count < 0 || !known ? Content{} : Content{hasher.finish(), changed_ns(status)};
}

Entry read_file(const std::string& path) {
  Content content = read_content(path, HashAlgorithm::sha256);
  return {.digest = std::move(content.hex), .changed_ns = content.changed_ns};
}

class Walk {
 public:
  Walk(std::string host_root, std::string container_root, const LeaveOut& leave_out)
      : host_root_{std::move(host_root)},
        container_root_{std::move(container_root)},
        leave_out_{leave_out} {}

  // `inside`: the folder, relative to the root, with a '/' at its end unless it is the root.
  void add_folder(const std::string& inside, std::map<std::string, Entry>& tree) const {
    namespace fs = std::filesystem;
    std::error_code failure;
    for (auto entry = fs::directory_iterator{host_root_ + "/" + inside, failure};
         !failure && entry != fs::directory_iterator{};
         entry.increment(failure)) {
      const std::string name = inside + entry->path().filename().string();
      if (!leave_out_.covers(container_root_ + "/" + name)) {
        add(name, tree);
      }
    }
    if (failure) {
      tree[inside.substr(0, inside.size() - (inside.empty() ? 0 : 1))] = {};
    }
  }

 private:
  void add(const std::string& name, std::map<std::string, Entry>& tree) const {
    const std::string path = host_root_ + "/" + name;
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
      return;  // deleted since it was listed
    }
    if (S_ISDIR(status.st_mode)) {
      add_folder(name + "/", tree);
    } else if (S_ISREG(status.st_mode)) {
      tree[name] = read_file(path);
    } else if (S_ISLNK(status.st_mode)) {
      std::error_code failure;
      const auto target = std::filesystem::read_symlink(path, failure);
      tree[name] = {.digest = link_digest(target.string()), .changed_ns = changed_ns(status)};
    }
  }

  std::string host_root_;
  std::string container_root_;
  const LeaveOut& leave_out_;
};

}  // namespace

View look_at_host(const HostPath& source, const Question& question, const LeaveOut& leave_out) {
  struct stat status{};
  if (::stat(source.text.c_str(), &status) != 0) {
    return {};
  }
  View view{.exists = true,
            .folder = S_ISDIR(status.st_mode),
            .device = status.st_dev,
            .inode = status.st_ino};
  if (question.depth == Depth::root) {
    return view;
  }
  if (view.folder) {
    Walk{source.text, question.path.text, leave_out}.add_folder("", view.tree);
    return view;
  }
  view.file = read_file(source.text);
  if (question.depth == Depth::content_and_md5) {
    view.md5 = read_content(source.text, HashAlgorithm::md5).hex;
  }
  return view;
}

}  // namespace voicehub::verify
