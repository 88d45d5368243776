#include "core/ops/cp.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/base/text.hpp"
#include "core/ops/copy_paths.hpp"
#include "core/ops/disk_archive.hpp"
#include "core/ops/read_input.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

namespace label = plan::label;
using docker::ContainerSummary;

// Absolute, and still with the "/" or "/." at its end, which mean something.
std::string absolute(const HostPath& directory, const std::string& path) {
  const std::string cleaned = resolve(directory, path).text;
  if (path == "." || path.ends_with("/.")) {
    return cleaned + "/.";
  }
  return path.ends_with('/') ? cleaned + "/" : cleaned;
}

// The working folder of a container does not count, as in Docker: paths begin at its root.
std::string in_container(const std::string& path) {
  return path.starts_with('/') ? path : "/" + path;
}

docker::PathStat stat_or_nothing(const Result<docker::PathStat>& found) {
  return found ? *found : docker::PathStat{};
}

class Copier {
 public:
  Copier(Session& session, const Project& project, CopyOptions options, ArchiveSink output)
      : session_{session},
        project_{project},
        options_{std::move(options)},
        output_{std::move(output)},
        source_{copy_argument(options_.source)},
        target_{copy_argument(options_.target)} {}

  Task<void> run() {
    if (source_.service.empty() == target_.service.empty()) {
      co_return wrong_ends();
    }
    const bool out = !source_.service.empty();
    VH_CO_TRY(std::vector<ContainerSummary> containers,
              co_await containers_of(out ? source_.service : target_.service));
    if (out) {
      co_return co_await copy_out(containers.front());
    }
    // The standard input can be read only once.
    if (source_.is_stream()) {
      containers.resize(1);
    }
    std::vector<Task<void>> copies;
    copies.reserve(containers.size());
    for (const ContainerSummary& container : containers) {
      copies.push_back(copy_in(container));
    }
    for (const Result<void>& copied : co_await run_all(std::move(copies))) {
      VH_CO_CHECK(copied);
    }
    co_return done();
  }

 private:
  [[nodiscard]] std::unexpected<Error> wrong_ends() const {
    const bool both = !source_.service.empty();
    return make_error(
        ErrorCode::usage,
        both ? "cannot copy from a service to a service"
             : fmt::format(
                   "neither '{}' nor '{}' is in a service", options_.source, options_.target),
        both ? "copy to this machine first"
             : "voicehub cp SERVICE:PATH TARGET, or voicehub cp SOURCE SERVICE:PATH");
  }

  Task<std::vector<ContainerSummary>> containers_of(std::string name) {
    VH_CO_TRY(const Service* service, find_service(project_, name));
    VH_CO_TRY(
        auto listed,
        co_await session_.docker.list_containers(plan::of_service(project_.name, service->name)));
    std::vector<ContainerSummary> one_offs = listed;
    std::erase_if(one_offs, [](const ContainerSummary& container) {
      return container.label(std::string{label::kOneOff}) != "True";
    });
    std::vector<ContainerSummary> containers;
    for (auto& observed : plan::project_containers(project_.name, std::move(listed))) {
      if (options_.number == 0 || options_.number == observed.number) {
        containers.push_back(std::move(observed.summary));
      }
    }
    if (options_.one_offs && options_.number == 0) {
      containers.insert(containers.end(), one_offs.begin(), one_offs.end());
    }
    if (containers.empty()) {
      co_return make_error(
          ErrorCode::not_found,
          options_.number == 0
              ? fmt::format("{} has no container", service->name)
              : fmt::format("{} has no container {}", service->name, options_.number),
          fmt::format("make it: voicehub start {}", service->name));
    }
    co_return containers;
  }

  Task<void> copy_out(ContainerSummary container) {
    std::string path = in_container(source_.path);
    VH_CO_TRY(docker::PathStat stat,
              co_await session_.docker.stat_path(container.id, {clean_path(path)}));
    CopySource source{.path = path, .folder = stat.folder};
    if (options_.follow_link && !stat.link_target.empty()) {
      path = stat.link_target;
      VH_CO_TRY(stat, co_await session_.docker.stat_path(container.id, {path}));
      source.folder = stat.folder;
    }
    const ContainerPath asked{clean_path(path)};
    if (target_.is_stream()) {
      co_return co_await session_.docker.read_archive(container.id, asked, output_);
    }
    VH_CO_TRY(const CopyPlace place, copy_place(source, target_here()));
    if (!std::filesystem::is_directory(place.folder)) {
      co_return make_error(ErrorCode::not_found,
                           fmt::format("there is no folder {}", place.folder),
                           "make it first");
    }
    DiskWriter writer{place.name.empty() ? place.folder : place.folder + "/" + place.name,
                      asked.text == "/"};
    TarReader reader{writer.sinks()};
    VH_CO_CHECK(co_await session_.docker.read_archive(
        container.id, asked, [&reader](std::string_view piece) { return reader.feed(piece); }));
    VH_CO_CHECK(reader.finish());
    VH_CO_CHECK(writer.finish());
    tell(container, fmt::format("{} is in {}", source_.path, target_.path));
    co_return done();
  }

  [[nodiscard]] CopyTarget target_here() const {
    const std::string path = absolute(options_.directory, target_.path);
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    return {.path = path,
            .folder = std::filesystem::exists(status)
                          ? std::optional{std::filesystem::is_directory(status)}
                          : std::nullopt};
  }

  Task<void> copy_in(ContainerSummary container) {
    VH_CO_TRY(const CopyTarget target, co_await target_in(container.id));
    const docker::PutOptions put{.owned_by_user = options_.owned_by_user};
    if (source_.is_stream()) {
      VH_CO_CHECK(co_await copy_input(container.id, target, put));
      tell(container, fmt::format("the archive is in {}", target_.path));
      co_return done();
    }
    VH_CO_TRY(const CopySource source, source_here());
    VH_CO_TRY(const CopyPlace place, copy_place(source, target));
    const auto archive = std::make_shared<DiskArchive>(
        read_path(source.path), place.name, [this](const std::string& path) {
          session_.events.warning("", fmt::format("{} is no file and is left out", path));
        });
    const http::BodySource pieces = [archive]() -> Task<std::string> {
      co_return archive->next_piece();
    };
    VH_CO_CHECK(co_await session_.docker.send_archive(container.id, {place.folder}, pieces, put));
    tell(container, fmt::format("{} is in {}", source_.path, target_.path));
    co_return done();
  }

  Task<void> copy_input(docker::ContainerId id, CopyTarget target, docker::PutOptions put) {
    if (!target.folder.value_or(false)) {
      co_return make_error(ErrorCode::not_found,
                           fmt::format("there is no folder {} in the container", target.path),
                           "what is in an archive goes into a folder");
    }
    const auto input =
        std::make_shared<InputReader>(co_await boost::asio::this_coro::executor, STDIN_FILENO);
    const http::BodySource pieces = [input] { return input->next_piece(); };
    co_return co_await session_.docker.send_archive(
        std::move(id), {clean_path(target.path)}, pieces, put);
  }

  // Links lead to where they point to, in the container's own file system.
  Task<CopyTarget> target_in(docker::ContainerId id) {
    std::string path = in_container(target_.path);
    auto found = co_await session_.docker.stat_path(id, {clean_path(path)});
    const docker::PathStat stat = stat_or_nothing(found);
    if (!stat.link_target.empty()) {
      path = stat.link_target;
      found = co_await session_.docker.stat_path(id, {path});
    }
    if (!found && found.error().code != ErrorCode::not_found) {
      co_return std::unexpected(found.error());
    }
    co_return CopyTarget{.path = path,
                         .folder = found ? std::optional{found->folder} : std::nullopt};
  }

  [[nodiscard]] Result<CopySource> source_here() const {
    const std::string path = absolute(options_.directory, source_.path);
    std::error_code ignored;
    const bool follow = options_.follow_link || path.ends_with('/') || path.ends_with("/.");
    const auto status = follow ? std::filesystem::status(path, ignored)
                               : std::filesystem::symlink_status(path, ignored);
    if (!std::filesystem::exists(status)) {
      return make_error(ErrorCode::not_found, fmt::format("there is no {}", path));
    }
    return CopySource{.path = path, .folder = std::filesystem::is_directory(status)};
  }

  // Where a link is followed, what it leads to; its name stays.
  [[nodiscard]] std::string read_path(const std::string& path) const {
    std::error_code failure;
    const bool follow = options_.follow_link || path.ends_with('/') || path.ends_with("/.");
    const auto real = follow ? std::filesystem::canonical(path, failure).string() : path;
    return failure ? path : real;
  }

  void tell(const ContainerSummary& container, std::string what) {
    Event event;
    event.kind = Event::Kind::finished;
    event.subject = container.name();
    event.text = std::move(what);
    session_.events.on_event(event);
  }

  Session& session_;
  const Project& project_;
  CopyOptions options_;
  ArchiveSink output_;
  CopyArgument source_;
  CopyArgument target_;
};

}  // namespace

Task<void> copy(Session& session, const Project& project, CopyOptions options, ArchiveSink output) {
  Copier copier{session, project, std::move(options), std::move(output)};
  co_return co_await copier.run();
}

}  // namespace voicehub::ops
