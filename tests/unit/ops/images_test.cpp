#include "core/ops/images.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

plan::ObservedContainer container(const std::string& name,
                                  const std::string& image,
                                  const std::string& id) {
  plan::ObservedContainer observed{.service = name};
  observed.summary.names = {name};
  observed.summary.image = image;
  observed.summary.image_id = id;
  return observed;
}

TEST(ImagesOf, NamesAnImageAsTheContainerDoes) {
  const std::map<std::string, docker::ImageDetails> images{
      {"sha256:1",
       {.id = "sha256:1",
        .tags = {"other:1", "localhost:5000/voice/tts:2"},
        .os = "linux",
        .architecture = "arm64",
        .variant = "v8"}},
      {"sha256:2", {.id = "sha256:2", .tags = {"docker.io/library/debian:13"}, .os = "linux"}},
      {"sha256:3", {.id = "sha256:3"}}};
  std::string text;
  for (const ContainerImage& image :
       images_of({container("d", "gone", "sha256:4"),
                  container("c", "sha256:3", "sha256:3"),
                  container("b", "debian:13", "sha256:2"),
                  container("a", "localhost:5000/voice/tts:2", "sha256:1")},
                 images)) {
    text += image.container + " " + image.repository + " " + image.tag + " " + image.platform +
            " " + image.id + "\n";
  }
  EXPECT_EQ(text,
            "a localhost:5000/voice/tts 2 linux/arm64/v8 sha256:1\n"
            "b debian 13 linux sha256:2\n"
            "c    sha256:3\n"
            "d    sha256:4\n");
}

}  // namespace
}  // namespace voicehub::ops
