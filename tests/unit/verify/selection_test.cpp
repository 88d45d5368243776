#include "core/verify/selection.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::verify {
namespace {

class Selection : public testing::Test {
 protected:
  void SetUp() override {
    write("server.py");
    write("api/speech.py");
  }

  void write(const std::string& name) const {
    const std::filesystem::path path{folder_.path() + "/" + name};
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path} << name;
  }

  [[nodiscard]] HostPath path(const std::string& name) const {
    return {folder_.path() + "/" + name};
  }

  [[nodiscard]] std::optional<std::vector<std::string>> select(
      const std::vector<HostPath>& files) const {
    return selection_of({folder_.path()}, {"/app"}, files, LeaveOut{{"/app", "/app/cache"}});
  }

  test::TemporaryFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(Selection, HoldsTheFilesBelowTheFolderByTheirNamesInIt) {
  EXPECT_EQ(select({path("server.py"), path("api/speech.py"), {"/elsewhere/x.py"}}),
            (Names{"server.py", "api/speech.py"}));
}

TEST_F(Selection, HoldsAFileThatIsGone) {
  EXPECT_EQ(select({path("deleted.py")}), Names{"deleted.py"});
}

TEST_F(Selection, LeavesOutWhatNoProofLooksAt) {
  EXPECT_EQ(select({path("__pycache__/x.py"), path("cache/deep/voice.json"), path("server.py~")}),
            Names{});
}

TEST_F(Selection, IsNotForLinksAndFolders) {
  std::filesystem::create_symlink("server.py", path("link.py").text);
  EXPECT_EQ(select({path("server.py"), path("link.py")}), std::nullopt);
  EXPECT_EQ(select({path("api")}), std::nullopt);
}

TEST_F(Selection, IsNotForAFileThatIsMountedItself) {
  EXPECT_EQ(selection_of(path("server.py"), {"/app/server.py"}, {path("server.py")}, LeaveOut{{}}),
            std::nullopt);
}

TEST_F(Selection, IsTheWholeWhenNothingOrVeryMuchIsSelected) {
  EXPECT_EQ(select({}), std::nullopt);
  EXPECT_EQ(select(std::vector<HostPath>(20'000, path("server.py"))), std::nullopt);
}

TEST(Joined, GivesTheFolderTheFilesThatAreThere) {
  const View folder{.exists = true, .folder = true, .device = 1, .inode = 2};
  const std::vector<View> files{{.exists = true, .file = {.digest = "d1"}}, {}};
  const View view = joined(folder, {"a.py", "gone.py"}, files);
  EXPECT_EQ(view.inode, 2);
  EXPECT_EQ(view.tree, (std::map<std::string, Entry>{{"a.py", {.digest = "d1"}}}));
}

}  // namespace
}  // namespace voicehub::verify
