#include "core/image/context_archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

class ContextArchiveTest : public testing::Test {
 protected:
  ContextArchive archive(std::string_view ignore = "") {
    return {HostPath{folder_.path()},
            DockerIgnore::parse(ignore, ".dockerignore").value(),
            TarEntry{.name = "Dockerfile", .content = "FROM scratch\n"},
            [this](const std::string& path, const std::string& what) {
              skipped_ += fmt::format("{} is {}\n", path, what);
            }};
  }

  static Result<std::string> whole(ContextArchive archive) {
    std::string bytes;
    while (true) {
      VH_TRY(const std::string piece, archive.next_piece());
      if (piece.empty()) {
        return bytes;
      }
      bytes += piece;
    }
  }

  std::vector<TarEntry> entries(std::string_view ignore = "") {
    const auto bytes = whole(archive(ignore));
    EXPECT_TRUE(bytes) << bytes.error().message;
    return read_tar(bytes.value_or("")).value();
  }

  std::string names(std::string_view ignore = "") {
    std::string text;
    for (const TarEntry& entry : entries(ignore)) {
      text += entry.name + " ";
    }
    return text;
  }

  TarEntry entry(const std::string& name) {
    for (const TarEntry& candidate : entries()) {
      if (candidate.name == name) {
        return candidate;
      }
    }
    ADD_FAILURE() << "no " << name;
    return {};
  }

  test::TemporaryFolder folder_;
  std::string skipped_;
};

TEST_F(ContextArchiveTest, BeginsWithTheRootAndTheDockerfileAndIsSorted) {
  folder_.write("b.txt", "");
  folder_.write("a/z.txt", "");
  folder_.write("a/b/c.txt", "");
  folder_.write("B.txt", "");
  std::filesystem::create_directory(folder_.path("empty"));
  EXPECT_EQ(names(), "./ Dockerfile B.txt a/ a/b/ a/b/c.txt a/z.txt b.txt empty/ ");
}

TEST_F(ContextArchiveTest, SendsTheDockerfileOnceAsItWasRead) {
  folder_.write("Dockerfile", "FROM debian\n");
  EXPECT_EQ(names("Dockerfile"), "./ Dockerfile ");
  EXPECT_EQ(entry("Dockerfile").content, "FROM scratch\n");
}

TEST_F(ContextArchiveTest, KeepsModesTimesAndLinksAndBelongsToRoot) {
  folder_.write("run.sh", "#!/bin/sh\n");
  ::chmod(folder_.path("run.sh").c_str(), 04750);
  const timespec times[2] = {{1'600'000'000, 5}, {1'600'000'000, 5}};
  ::utimensat(AT_FDCWD, folder_.path("run.sh").c_str(), times, 0);
  std::filesystem::create_symlink("missing/target", folder_.path("link"));
  const TarEntry script = entry("run.sh");
  EXPECT_EQ(script.mode, 04750U);
  EXPECT_EQ(script.modified, 1'600'000'000);
  EXPECT_EQ(script.content, "#!/bin/sh\n");
  EXPECT_EQ(script.uid, 0U);
  EXPECT_EQ(script.gid, 0U);
  EXPECT_EQ(entry("link").link_target, "missing/target");
}

TEST_F(ContextArchiveTest, LeavesOutWhatIsIgnored) {
  folder_.write("venv/lib/site.py", "");
  folder_.write("app/a.pyc", "");
  folder_.write("app/a.py", "");
  EXPECT_EQ(names("venv\n**/*.pyc"), "./ Dockerfile app/ app/a.py ");
}

TEST_F(ContextArchiveTest, SendsAnIgnoredFolderOnlyForWhatIsKeptInIt) {
  folder_.write("models/large/x.bin", "");
  folder_.write("models/small/x.bin", "");
  folder_.write("other/x.bin", "");
  EXPECT_EQ(names("*\n!models/small"), "./ Dockerfile models/ models/small/ models/small/x.bin ");
}

TEST_F(ContextArchiveTest, SkipsWhatAnImageCannotHoldAndSaysSo) {
  ::mkfifo(folder_.path("pipe").c_str(), 0600);
  folder_.write("a", "");
  EXPECT_EQ(names(), "./ Dockerfile a ");
  EXPECT_EQ(skipped_, "pipe is a named pipe\n");
}

TEST_F(ContextArchiveTest, HandsOutALongFileInPieces) {
  std::string content;
  for (int i = 0; i < 100'000; ++i) {
    content += std::to_string(i);
  }
  folder_.write("weights.bin", content);
  ContextArchive pieces = archive();
  std::string bytes;
  std::size_t longest = 0;
  for (auto piece = pieces.next_piece(); piece && !piece->empty(); piece = pieces.next_piece()) {
    longest = std::max(longest, piece->size());
    bytes += *piece;
  }
  EXPECT_LT(longest, content.size() / 3);
  EXPECT_EQ(read_tar(bytes).value().back().content, content);
}

TEST_F(ContextArchiveTest, StopsAtALongFileThatBecomesShorter) {
  folder_.write("log", std::string(1'000'000, 'x'));
  ContextArchive pieces = archive();
  ASSERT_TRUE(pieces.next_piece());
  std::filesystem::resize_file(folder_.path("log"), 10);
  const auto rest = whole(std::move(pieces));
  ASSERT_FALSE(rest);
  EXPECT_EQ(rest.error().message,
            folder_.path("log") + " became shorter while the build context was read");
}

TEST_F(ContextArchiveTest, TakesAFileThatGrowsAsItWasWhenItWasOpened) {
  folder_.write("log", std::string(1'000'000, 'x'));
  ContextArchive pieces = archive();
  auto bytes = pieces.next_piece().value();
  std::filesystem::resize_file(folder_.path("log"), 3'000'000);
  bytes += whole(std::move(pieces)).value();
  EXPECT_EQ(read_tar(bytes).value().back().content.size(), 1'000'000U);
}

TEST_F(ContextArchiveTest, ToleratesWhatVanishesWhileItIsRead) {
  folder_.write("a.bin", std::string(1'000'000, 'x'));
  folder_.write("b.txt", "b");
  folder_.write("c.txt", "c");
  ContextArchive pieces = archive();
  std::string bytes = pieces.next_piece().value();
  std::filesystem::remove(folder_.path("b.txt"));
  bytes += whole(std::move(pieces)).value();
  EXPECT_EQ(read_tar(bytes).value().back().name, "c.txt");
}

TEST_F(ContextArchiveTest, NamesAFileThatCannotBeRead) {
  folder_.write("a.bin", std::string(1'000'000, 'x'));
  folder_.write("secret.key", "x");
  ContextArchive pieces = archive();
  ASSERT_TRUE(pieces.next_piece());
  // Permissions do not stop root; a link in the place of a file stops everyone.
  std::filesystem::remove(folder_.path("secret.key"));
  std::filesystem::create_symlink("/etc/passwd", folder_.path("secret.key"));
  const auto refused = whole(std::move(pieces));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            fmt::format("cannot read {}, which is part of the build context",
                        folder_.path("secret.key")));
  EXPECT_EQ(refused.error().hint, "make it readable, or list it in .dockerignore");
  EXPECT_EQ(refused.error().cause, "Too many levels of symbolic links");
}

TEST_F(ContextArchiveTest, KeepsNamesThatAreNotPlain) {
  folder_.write("d\xC3\xA9j\xC3\xA0 vu.wav", "");
  folder_.write(std::string(120, 'n'), "");
  EXPECT_EQ(names(), "./ Dockerfile d\xC3\xA9j\xC3\xA0 vu.wav " + std::string(120, 'n') + " ");
}

TEST_F(ContextArchiveTest, IsTheSameForTheSameFolder) {
  folder_.write("a/b.txt", "b");
  folder_.write("c.txt", "c");
  EXPECT_EQ(whole(archive()).value(), whole(archive()).value());
}

}  // namespace
}  // namespace voicehub::image
