#include "core/agent/look.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <climits>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

#include "core/agent/descriptor.hpp"
#include "core/agent/digest.hpp"
#include "core/agent/files.hpp"

namespace voicehub::agent {
namespace {

Descriptor open_for_reading(const std::string& path) {
  return Descriptor{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
}

std::string content_of(const std::string& path) {
  return read_file(path).value_or("");
}

std::string uptime() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  char text[48];
  snprintf(text, sizeof text, "%lld.%09ld", static_cast<long long>(now.tv_sec), now.tv_nsec);
  return text;
}

std::vector<std::string> names_in(DIR* folder) {
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder)) {
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      names.emplace_back(entry->d_name);
    }
  }
  return names;
}

// One line that ends in a name. As sha256sum does: a name that would break the line is escaped, and
// a backslash before the line says so.
std::string line_of(const std::string& head, const std::string& name) {
  std::string escaped;
  for (const char c : name) {
    switch (c) {
      case '\\': escaped += "\\\\"; break;
      case '\n': escaped += "\\n"; break;
      case '\r': escaped += "\\r"; break;
      default: escaped += c;
    }
  }
  return (escaped.size() == name.size() ? "" : "\\") + head + escaped + '\n';
}

std::string describe_processes() {
  DIR* folder = opendir("/proc");
  if (folder == nullptr) {
    return {};
  }
  const std::vector<std::string> names = names_in(folder);
  closedir(folder);
  std::string lines;
  for (const std::string& name : names) {
    if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) {
      lines += content_of("/proc/" + name + "/stat");
    }
  }
  return lines;
}

class LeaveOut {
 public:
  explicit LeaveOut(const std::string& expression) {
    std::string test;
    std::size_t start = 0;
    while (start < expression.size()) {
      const std::size_t end = std::min(expression.find('\n', start), expression.size());
      std::string word = expression.substr(start, end - start);
      start = end + 1;
      if (test == "-name" || test == "-path") {
        patterns_.emplace_back(test == "-name", std::move(word));
        test.clear();
      } else {
        test = std::move(word);
      }
    }
  }

  [[nodiscard]] bool covers(const std::string& path, const std::string& name) const {
    for (const auto& [by_name, pattern] : patterns_) {
      if (fnmatch(pattern.c_str(), (by_name ? name : path).c_str(), 0) == 0) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<std::pair<bool, std::string>> patterns_;
};

std::string describe_link(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(path.c_str(), target, sizeof target);
  return line_of("link ", path) +
         line_of("", std::string(target, static_cast<std::size_t>(length < 0 ? 0 : length)));
}

std::string describe_file(const std::string& path) {
  const Descriptor file = open_for_reading(path);
  const std::string digest = sha256_hex(file.number());
  return digest.empty() ? line_of("unreadable ", path) : line_of(digest + "  ", path);
}

std::string describe_folder(const std::string& folder, const LeaveOut& leave_out) {
  DIR* open_folder = opendir(folder.c_str());
  if (open_folder == nullptr) {
    return line_of("unreadable ", folder);
  }
  const std::vector<std::string> names = names_in(open_folder);
  closedir(open_folder);
  std::string lines;
  for (const std::string& name : names) {
    std::string path = folder;
    path.append("/").append(name);
    struct stat status{};
    if (leave_out.covers(path, name) || lstat(path.c_str(), &status) != 0) {
      continue;
    }
    if (S_ISDIR(status.st_mode)) {
      lines += describe_folder(path, leave_out);
    } else if (S_ISLNK(status.st_mode)) {
      lines += describe_link(path);
    } else if (S_ISREG(status.st_mode)) {
      lines += describe_file(path);
    }
  }
  return lines;
}

std::string describe_path(const std::string& path, char flag, const LeaveOut& leave_out) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) {
    return "missing\n";
  }
  const bool folder = S_ISDIR(status.st_mode);
  std::string lines = "root " + std::to_string(status.st_dev) + " " +
                      std::to_string(status.st_ino) + "\n" + (folder ? "folder\n" : "");
  if (flag == 'r') {
    return lines;
  }
  if (folder) {
    return lines + describe_folder(path, leave_out);
  }
  if (const std::string digest = sha256_hex(open_for_reading(path).number()); !digest.empty()) {
    lines += digest + "  -\n";
  }
  if (flag == 'm') {
    lines += md5_hex(open_for_reading(path).number()) + "  -\n";
  }
  return lines;
}

}  // namespace

std::string describe_system(const std::string& process) {
  std::string boot_id = content_of("/proc/sys/kernel/random/boot_id");
  boot_id.resize(std::min(boot_id.find('\n'), boot_id.size()));
  return "boot " + boot_id + " " + uptime() + "\n" + describe_processes() +
         content_of("/proc/" + process + "/mountinfo");
}

std::string describe_paths(const Look& look) {
  const LeaveOut leave_out{look.leave_out};
  std::string lines;
  for (std::size_t i = 0; i < look.paths.size(); ++i) {
    const char flag = i < look.flags.size() ? look.flags[i] : 'r';
    lines += "mount\n" + describe_path(look.paths[i], flag, leave_out);
  }
  return lines + "end\n";
}

}  // namespace voicehub::agent
