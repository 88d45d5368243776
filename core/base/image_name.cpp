#include "core/base/image_name.hpp"

namespace voicehub {

ImageName split_image_name(std::string_view reference) {
  ImageName name;
  if (const auto at = reference.find('@'); at != std::string_view::npos) {
    name.digest = reference.substr(at + 1);
    reference = reference.substr(0, at);
  }
  const auto colon = reference.rfind(':');
  const auto slash = reference.rfind('/');
  const bool is_port =
      colon != std::string_view::npos && slash != std::string_view::npos && colon < slash;
  if (colon != std::string_view::npos && !is_port) {
    name.tag = reference.substr(colon + 1);
    reference = reference.substr(0, colon);
  }
  name.repository = reference;
  return name;
}

std::string registry_host(std::string_view reference) {
  const auto slash = reference.find('/');
  const std::string_view first = reference.substr(0, slash);
  const bool is_host = slash != std::string_view::npos &&
                       (first.contains('.') || first.contains(':') || first == "localhost");
  const bool is_hub = first == "docker.io" || first == "index.docker.io";
  return is_host && !is_hub ? std::string{first} : std::string{};
}

std::string complete_image_name(std::string_view reference) {
  for (const std::string_view hub : {"docker.io/", "index.docker.io/"}) {
    if (reference.starts_with(hub)) {
      reference.remove_prefix(hub.size());
    }
  }
  const ImageName name = split_image_name(reference);
  std::string complete = name.repository;
  if (registry_host(reference).empty()) {
    complete.insert(0, complete.contains('/') ? "docker.io/" : "docker.io/library/");
  }
  if (!name.digest.empty()) {
    return complete + "@" + name.digest;
  }
  return complete + ":" + (name.tag.empty() ? "latest" : name.tag);
}

}  // namespace voicehub
