#include "core/plan/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::plan {
namespace {

std::string read_all(int file) {
  std::string content;
  char buffer[4096];
  ::lseek(file, 0, SEEK_SET);
  for (ssize_t count = 0; (count = ::read(file, buffer, sizeof buffer)) > 0;) {
    content.append(buffer, static_cast<std::size_t>(count));
  }
  return content;
}

void append(int file, const std::string& line) {
  ::lseek(file, 0, SEEK_END);
  // A record that cannot be written costs an explanation, not the work.
  [[maybe_unused]] const ssize_t written = ::write(file, line.data(), line.size());
}

// First line "verb pid", then one line a step.
std::optional<std::string> explain(const std::string& record) {
  if (record.empty()) {
    return std::nullopt;
  }
  std::vector<std::string> lines = split(record, '\n');
  std::erase(lines, "");
  const auto head = split(lines.front(), ' ');
  std::string text = fmt::format("`{}` (pid {}) was interrupted", head.front(), head.back());
  if (lines.size() > 1) {
    text += fmt::format(" after {} step{}, the last one: {}",
                        lines.size() - 1,
                        lines.size() == 2 ? "" : "s",
                        lines.back());
  }
  return text;
}

}  // namespace

HostPath journal_folder(const std::string& xdg_runtime_dir) {
  if (!xdg_runtime_dir.empty()) {
    return {xdg_runtime_dir + "/voicehub"};
  }
  std::error_code ignored;
  const auto temporary = std::filesystem::temp_directory_path(ignored);
  return {fmt::format("{}/voicehub-{}", temporary.string(), ::getuid())};
}

Result<Journal> Journal::open(const HostPath& folder,
                              const std::string& project,
                              const std::string& verb) {
  std::error_code failure;
  std::filesystem::create_directories(folder.text, failure);
  if (failure) {
    return make_error(
        ErrorCode::failed, fmt::format("cannot create {}", folder.text), {}, failure.message());
  }
  const std::string path = fmt::format("{}/{}.journal", folder.text, project);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) {
    return make_error(
        ErrorCode::failed, fmt::format("cannot open {}", path), {}, std::strerror(errno));
  }
  Journal journal{file};
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const auto head = split(split(read_all(file), '\n').front(), ' ');
    std::string owner =
        head.size() == 2 ? fmt::format("`{}`, pid {}", head[0], head[1]) : "starting";
    return make_error(
        ErrorCode::conflict,
        fmt::format("another voicehub ({}) is working on the project '{}'", owner, project),
        "wait until it has ended; status, logs and inspect work meanwhile");
  }
  journal.interrupted_ = explain(read_all(file));
  [[maybe_unused]] const int truncated = ::ftruncate(file, 0);
  append(file, fmt::format("{} {}\n", verb, ::getpid()));
  return journal;
}

Journal::Journal(Journal&& other) noexcept
    : file_{std::exchange(other.file_, -1)}, interrupted_{std::move(other.interrupted_)} {}

Journal::~Journal() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

void Journal::record(const std::string& step) {
  append(file_, step + "\n");
}

void Journal::finish() {
  [[maybe_unused]] const int truncated = ::ftruncate(file_, 0);
}

}  // namespace voicehub::plan
