#include "core/base/image_name.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

std::string parts(std::string_view reference) {
  const ImageName name = split_image_name(reference);
  return name.repository + " | " + name.tag + " | " + name.digest;
}

TEST(ImageName, TellsATagFromAPort) {
  EXPECT_EQ(parts("debian"), "debian |  | ");
  EXPECT_EQ(parts("debian:13"), "debian | 13 | ");
  EXPECT_EQ(parts("localhost:5000/team/tts"), "localhost:5000/team/tts |  | ");
  EXPECT_EQ(parts("localhost:5000/team/tts:1"), "localhost:5000/team/tts | 1 | ");
}

TEST(ImageName, KeepsTheDigestApart) {
  EXPECT_EQ(parts("tts@sha256:ab"), "tts |  | sha256:ab");
  EXPECT_EQ(parts("localhost:5000/tts:1@sha256:ab"), "localhost:5000/tts | 1 | sha256:ab");
}

TEST(ImageName, IsCompleteWithWhatIsUnderstood) {
  EXPECT_EQ(complete_image_name("tts"), "docker.io/library/tts:latest");
  EXPECT_EQ(complete_image_name("team/tts:1"), "docker.io/team/tts:1");
  EXPECT_EQ(complete_image_name("docker.io/tts"), "docker.io/library/tts:latest");
  EXPECT_EQ(complete_image_name("localhost/tts"), "localhost/tts:latest");
  EXPECT_EQ(complete_image_name("localhost:5000/tts:1"), "localhost:5000/tts:1");
  EXPECT_EQ(complete_image_name("ghcr.io/team/tts:1@sha256:ab"), "ghcr.io/team/tts@sha256:ab");
}

}  // namespace
}  // namespace voicehub
