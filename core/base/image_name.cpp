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

std::string complete_image_name(std::string_view reference) {
  const ImageName name = split_image_name(reference);
  const auto slash = name.repository.find('/');
  const std::string first = name.repository.substr(0, slash);
  const bool names_registry = slash != std::string::npos &&
                              (first.contains('.') || first.contains(':') || first == "localhost");
  std::string complete = name.repository;
  if (!names_registry) {
    complete.insert(0, slash == std::string::npos ? "docker.io/library/" : "docker.io/");
  }
  if (!name.digest.empty()) {
    return complete + "@" + name.digest;
  }
  return complete + ":" + (name.tag.empty() ? "latest" : name.tag);
}

}  // namespace voicehub
