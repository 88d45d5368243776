#include "core/ops/disk_archive.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/tar.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::ops {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using testing::HasSubstr;

std::string archived(const std::string& path, const std::string& name) {
  DiskArchive archive{path, name, [](const std::string&) {}};
  std::string tar;
  while (true) {
    const auto piece = archive.next_piece();
    EXPECT_TRUE(piece) << piece.error().message;
    if (!piece || piece->empty()) {
      return tar;
    }
    tar += *piece;
  }
}

std::string unpacked(const std::string& tar, const std::string& root) {
  DiskWriter writer{root, false};
  TarReader reader{writer.sinks()};
  if (const auto fed = reader.feed(tar); !fed) {
    return fed.error().message;
  }
  const auto finished = writer.finish();
  return finished ? "" : finished.error().message;
}

std::string content_of(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(DiskArchive, BringsAFolderToAnotherPlace) {
  const TemporaryFolder folder;
  const std::string large(1'000'000, 'x');
  folder.write("src/a.py", "print()");
  folder.write("src/sub/large", large);
  fs::create_symlink("a.py", folder.path("src/link"));
  fs::permissions(folder.path("src/a.py"), fs::perms{0750});
  fs::permissions(folder.path("src/sub"), fs::perms{0500});
  const std::string tar = archived(folder.path("src"), "renamed");
  EXPECT_EQ(unpacked(tar, folder.path("copy")), "");
  EXPECT_EQ(content_of(folder.path("copy/a.py")), "print()");
  EXPECT_EQ(content_of(folder.path("copy/sub/large")), large);
  EXPECT_EQ(fs::read_symlink(folder.path("copy/link")), "a.py");
  EXPECT_EQ(fs::status(folder.path("copy/a.py")).permissions(), fs::perms{0750});
  EXPECT_EQ(fs::status(folder.path("copy/sub")).permissions(), fs::perms{0500});
  const auto age =
      fs::last_write_time(folder.path("src/a.py")) - fs::last_write_time(folder.path("copy/a.py"));
  EXPECT_LT(age, std::chrono::seconds{1});
  fs::permissions(folder.path("src/sub"), fs::perms{0700});
  fs::permissions(folder.path("copy/sub"), fs::perms{0700});
}

TEST(DiskArchive, OfTheContentHasNoEntryForTheFolderItself) {
  const TemporaryFolder folder;
  folder.write("src/a.py", "print()");
  const auto entries = read_tar(archived(folder.path("src"), ""));
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().name, "a.py");
}

TEST(DiskArchive, TellsWhatItLeavesOut) {
  const TemporaryFolder folder;
  folder.write("src/a.py", "print()");
  ASSERT_EQ(::mkfifo(folder.path("src/pipe").c_str(), 0600), 0);
  std::vector<std::string> skipped;
  DiskArchive archive{
      folder.path("src"), "src", [&](const std::string& path) { skipped.push_back(path); }};
  ASSERT_TRUE(archive.next_piece());
  EXPECT_THAT(skipped, testing::ElementsAre(folder.path("src/pipe")));
}

TEST(DiskWriter, ReplacesAFileWithoutWritingThroughALink) {
  const TemporaryFolder folder;
  folder.write("outside", "old");
  fs::create_directory(folder.path("copy"));
  fs::create_symlink("../outside", folder.path("copy/a"));
  EXPECT_EQ(unpacked(make_tar({{.name = "x/a", .content = "new"}}), folder.path("copy")), "");
  EXPECT_EQ(content_of(folder.path("copy/a")), "new");
  EXPECT_EQ(content_of(folder.path("outside")), "old");
}

TEST(DiskWriter, WritesNothingOutsideOfItsRoot) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path("outside"));
  const std::string through_link =
      make_tar({{.name = "x", .mode = 0755, .folder = true},
                {.name = "x/out", .link_target = folder.path("outside")},
                {.name = "x/out/evil", .content = "!"}});
  EXPECT_THAT(unpacked(through_link, folder.path("copy")), HasSubstr("symbolic link"));
  EXPECT_FALSE(fs::exists(folder.path("outside/evil")));
  const std::string upwards = make_tar({{.name = "x/../../evil", .content = "!"}});
  EXPECT_THAT(unpacked(upwards, folder.path("copy")), HasSubstr("leads out"));
}

}  // namespace
}  // namespace voicehub::ops
