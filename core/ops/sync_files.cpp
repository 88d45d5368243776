#include "core/ops/sync_files.hpp"

#include <fmt/format.h>

#include "core/base/tar.hpp"
#include "core/base/text.hpp"

namespace voicehub::ops {
namespace {

std::string target_of(const watch::Finding& finding) {
  const std::string& target = finding.rule.target.text;
  if (finding.change.path == finding.rule.path) {
    return target.ends_with('/') ? target + file_name(finding.change.path.text) : target;
  }
  return clean_path(target + "/" + shown(finding.change.path, finding.rule.path));
}

bool is_sync(watch::Action action) {
  return action == watch::Action::sync || action == watch::Action::sync_exec ||
         action == watch::Action::sync_restart;
}

Task<void> remove_files(docker::Api& docker,
                        docker::ContainerId container,
                        std::vector<std::string> paths) {
  docker::ExecRequest request{
      .container = std::move(container), .command = {"rm", "-rf", "--"}, .user = "0"};
  request.command.insert(request.command.end(), paths.begin(), paths.end());
  VH_CO_TRY(const docker::ExecReply reply, co_await docker.exec(std::move(request)));
  if (reply.exit_code != 0) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} cannot be removed in the container", paths.front()),
                         {},
                         std::string{trim(reply.error_output + reply.output)});
  }
  co_return done();
}

}  // namespace

Task<void> sync_files(docker::Api& docker,
                      const FileSystem& files,
                      docker::ContainerId container,
                      std::vector<watch::Finding> findings) {
  std::vector<TarEntry> entries;
  std::vector<std::string> removed;
  for (const watch::Finding& finding : findings) {
    if (!is_sync(finding.rule.action)) {
      continue;
    }
    const std::string target = target_of(finding);
    const auto status = files.status(finding.change.path);
    if (finding.change.kind == watch::Change::Kind::removed || !status) {
      removed.push_back(target);
      continue;
    }
    VH_CO_TRY(std::string content, files.read(finding.change.path));
    constexpr std::int64_t kSecond = 1'000'000'000;
    entries.push_back({.name = target.substr(1),
                       .content = std::move(content),
                       .mode = status->mode,
                       .modified = status->modified_ns / kSecond});
  }
  if (!entries.empty()) {
    VH_CO_CHECK(co_await docker.put_archive(container, {"/"}, make_tar(entries)));
  }
  if (!removed.empty()) {
    VH_CO_CHECK(co_await remove_files(docker, std::move(container), std::move(removed)));
  }
  co_return done();
}

}  // namespace voicehub::ops
