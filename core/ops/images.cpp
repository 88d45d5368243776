#include "core/ops/images.hpp"

#include <algorithm>
#include <utility>

#include "core/base/image_name.hpp"
#include "core/base/task_group.hpp"
#include "core/base/text.hpp"
#include "core/ops/project_containers.hpp"

namespace voicehub::ops {
namespace {

// The hub's own prefix is left out, as people do.
ImageName shown_name(std::string_view reference) {
  for (const std::string_view hub : {"docker.io/library/", "docker.io/"}) {
    if (reference.starts_with(hub)) {
      reference.remove_prefix(hub.size());
    }
  }
  return split_image_name(reference);
}

// Of several names the one that the container was made by.
std::string reference_of(const docker::ContainerSummary& container,
                         const docker::ImageDetails& image) {
  const bool has_own = std::ranges::find(image.tags, container.image) != image.tags.end();
  if (has_own || image.tags.empty()) {
    return has_own ? container.image : "";
  }
  return image.tags.front();
}

std::string platform_of(const docker::ImageDetails& image) {
  std::vector<std::string> parts{image.os, image.architecture, image.variant};
  std::erase(parts, "");
  return join(parts, "/");
}

}  // namespace

std::vector<ContainerImage> images_of(const std::vector<plan::ObservedContainer>& containers,
                                      const std::map<std::string, docker::ImageDetails>& images) {
  std::vector<ContainerImage> rows;
  for (const plan::ObservedContainer& container : containers) {
    ContainerImage row{.container = container.summary.name(), .id = container.summary.image_id};
    if (const auto found = images.find(container.summary.image_id); found != images.end()) {
      const docker::ImageDetails& image = found->second;
      const ImageName name = shown_name(reference_of(container.summary, image));
      row.repository = name.repository;
      row.tag = name.tag;
      row.platform = platform_of(image);
      row.size = image.size;
      row.created = image.created;
      row.tagged = image.tagged;
    }
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows, {}, &ContainerImage::container);
  return rows;
}

Task<std::vector<ContainerImage>> images(Session& session,
                                         const Project& project,
                                         std::vector<std::string> services) {
  VH_CO_TRY(const auto containers,
            co_await containers_of_services(session, project, std::move(services)));
  std::map<std::string, docker::ImageDetails> found;
  for (const plan::ObservedContainer& container : containers) {
    found[container.summary.image_id];
  }
  std::vector<Task<docker::ImageDetails>> looks;
  looks.reserve(found.size());
  for (const auto& [id, details] : found) {
    looks.push_back(session.docker.inspect_image(id));
  }
  auto looked = co_await run_all(std::move(looks));
  auto result = looked.begin();
  for (auto entry = found.begin(); entry != found.end(); ++result) {
    if (*result) {
      entry->second = std::move(**result);
      ++entry;
    } else if (result->error().code == ErrorCode::not_found) {
      entry = found.erase(entry);
    } else {
      co_return std::unexpected(result->error());
    }
  }
  co_return images_of(containers, found);
}

}  // namespace voicehub::ops
