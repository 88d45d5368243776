#include "core/ops/copy_paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

TEST(CopyArgument, IsOfAServiceUnlessItIsAPath) {
  const auto shown = [](std::string_view text) {
    const CopyArgument argument = copy_argument(text);
    return argument.service + "|" + argument.path;
  };
  EXPECT_EQ(shown("tts:/app/server.py"), "tts|/app/server.py");
  EXPECT_EQ(shown("tts:app:1"), "tts|app:1");
  EXPECT_EQ(shown("./odd:name"), "|./odd:name");
  EXPECT_EQ(shown("/odd:name"), "|/odd:name");
  EXPECT_EQ(shown("server.py"), "|server.py");
  EXPECT_TRUE(copy_argument("-").is_stream());
  EXPECT_FALSE(copy_argument("tts:-").is_stream());
}

std::string placed(const CopySource& source, const CopyTarget& target) {
  const auto place = copy_place(source, target);
  return place ? place->folder + " " + place->name : "error: " + place.error().message;
}

TEST(CopyPlace, PutsAFileIntoAFolderOrUnderAName) {
  const CopySource file{.path = "/src/a.py"};
  EXPECT_EQ(placed(file, {.path = "/app", .folder = true}), "/app a.py");
  EXPECT_EQ(placed(file, {.path = "/app/", .folder = true}), "/app a.py");
  EXPECT_EQ(placed(file, {.path = "/", .folder = true}), "/ a.py");
  EXPECT_EQ(placed(file, {.path = "/app/b.py", .folder = false}), "/app b.py");
  EXPECT_EQ(placed(file, {.path = "/app/b.py"}), "/app b.py");
  EXPECT_EQ(placed(file, {.path = "/new/"}), "error: there is no folder /new/");
  EXPECT_EQ(placed(file, {.path = "/b.py/", .folder = false}), "error: there is no folder /b.py/");
  EXPECT_EQ(placed({.path = "/src/a.py/"}, {.path = "/app"}), "error: /src/a.py/ is no folder");
}

TEST(CopyPlace, PutsAFolderIntoAFolderOrItsContent) {
  const CopySource folder{.path = "/src/app", .folder = true};
  const CopySource content{.path = "/src/app/.", .folder = true};
  EXPECT_EQ(placed(folder, {.path = "/srv", .folder = true}), "/srv app");
  EXPECT_EQ(placed(content, {.path = "/srv", .folder = true}), "/srv ");
  EXPECT_EQ(placed(folder, {.path = "/srv/new"}), "/srv new");
  EXPECT_EQ(placed(content, {.path = "/srv/new/"}), "/srv new");
  EXPECT_EQ(placed({.path = "/", .folder = true}, {.path = "/srv", .folder = true}), "/srv ");
  EXPECT_EQ(placed(folder, {.path = "/srv/file", .folder = false}),
            "error: cannot copy the folder /src/app over the file /srv/file");
}

TEST(BelowRoot, LeavesOutTheFirstNameAndLeadsNowhereElse) {
  EXPECT_EQ(below_root("app/", false), "");
  EXPECT_EQ(below_root("app/sub/a.py", false), "sub/a.py");
  EXPECT_EQ(below_root("./sub/a.py", true), "sub/a.py");
  EXPECT_EQ(below_root("/etc", true), "etc");
  EXPECT_EQ(below_root("app/../../etc/passwd", false), std::nullopt);
}

}  // namespace
}  // namespace voicehub::ops
