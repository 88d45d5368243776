#include "core/image/build_context.hpp"

#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/base/digest.hpp"
#include "core/base/file_system.hpp"
#include "core/base/text.hpp"
#include "core/image/context_archive.hpp"

namespace voicehub::image {
namespace {

Result<void> require_folder(const HostPath& folder) {
  const FileSystem& files = local_file_system();
  const auto status = files.status(folder);
  if (status && status->type == FileType::folder) {
    return done();
  }
  if (status) {
    return make_error(ErrorCode::failed,
                      fmt::format("the build context {} is not a folder", folder.text),
                      "build.context names the folder that the Dockerfile copies from");
  }
  const auto beside = files.list(parent(folder));
  return make_error(ErrorCode::not_found,
                    fmt::format("there is no build context {}", folder.text),
                    beside ? did_you_mean(file_name(folder.text), *beside, "names beside it")
                           : fmt::format("{} does not exist either", parent(folder).text));
}

std::unexpected<Error> no_dockerfile(const HostPath& path) {
  const auto beside = local_file_system().list(parent(path));
  std::string hint = fmt::format("there is no folder {}", parent(path).text);
  if (beside) {
    std::vector<std::string> candidates;
    for (const std::string& name : *beside) {
      if (name.contains("ockerfile")) {
        candidates.push_back(name);
      }
    }
    hint = fmt::format("{}; build.dockerfile names it",
                       did_you_mean(file_name(path.text), candidates, "Dockerfiles beside it"));
  }
  return make_error(
      ErrorCode::not_found, fmt::format("there is no Dockerfile {}", path.text), std::move(hint));
}

// The path of the Dockerfile inside the context; nothing when the context's archive has no such
// file: it is outside, or behind a symbolic link.
std::optional<std::string> path_in_context(const HostPath& dockerfile, const HostPath& folder) {
  std::error_code failure;
  const auto real_file = std::filesystem::canonical(dockerfile.text, failure);
  const auto real_folder = std::filesystem::canonical(folder.text, failure);
  std::string path = shown(dockerfile, folder);
  if (failure || path == dockerfile.text || real_file != real_folder / path) {
    return std::nullopt;
  }
  return path;
}

// A name that no file of the context has, and the same for the same text, so that `COPY .` of an
// unchanged context stays cached.
std::string name_of_its_own(std::string_view dockerfile_text) {
  return fmt::format(".dockerfile.{}", sha256(dockerfile_text).hex.substr(0, 16));
}

struct FoundDockerfile {
  std::string text;
  std::string shown;
  std::optional<std::string> in_context;
};

Result<FoundDockerfile> find_dockerfile(const BuildSpec& spec) {
  if (!spec.dockerfile_inline.empty()) {
    return FoundDockerfile{.text = spec.dockerfile_inline, .shown = "dockerfile_inline"};
  }
  const HostPath path = resolve(spec.context, spec.dockerfile);
  auto text = local_file_system().read(path);
  if (!text && text.error().code == ErrorCode::not_found) {
    return no_dockerfile(path);
  }
  if (!text) {
    return std::unexpected(std::move(text).error());
  }
  return FoundDockerfile{.text = std::move(*text),
                         .shown = shown(path, spec.context),
                         .in_context = path_in_context(path, spec.context)};
}

Result<void> read_dockerfile(const BuildSpec& spec,
                             const std::vector<NamedImage>& images,
                             BuildContext& context) {
  VH_TRY(FoundDockerfile found, find_dockerfile(spec));
  VH_TRY(context.staged, with_stages(found.text, images));
  context.dockerfile_shown = std::move(found.shown);
  // A COPY of the Dockerfile takes it as it is on the disk.
  const bool as_it_is = found.in_context && images.empty();
  context.dockerfile = as_it_is ? *found.in_context : name_of_its_own(context.staged.text);
  return done();
}

Result<void> read_ignore_file(const BuildSpec& spec, BuildContext& context) {
  std::vector<HostPath> candidates;
  if (spec.dockerfile_inline.empty()) {
    candidates.push_back({resolve(spec.context, spec.dockerfile).text + ".dockerignore"});
  }
  candidates.push_back(resolve(spec.context, ".dockerignore"));
  for (const HostPath& path : candidates) {
    auto text = local_file_system().read(path);
    if (!text && text.error().code == ErrorCode::not_found) {
      continue;
    }
    if (!text) {
      return std::unexpected(std::move(text).error());
    }
    context.ignore_shown = shown(path, spec.context);
    VH_TRY(context.ignore, DockerIgnore::parse(*text, context.ignore_shown));
    return done();
  }
  return done();
}

Task<std::string> next_piece(std::shared_ptr<ContextArchive> archive) {
  co_return archive->next_piece();
}

// `below`: where the folder is in the archive.
http::BodySource archive_of(const BuildContext& context,
                            EventSink& events,
                            std::string subject,
                            std::string below = {}) {
  auto tell = [&events, subject = std::move(subject)](const std::string& path,
                                                      const std::string& what) {
    events.note(subject, fmt::format("{} is left out of the build: it is {}", path, what));
  };
  auto archive = std::make_shared<ContextArchive>(
      context.folder,
      context.ignore,
      TarEntry{.name = context.dockerfile, .content = context.staged.text},
      std::move(tell),
      std::move(below));
  return [archive = std::move(archive)] { return next_piece(archive); };
}

}  // namespace

Result<BuildContext> open_build_context(const BuildSpec& spec,
                                        const std::vector<NamedImage>& images,
                                        EventSink& events,
                                        std::string subject) {
  VH_CHECK(require_folder(spec.context));
  BuildContext context{.folder = spec.context};
  VH_CHECK(read_dockerfile(spec, images, context));
  VH_CHECK(read_ignore_file(spec, context));
  context.archive = archive_of(context, events, std::move(subject));
  return context;
}

Result<BuildContext> open_folder_context(const HostPath& folder,
                                         EventSink& events,
                                         std::string subject) {
  VH_CHECK(require_folder(folder));
  BuildContext context{.folder = folder,
                       .dockerfile = "Dockerfile",
                       .dockerfile_shown = "build.additional_contexts",
                       .staged = {.text = "FROM scratch\nCOPY files/ /\n"}};
  VH_CHECK(
      read_ignore_file({.context = folder, .dockerfile_inline = context.staged.text}, context));
  context.archive = archive_of(context, events, std::move(subject), "files/");
  return context;
}

}  // namespace voicehub::image
