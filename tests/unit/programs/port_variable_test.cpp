#include "engines/voice-stack/port_variable.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

TEST(VoiceStackPort, IsTheModesOwnUnlessPortSaysOtherwise) {
  EXPECT_STREQ(port_of_mode("asr", nullptr), "5001");
  EXPECT_STREQ(port_of_mode("tts", nullptr), "5002");
  EXPECT_STREQ(port_of_mode("tts", ""), "5002") << "Compose files pass empty variables";
  EXPECT_STREQ(port_of_mode("tts", "6000"), "6000");
}

}  // namespace
}  // namespace voicehub::engines
