#include "core/compose/find_files.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::compose {
namespace {

class FindFilesTest : public testing::Test {
 protected:
  // The found files as they are called below the temporary folder, or the message.
  std::string found(std::string_view start = "") {
    notes_.clear();
    const auto result = find_files(local_file_system(), {folder_.path(start)}, notes_);
    if (!result) {
      return result.error().message;
    }
    if (result->files.empty()) {
      return no_files({folder_.path(start)}).error().message;
    }
    std::vector<std::string> names;
    for (const HostPath& file : result->files) {
      names.push_back(shown(file, {folder_.path()}));
    }
    return join(names, " ");
  }

  void touch(std::string_view name) { folder_.write(name, ""); }

  test::TemporaryFolder folder_;
  Notes notes_;
};

TEST_F(FindFilesTest, PrefersTheNamesInTheOrderOfCompose) {
  touch("docker-compose.yaml");
  EXPECT_EQ(found(), "docker-compose.yaml");
  touch("docker-compose.yml");
  EXPECT_EQ(found(), "docker-compose.yml");
  touch("compose.yml");
  touch("compose.yaml");
  EXPECT_EQ(found(), "compose.yaml");
  EXPECT_EQ(notes_,
            Notes{"compose.yaml is used; there is also compose.yml, docker-compose.yml, "
                  "docker-compose.yaml"});
}

TEST_F(FindFilesTest, AddsTheOverrideFile) {
  touch("compose.yaml");
  touch("docker-compose.override.yml");
  EXPECT_EQ(found(), "compose.yaml docker-compose.override.yml");
}

TEST_F(FindFilesTest, PrefersTheShorterEndingOfAnOverride) {
  touch("compose.yaml");
  touch("compose.override.yaml");
  touch("compose.override.yml");
  EXPECT_EQ(found(), "compose.yaml compose.override.yml");
}

TEST_F(FindFilesTest, TakesTheOnlyVariant) {
  touch("docker-compose-chatterbox.yml");
  touch("docker-compose.override.yml");
  EXPECT_EQ(found(), "docker-compose-chatterbox.yml");
}

TEST_F(FindFilesTest, PrefersAPlainNameToAVariant) {
  touch("docker-compose-chatterbox.yml");
  touch("docker-compose.yml");
  EXPECT_EQ(found(), "docker-compose.yml");
}

TEST_F(FindFilesTest, AsksWhichOfSeveralVariants) {
  touch("docker-compose-asr.yml");
  touch("docker-compose-tts.yaml");
  const auto result = find_files(local_file_system(), {folder_.path()}, notes_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            fmt::format("{} has several compose files: docker-compose-asr.yml, "
                        "docker-compose-tts.yaml",
                        folder_.path()));
  EXPECT_EQ(result.error().hint, "say which: -f docker-compose-asr.yml");
}

TEST_F(FindFilesTest, LooksInTheFoldersAbove) {
  touch("compose.yaml");
  touch("engines/xtts/server.py");
  EXPECT_EQ(found("engines/xtts"), "compose.yaml");
  touch("engines/docker-compose-xtts.yml");
  EXPECT_EQ(found("engines/xtts"), "engines/docker-compose-xtts.yml");
}

TEST_F(FindFilesTest, DoesNotTakeAFolderForAFile) {
  touch("compose.yaml/x");
  touch("docker-compose.yml");
  EXPECT_EQ(found(), "docker-compose.yml");
}

TEST_F(FindFilesTest, SaysWhatItLookedForAndWhere) {
  EXPECT_EQ(found(),
            fmt::format("there is no compose file in {} or any folder above: no compose.yaml, "
                        "compose.yml, docker-compose.yml, docker-compose.yaml, and no "
                        "docker-compose-*.yml",
                        folder_.path()));
}

}  // namespace
}  // namespace voicehub::compose
