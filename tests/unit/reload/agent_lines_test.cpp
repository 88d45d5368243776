#include <gmock/gmock.h>

#include "core/agent/lines.hpp"

namespace voicehub::reload {
namespace {

TEST(AgentLines, KeepEveryFieldWhateverIsInIt) {
  const std::vector<std::string> fields{
      "7", "failed", "File \"server.py\", line 3\n\tprint(\\\r\n", ""};
  const std::string line = agent::join_line(fields);
  ASSERT_TRUE(line.ends_with('\n'));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(agent::split_line(std::string_view{line}.substr(0, line.size() - 1)), fields);
}

TEST(AgentLines, TakeALoneBackslashAtTheEndAsItIs) {
  EXPECT_THAT(agent::split_line("a\\"), testing::ElementsAre("a\\"));
}

}  // namespace
}  // namespace voicehub::reload
