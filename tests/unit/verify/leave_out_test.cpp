#include "core/verify/leave_out.hpp"

#include <gtest/gtest.h>

namespace voicehub::verify {
namespace {

TEST(LeaveOut, CoversWhatIsNotSource) {
  const LeaveOut leave_out{{}};
  for (const char* path : {"/app/__pycache__",
                           "/app/lib/old.pyc",
                           "/app/.git",
                           "/app/server.py~",
                           "/app/.server.py.swp",
                           "/app/models/voice.safetensors",
                           "/app/out.log"}) {
    EXPECT_TRUE(leave_out.covers(path)) << path;
  }
  for (const char* path : {"/app/server.py", "/app/.env", "/app/git", "/app/catalog"}) {
    EXPECT_FALSE(leave_out.covers(path)) << path;
  }
}

TEST(LeaveOut, CoversWhatIsMountedOverTheFolder) {
  const LeaveOut leave_out{{"/app", "/app/cache", "/app/a[1]*"}};
  EXPECT_TRUE(leave_out.covers("/app/cache"));
  EXPECT_TRUE(leave_out.covers("/app/a[1]*"));
  EXPECT_FALSE(leave_out.covers("/app/a1x"));
  EXPECT_FALSE(leave_out.covers("/app/cache2"));
}

TEST(LeaveOut, WritesPathsSoThatFindTakesThemByTheLetter) {
  const std::string expression = LeaveOut{{"/app/a[1]*?\\b\nc"}}.find_expression();
  EXPECT_TRUE(expression.starts_with("-name\n.git\n-o\n-name\n")) << expression;
  EXPECT_TRUE(expression.ends_with("\n-o\n-path\n/app/a\\[1]\\*\\?\\\\b?c")) << expression;
}

}  // namespace
}  // namespace voicehub::verify
