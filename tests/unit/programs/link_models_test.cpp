#include "engines/voice-stack/link_models.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class LinkModelsTest : public testing::Test {
 protected:
  Result<void> as_user(uid_t user) {
    EXPECT_EQ(::seteuid(user), 0);
    auto linked = link_models(base_);
    EXPECT_EQ(::seteuid(0), 0);
    return linked;
  }

  test::TemporaryFolder folder_;
  fs::path base_ = folder_.path();
};

TEST_F(LinkModelsTest, EachMountedModelIsFoundAmongTheModels) {
  folder_.write("external_models/base/encoder.onnx", "x");
  folder_.write("models/own/encoder.onnx", "y");
  ASSERT_TRUE(link_models(base_));
  EXPECT_EQ(fs::read_symlink(base_ / "models" / "base"), base_ / "external_models" / "base");
  ASSERT_TRUE(link_models(base_)) << "a second start finds it done";
}

TEST_F(LinkModelsTest, AModelThatIsThereStays) {
  folder_.write("external_models/base/encoder.onnx", "new");
  folder_.write("models/base/encoder.onnx", "old");
  ASSERT_TRUE(link_models(base_));
  EXPECT_FALSE(fs::is_symlink(base_ / "models" / "base"));
}

TEST_F(LinkModelsTest, WithoutMountedModelsThereIsNothingToDo) {
  EXPECT_TRUE(link_models(base_));
}

TEST_F(LinkModelsTest, AFolderThatCannotBeWrittenIsToldWithItsOwnerAndWhatToDo) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can become somebody else";
  }
  folder_.write("external_models/base/encoder.onnx", "x");
  folder_.write("models/own/encoder.onnx", "y");
  fs::permissions(base_, fs::perms{0755});
  const auto linked = as_user(65532);
  ASSERT_FALSE(linked);
  EXPECT_THAT(linked.error().message,
              HasSubstr("belongs to user 0:0 with the mode 0755, and this is user 65532:0"));
  EXPECT_THAT(linked.error().hint, HasSubstr("chown -R 65532"));
  fs::permissions(base_ / "external_models", fs::perms{0700});
  EXPECT_THAT(as_user(65532).error().message,
              AllOf(HasSubstr("cannot read the folder: "),
                    HasSubstr("external_models belongs to user 0:0 with the mode 0700")));
}

}  // namespace
}  // namespace voicehub::engines
