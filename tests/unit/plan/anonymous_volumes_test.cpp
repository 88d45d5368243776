#include "core/plan/anonymous_volumes.hpp"

#include <gtest/gtest.h>

namespace voicehub::plan {
namespace {

const std::string kAnonymous(64, 'a');

class AnonymousVolumes : public testing::Test {
 protected:
  AnonymousVolumes() {
    old_.details.emplace();
    old_.details->mounts = {
        {.type = "volume", .name = kAnonymous, .destination = "/cache", .read_write = false},
        {.type = "volume", .name = "voice_models", .destination = "/models"},
        {.type = "bind", .source = "/hub", .destination = "/app"},
    };
  }

  std::string kept(std::vector<docker::MountSpec> mounts) {
    docker::ContainerSpec spec{.mounts = std::move(mounts)};
    keep_anonymous_volumes(spec, old_, &image_);
    std::string text;
    for (const docker::MountSpec& mount : spec.mounts) {
      text += mount.source.substr(0, 12) + ":" + mount.target + (mount.read_only ? ":ro " : " ");
    }
    return text;
  }

  ObservedContainer old_;
  docker::ImageDetails image_;
};

TEST_F(AnonymousVolumes, AreKeptWhereTheFileStillMountsOne) {
  EXPECT_EQ(kept({{.type = "volume", .target = "/cache"}}), "aaaaaaaaaaaa:/cache ");
  EXPECT_EQ(kept({{.type = "volume", .source = "named", .target = "/cache"}}), "named:/cache ");
  EXPECT_EQ(kept({{.type = "tmpfs", .target = "/cache"}}), ":/cache ");
}

TEST_F(AnonymousVolumes, AreKeptWhereTheImageDeclaresThem) {
  EXPECT_EQ(kept({}), "") << "the image does not";
  image_.volumes = {"/cache", "/models"};
  EXPECT_EQ(kept({}), "aaaaaaaaaaaa:/cache:ro ") << "a named one belongs to the file";
  old_.details->mounts[0].read_write = true;
  EXPECT_EQ(kept({}), "aaaaaaaaaaaa:/cache ");
}

TEST_F(AnonymousVolumes, AreNotKnownOfAContainerThatWasNotLookedInto) {
  old_.details.reset();
  EXPECT_EQ(kept({{.type = "volume", .target = "/cache"}}), ":/cache ");
}

}  // namespace
}  // namespace voicehub::plan
