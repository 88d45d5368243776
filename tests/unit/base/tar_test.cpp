#include "core/base/tar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub {
namespace {

// Bytes 257 to 264 of a record: "ustar", NUL, version "00".
bool is_plain_ustar(const std::string& archive, std::size_t record = 0) {
  const char type = archive.at(record + 156);
  return archive.substr(record + 257, 8) ==
             std::string{
                 "ustar\0"
                 "00",
                 8} &&
         (type == '0' || type == '2' || type == '5');
}

TEST(Tar, GivesBackWhatWasPutIn) {
  const std::vector<TarEntry> entries{
      {.name = "app/", .mode = 0755, .folder = true},
      {.name = "app/server.py", .content = "print('hi')\n", .mode = 0640, .uid = 1000, .gid = 100},
      {.name = "app/current", .mode = 0777, .link_target = "server.py"},
      {.name = "empty", .content = "", .modified = 1'700'000'000},
  };
  const auto read = read_tar(make_tar(entries));
  ASSERT_TRUE(read) << read.error().cause;
  ASSERT_EQ(read->size(), 4U);
  EXPECT_TRUE(read->at(0).folder);
  EXPECT_EQ(read->at(0).mode, 0755U);
  EXPECT_EQ(read->at(1).name, "app/server.py");
  EXPECT_EQ(read->at(1).content, "print('hi')\n");
  EXPECT_EQ(read->at(1).mode, 0640U);
  EXPECT_EQ(read->at(1).uid, 1000U);
  EXPECT_EQ(read->at(1).gid, 100U);
  EXPECT_EQ(read->at(1).modified, 0);
  EXPECT_EQ(read->at(2).link_target, "server.py");
  EXPECT_EQ(read->at(3).content, "");
  EXPECT_EQ(read->at(3).modified, 1'700'000'000);
}

TEST(Tar, IsTheSameArchiveForTheSameEntries) {
  const std::vector<TarEntry> entries{{.name = "a", .content = "1"}, {.name = "b", .content = "2"}};
  EXPECT_EQ(make_tar(entries), make_tar(entries));
}

TEST(Tar, BeginsWithAPlainUstarRecordBecauseBuildKitLooksAtNothingElse) {
  EXPECT_TRUE(is_plain_ustar(make_tar({{.name = "Dockerfile", .content = "FROM scratch\n"}})));
  EXPECT_TRUE(is_plain_ustar(make_tar({{.name = "./", .mode = 0755, .folder = true}})));
}

TEST(Tar, EndsWithTwoEmptyRecordsAndNoPadding) {
  const std::string archive = make_tar({{.name = "a", .content = "1"}});
  EXPECT_EQ(archive.size(), 4U * 512U);
  EXPECT_EQ(archive.substr(1024), std::string(1024, '\0'));
}

TEST(Tar, KeepsNamesThatUstarHasNoRoomFor) {
  const std::string name = std::string(150, 'n') + ".txt";
  const std::string target = "../" + std::string(200, 't');
  const auto read =
      read_tar(make_tar({{.name = name, .content = "x"}, {.name = "l", .link_target = target}}));
  ASSERT_TRUE(read) << read.error().cause;
  EXPECT_EQ(read->at(0).name, name);
  EXPECT_EQ(read->at(0).content, "x");
  EXPECT_EQ(read->at(1).link_target, target);
}

TEST(Tar, KeepsTheBytesOfNamesThatAreNotAscii) {
  const auto read = read_tar(make_tar({{.name = "d\xC3\xA9j\xC3\xA0/vu.wav"}, {.name = "\xFF"}}));
  ASSERT_TRUE(read) << read.error().cause;
  EXPECT_EQ(read->at(0).name, "d\xC3\xA9j\xC3\xA0/vu.wav");
  EXPECT_EQ(read->at(1).name, "\xFF");
}

TEST(Tar, OfNothingIsReadAsNothing) {
  const auto read = read_tar(make_tar({}));
  ASSERT_TRUE(read) << read.error().cause;
  EXPECT_TRUE(read->empty());
}

TEST(Tar, RefusesWhatIsNoArchiveAndWhatIsCutShort) {
  EXPECT_FALSE(read_tar(std::string(2000, 'x')));
  const std::string archive = make_tar({{.name = "a", .content = std::string(4000, 'x')}});
  const auto cut = read_tar(archive.substr(0, 2000));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message, "cannot read the tar archive");
  EXPECT_FALSE(cut.error().cause.empty());
}

TEST(TarWriter, HandsOutTheArchiveInPieces) {
  const std::vector<TarEntry> entries{{.name = "a", .content = "hello world"}};
  TarWriter writer;
  writer.begin(entries[0], 11);
  std::string pieces = writer.take();
  EXPECT_EQ(pieces.size(), 512U);
  writer.write("hello ");
  writer.write("world");
  pieces += writer.take();
  EXPECT_EQ(writer.take(), "");
  writer.finish();
  pieces += writer.take();
  EXPECT_EQ(pieces, make_tar(entries));
}

}  // namespace
}  // namespace voicehub
