#include "core/base/partial_file.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/base/file_system.hpp"
#include "core/base/input_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub {
namespace {

namespace fs = std::filesystem;

TEST(PartialFile, IsThereWhenItIsFinishedAndNotBefore) {
  const test::TemporaryFolder folder;
  const std::string target = folder.path("speech.wav");
  auto file = PartialFile::beside({target});
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(file->write("RIFF"));
  EXPECT_FALSE(fs::exists(target));
  EXPECT_TRUE(fs::exists(target + ".part"));
  EXPECT_EQ(*file->read(2, 100), "FF");
  EXPECT_EQ(*file->read(4, 100), "");
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(*local_file_system().read({target}), "RIFF");
  EXPECT_FALSE(fs::exists(target + ".part"));
}

TEST(PartialFile, LeavesNothingAndTheOldFileAsItWas) {
  const test::TemporaryFolder folder;
  folder.write("speech.wav", "old");
  {
    auto file = PartialFile::beside({folder.path("speech.wav")});
    ASSERT_TRUE(file->write("new"));
  }
  EXPECT_EQ(*local_file_system().read({folder.path("speech.wav")}), "old");
  EXPECT_EQ(local_file_system().list({folder.path()})->size(), 1U);
}

TEST(PartialFile, RefusesAFolderAndAPathThatIsNotThere) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(PartialFile::beside({folder.path()}).error().cause, "Is a directory");
  EXPECT_EQ(PartialFile::beside({folder.path("no/a.wav")}).error().message,
            "cannot write " + folder.path("no/a.wav"));
}

TEST(PartialFile, WritesThroughToWhatIsNoOrdinaryFile) {
  auto file = PartialFile::beside({"/dev/null"});
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("x"));
  EXPECT_TRUE(file->finish());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(InputFile, IsReadFromAnywhereUpToItsEnd) {
  const test::TemporaryFolder folder;
  folder.write("a.wav", "0123456789");
  const auto file = InputFile::open(folder.path("a.wav"));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->size(), 10U);
  EXPECT_EQ(*file->read(8, 100), "89");
  EXPECT_EQ(*file->read(10, 100), "");
}

TEST(InputFile, SaysWhenTheFileBecameShorterMeanwhile) {
  const test::TemporaryFolder folder;
  folder.write("a.wav", "0123456789");
  const auto file = InputFile::open(folder.path("a.wav"));
  fs::resize_file(folder.path("a.wav"), 4);
  EXPECT_EQ(*file->read(0, 100), "0123");
  EXPECT_EQ(file->read(4, 100).error().message,
            folder.path("a.wav") + " became shorter while it was read");
}

TEST(InputFile, KeepsWhatCanBeReadOnceOnly) {
  auto file = InputFile::open("/dev/null");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_stream());
  ASSERT_TRUE(file->keep("0123"));
  ASSERT_TRUE(file->keep("4567"));
  EXPECT_EQ(file->size(), 8U);
  EXPECT_EQ(*file->read(2, 4), "2345");
  EXPECT_EQ(*file->read(2, 4), "2345");
}

TEST(InputFile, IsNoFolderAndNothingThatIsNotThere) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(InputFile::open(folder.path()).error().cause, "Is a directory");
  EXPECT_EQ(InputFile::open(folder.path("no.wav")).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace voicehub
