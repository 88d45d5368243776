#include "core/image/build_context.hpp"

#include <filesystem>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/tar.hpp"
#include "tests/support/recorded_events.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

class BuildContextTest : public testing::Test {
 protected:
  BuildSpec spec(std::string dockerfile = "Dockerfile") {
    return {.context = HostPath{folder_.path("app")}, .dockerfile = std::move(dockerfile)};
  }

  Result<BuildContext> open(const BuildSpec& spec, const std::vector<NamedImage>& images = {}) {
    return open_build_context(spec, images, events_, "voice");
  }

  std::string names(const BuildContext& context) {
    boost::asio::io_context io;
    std::string archive;
    while (true) {
      const std::string piece = test::run(io, context.archive()).value();
      if (piece.empty()) {
        break;
      }
      archive += piece;
    }
    std::string names;
    const auto entries = read_tar(archive);
    for (const TarEntry& entry : entries.value()) {
      names += entry.name + " ";
    }
    return names;
  }

  test::TemporaryFolder folder_;
  test::RecordedEvents events_;
};

TEST_F(BuildContextTest, TakesTheDockerfileOfTheContext) {
  folder_.write("app/Dockerfile", "FROM a\n");
  folder_.write("app/server.py", "");
  const auto context = open(spec());
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(context->dockerfile, "Dockerfile");
  EXPECT_EQ(context->staged.text, "FROM a\n");
  EXPECT_EQ(names(*context), "./ Dockerfile server.py ");
}

TEST_F(BuildContextTest, TakesADockerfileInAFolderOfTheContext) {
  folder_.write("app/docker/gpu.Dockerfile", "FROM a\n");
  const auto context = open(spec("docker/gpu.Dockerfile"));
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(context->dockerfile, "docker/gpu.Dockerfile");
  EXPECT_EQ(names(*context), "./ docker/gpu.Dockerfile docker/ ");
}

TEST_F(BuildContextTest, SendsADockerfileOfAnotherPlaceUnderANameOfItsOwn) {
  folder_.write("app/server.py", "");
  folder_.write("docker/Dockerfile", "FROM a\n");
  const auto outside = open(spec("../docker/Dockerfile"));
  ASSERT_TRUE(outside) << outside.error().message;
  EXPECT_EQ(outside->dockerfile, ".dockerfile.20a51c1806196a27");
  EXPECT_EQ(outside->dockerfile_shown, folder_.path("docker/Dockerfile"));
  EXPECT_EQ(names(*outside), "./ .dockerfile.20a51c1806196a27 server.py ");

  BuildSpec inline_spec = spec();
  inline_spec.dockerfile_inline = "FROM a\n";
  const auto in_file = open(inline_spec);
  ASSERT_TRUE(in_file) << in_file.error().message;
  EXPECT_EQ(in_file->dockerfile, outside->dockerfile);
  EXPECT_EQ(in_file->dockerfile_shown, "dockerfile_inline");
}

TEST_F(BuildContextTest, FollowsALinkToTheDockerfile) {
  folder_.write("app/server.py", "");
  folder_.write("shared/Dockerfile", "FROM a\n");
  std::filesystem::create_symlink("../shared/Dockerfile", folder_.path("app/Dockerfile"));
  const auto context = open(spec());
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(context->staged.text, "FROM a\n");
  EXPECT_EQ(names(*context), "./ .dockerfile.20a51c1806196a27 Dockerfile server.py ");
}

TEST_F(BuildContextTest, PrefersTheIgnoreFileOfTheDockerfile) {
  folder_.write("app/gpu.Dockerfile", "FROM a\n");
  folder_.write("app/Dockerfile", "FROM a\n");
  folder_.write("app/.dockerignore", "*.md");
  folder_.write("app/gpu.Dockerfile.dockerignore", "*.py\n*Dockerfile*");
  folder_.write("app/a.md", "");
  folder_.write("app/a.py", "");
  EXPECT_EQ(names(open(spec()).value()),
            "./ Dockerfile .dockerignore a.py gpu.Dockerfile gpu.Dockerfile.dockerignore ");
  EXPECT_EQ(names(open(spec("gpu.Dockerfile")).value()), "./ gpu.Dockerfile .dockerignore a.md ");
}

TEST_F(BuildContextTest, SendsAnIgnoredDockerfileAllTheSame) {
  folder_.write("app/Dockerfile", "FROM a\n");
  folder_.write("app/.dockerignore", "*");
  EXPECT_EQ(names(open(spec()).value()), "./ Dockerfile ");
}

TEST_F(BuildContextTest, RefusesAContextThatIsNotThere) {
  folder_.write("app2/Dockerfile", "");
  const auto refused = open(spec());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "there is no build context " + folder_.path("app"));
  EXPECT_EQ(refused.error().hint, "did you mean 'app2'?");
  folder_.write("app", "a file");
  EXPECT_EQ(open(spec()).error().message,
            fmt::format("the build context {} is not a folder", folder_.path("app")));
}

TEST_F(BuildContextTest, NamesTheDockerfilesThatThereAreWhenOneIsMissing) {
  folder_.write("app/Dockerfile.gpu", "");
  folder_.write("app/server.py", "");
  const auto refused = open(spec("Dockerfile.gpo"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "there is no Dockerfile " + folder_.path("app/Dockerfile.gpo"));
  EXPECT_EQ(refused.error().hint, "did you mean 'Dockerfile.gpu'?; build.dockerfile names it");
}

TEST_F(BuildContextTest, NamesTheLineOfABadIgnorePattern) {
  folder_.write("app/Dockerfile", "FROM a\n");
  folder_.write("app/.dockerignore", "a[\n");
  EXPECT_EQ(open(spec()).error().message, ".dockerignore:1: 'a[' has a '[' without its ']'");
}

TEST_F(BuildContextTest, SendsTheDockerfileWithItsStagesBesideTheOneThatIsThere) {
  folder_.write("app/Dockerfile", "FROM a\n");
  const auto context = open(spec(), {{.name = "base", .image = "tts:1"}});
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(context->staged.text, "FROM tts:1 AS base\nFROM a\n");
  EXPECT_EQ(names(*context), "./ " + context->dockerfile + " Dockerfile ");
}

TEST_F(BuildContextTest, MakesAnImageOfAFolder) {
  folder_.write("models/Dockerfile", "");
  folder_.write("models/a/voice.onnx", "");
  folder_.write("models/a/notes.txt", "");
  folder_.write("models/.dockerignore", "**/*.txt\n");
  const auto context = open_folder_context(HostPath{folder_.path("models")}, events_, "voice");
  ASSERT_TRUE(context) << context.error().message;
  EXPECT_EQ(names(*context),
            "./ Dockerfile files/ files/.dockerignore files/Dockerfile files/a/ "
            "files/a/voice.onnx ");
  EXPECT_FALSE(open_folder_context(HostPath{folder_.path("none")}, events_, "voice"));
}

}  // namespace
}  // namespace voicehub::image
