#include "core/compose/pin_images.hpp"

#include <set>

#include "core/compose/reader.hpp"

namespace voicehub::compose {

std::vector<std::string> unpinned_images(const Node& file) {
  std::set<std::string> images;
  for (const Entry& service : member_of(file, "services").entries) {
    const std::string image = text_of(service.value, "image");
    if (!image.empty() && !image.contains('@')) {
      images.insert(image);
    }
  }
  return {images.begin(), images.end()};
}

void pin_images(Node& file, const std::map<std::string, std::string>& pinned) {
  Node* services = file.find("services");
  if (services == nullptr) {
    return;
  }
  for (Entry& service : services->entries) {
    Node* image = service.value.find("image");
    if (image == nullptr) {
      continue;
    }
    if (const auto found = pinned.find(image->text); found != pinned.end()) {
      image->text = found->second;
    }
  }
}

Node images_only(const Node& file) {
  Node services = make_map(file.at);
  for (const Entry& service : member_of(file, "services").entries) {
    Node only = make_map(service.value.at);
    if (const Node* image = service.value.find("image")) {
      only.set("image", *image);
    }
    services.set(service.key, std::move(only));
  }
  Node images = make_map(file.at);
  images.set("services", std::move(services));
  return images;
}

}  // namespace voicehub::compose
