#include "core/verify/selection.hpp"

#include <filesystem>
#include <system_error>

namespace voicehub::verify {
namespace {

namespace fs = std::filesystem;

// So many paths are still one short request.
constexpr std::size_t kMost = 200;

// By itself, or with a folder that it is in.
bool is_left_out(const LeaveOut& leave_out, const ContainerPath& target, const std::string& name) {
  for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    if (leave_out.covers(target.text + "/" + name.substr(0, slash))) {
      return true;
    }
  }
  return leave_out.covers(target.text + "/" + name);
}

bool is_file_or_gone(const HostPath& file) {
  std::error_code failure;
  const auto type = fs::symlink_status(file.text, failure).type();
  return type == fs::file_type::regular || type == fs::file_type::not_found;
}

}  // namespace

std::optional<std::vector<std::string>> selection_of(const HostPath& source,
                                                     const ContainerPath& target,
                                                     const std::vector<HostPath>& files,
                                                     const LeaveOut& leave_out) {
  std::error_code failure;
  if (files.empty() || files.size() > kMost || !fs::is_directory(source.text, failure)) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const HostPath& file : files) {
    if (!is_inside(file.text, source.text)) {
      continue;
    }
    std::string name = shown(file, source);
    if (is_left_out(leave_out, target, name)) {
      continue;
    }
    if (!is_file_or_gone(file)) {
      return std::nullopt;
    }
    names.push_back(std::move(name));
  }
  return names;
}

View joined(View folder, const std::vector<std::string>& names, std::span<const View> files) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (files[i].exists) {
      folder.tree[names[i]] = files[i].file;
    }
  }
  return folder;
}

}  // namespace voicehub::verify
