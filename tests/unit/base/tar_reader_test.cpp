#include "core/base/tar_reader.hpp"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/tar.hpp"

namespace voicehub {
namespace {

using testing::HasSubstr;

// "file app/server.py 0640 1000:100 [print()]", one line an entry.
struct Listing {
  std::string text;
  TarHeader header;
  std::string content;

  TarReader::Sinks sinks() {
    return {.begin =
                [this](const TarHeader& entry) {
                  header = entry;
                  content.clear();
                  return done();
                },
            .content =
                [this](std::string_view bytes) {
                  content += bytes;
                  return done();
                },
            .end =
                [this] {
                  static const std::vector<std::string> kinds{
                      "file", "folder", "link", "hard_link", "other"};
                  text += fmt::format("{} {} {:04o} {}:{} {}[{}]\n",
                                      kinds.at(static_cast<std::size_t>(header.kind)),
                                      header.name,
                                      header.mode,
                                      header.uid,
                                      header.gid,
                                      header.link_target,
                                      content);
                  return done();
                }};
  }
};

std::string listed(const std::string& archive, std::size_t piece) {
  Listing listing;
  TarReader reader{listing.sinks()};
  for (std::size_t at = 0; at < archive.size(); at += piece) {
    if (const auto fed = reader.feed(std::string_view{archive}.substr(at, piece)); !fed) {
      return "error: " + fed.error().cause;
    }
  }
  const auto finished = reader.finish();
  return finished ? listing.text : listing.text + "error: " + finished.error().cause;
}

const std::vector<TarEntry>& entries() {
  static const std::vector<TarEntry> all{
      {.name = "app/", .mode = 0755, .folder = true},
      {.name = "app/server.py", .content = "print()", .mode = 0640, .uid = 1000, .gid = 100},
      {.name = "app/link", .mode = 0777, .link_target = "server.py"},
      {.name = "empty"}};
  return all;
}

TEST(TarReader, ReadsAnArchiveThatIsCutAnywhere) {
  const std::string archive = make_tar(entries());
  const std::string expected =
      "folder app/ 0755 0:0 []\n"
      "file app/server.py 0640 1000:100 [print()]\n"
      "link app/link 0777 0:0 server.py[]\n"
      "file empty 0644 0:0 []\n";
  EXPECT_EQ(listed(archive, archive.size()), expected);
  EXPECT_EQ(listed(archive, 1), expected);
  EXPECT_EQ(listed(archive, 700), expected);
}

TEST(TarReader, TakesWhatHasNoRoomInAHeaderFromItsRecord) {
  const std::string name = std::string(150, 'n') + "/" + std::string(150, 'm') + "/ö";
  const std::string target(200, 't');
  const std::string text = listed(make_tar({{.name = name, .content = "x", .uid = 3'000'000},
                                            {.name = "link", .link_target = target},
                                            {.name = "next", .content = "y"}}),
                                  512);
  EXPECT_THAT(text, HasSubstr("file " + name + " 0644 3000000:0 [x]\n"));
  EXPECT_THAT(text, HasSubstr(" " + target + "[]\n"));
  EXPECT_THAT(text, HasSubstr("file next 0644 0:0 [y]\n")) << "a record is of one entry alone";
}

TEST(TarReader, SaysThatAnArchiveBreaksOff) {
  const std::string archive = make_tar({{.name = "large", .content = std::string(3000, 'x')}});
  EXPECT_THAT(listed(archive.substr(0, 2000), 512), HasSubstr("error: it breaks off"));
  EXPECT_THAT(listed(archive.substr(0, 100), 512), HasSubstr("error: it breaks off"));
}

TEST(TarReader, RefusesWhatIsNoArchive) {
  EXPECT_EQ(listed(std::string(2000, 'x'), 512), "error: a header has a wrong checksum");
}

TEST(TarReader, GivesBackTheErrorOfASink) {
  Listing listing;
  TarReader::Sinks sinks = listing.sinks();
  sinks.begin = [](const TarHeader&) { return make_error(ErrorCode::failed, "no room"); };
  TarReader reader{std::move(sinks)};
  const auto fed = reader.feed(make_tar(entries()));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().message, "no room");
}

}  // namespace
}  // namespace voicehub
