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

TEST(EncodeBase64, IsWhatDecodingTurnsBack) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(encode_base64("foo"), "Zm9v");
  const std::string bytes("\xfb\xff\0\x80", 4);
  EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
}

TEST(DecodeBase64, RefusesWhatIsNotBase64) {
  EXPECT_EQ(decode_base64("Zm9"), std::nullopt);
  EXPECT_EQ(decode_base64("Zm9*"), std::nullopt);
  EXPECT_EQ(decode_base64("Z==v"), std::nullopt);
}

}  // namespace
}  // namespace voicehub
