#include "core/base/partial_file.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub {
namespace {

namespace fs = std::filesystem;

class PartialFileTest : public testing::Test {
 protected:
  std::string content() const {
    std::ifstream file{path_};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("a.wav");
};

TEST_F(PartialFileTest, IsThereWhenItIsComplete) {
  auto file = PartialFile::beside({path_});
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("half"));
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_EQ(file->read(1, 2).value(), "al");
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(content(), "half");
}

TEST_F(PartialFileTest, LeavesNothingWhenItIsLeft) {
  folder_.write("a.wav", "old");
  {
    auto file = PartialFile::beside({path_});
    ASSERT_TRUE(file && file->write("new"));
  }
  EXPECT_EQ(content(), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_.path()}, {}), 1);
}

TEST_F(PartialFileTest, SaysWhereItCannotBe) {
  const auto file = PartialFile::beside({folder_.path("absent/a.wav")});
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message.find("absent/a.wav"), std::string::npos) << file.error().message;
}

}  // namespace
}  // namespace voicehub
