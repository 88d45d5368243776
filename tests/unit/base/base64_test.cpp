#include "core/base/base64.hpp"

#include <gtest/gtest.h>

namespace voicehub {
namespace {

TEST(DecodeBase64, TurnsTextIntoBytesWhateverThePadding) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("Zg=="), "f");
  EXPECT_EQ(decode_base64("Zm8="), "fo");
  EXPECT_EQ(decode_base64("Zm9v"), "foo");
  EXPECT_EQ(decode_base64("+/8A"), std::string("\xfb\xff\0", 3));
}

TEST(DecodeBase64, RefusesWhatIsNotBase64) {
  EXPECT_EQ(decode_base64("Zm9"), std::nullopt);
  EXPECT_EQ(decode_base64("Zm9*"), std::nullopt);
  EXPECT_EQ(decode_base64("Z==v"), std::nullopt);
}

}  // namespace
}  // namespace voicehub
