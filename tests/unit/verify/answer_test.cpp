#include "core/verify/answer.hpp"

#include <gtest/gtest.h>

namespace voicehub::verify {
namespace {

const std::string kA(64, 'a');
const std::string kB(64, 'b');

Question file(std::string path) {
  return {.path = {std::move(path)}, .depth = Depth::content};
}

TEST(ParseAnswer, ReadsAFileAndARoot) {
  const std::string md5(32, 'c');
  const auto answer = parse_answer("boot 7f3a-id 1612.89\nmount\nroot 65024 77\n" + kA + "  -\n" +
                                       md5 + "  -\nmount\nroot 65024 12\nend\n",
                                   {file("/app/server.py"), {.path = {"/cache"}}});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->boot_id, "7f3a-id");
  EXPECT_EQ(answer->uptime_ns, 1'612'890'000'000);
  const View server{
      .exists = true, .device = 65024, .inode = 77, .file = {.digest = kA}, .md5 = md5};
  const View cache{.exists = true, .device = 65024, .inode = 12};
  EXPECT_EQ(answer->mounts, (std::vector<View>{server, cache}));
}

TEST(ParseAnswer, ReadsATreeWithLinksAndWhatMayNotBeRead) {
  const auto answer = parse_answer("mount\nroot 1 2\nfolder\n" + kA + "  /app/a b.py\n\\" + kB +
                                       "  /app/line\\nbreak\\\\.py\nlink /app/current\nv2\n"
                                       "unreadable /app/secret\nend\n",
                                   {file("/app")});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->mounts[0].folder);
  const std::map<std::string, Entry> tree{{"a b.py", {.digest = kA}},
                                          {"current", {.digest = link_digest("v2")}},
                                          {"line\nbreak\\.py", {.digest = kB}},
                                          {"secret", {}}};
  EXPECT_EQ(answer->mounts[0].tree, tree);
}

TEST(ParseAnswer, KnowsAFileThatIsNotThereFromOneThatMayNotBeRead) {
  const auto answer =
      parse_answer("mount\nmissing\nmount\nroot 1 2\nend\n", {file("/gone"), file("/secret")});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_FALSE(answer->mounts[0].exists);
  EXPECT_TRUE(answer->mounts[1].exists);
  EXPECT_EQ(answer->mounts[1].file.digest, "");
}

TEST(ParseAnswer, RefusesWhatItDoesNotFullyUnderstand) {
  const std::vector<Question> questions{file("/app")};
  for (const std::string& text : {
           std::string{""},
           std::string{"OCI runtime exec failed: exec: \"sh\": executable file not found\r\n"},
           "mount\nroot 1 2\n" + kA + "  -\n",                              // cut off
           std::string{"mount\nstat: not found\nend\n"},                    // no such tool
           "mount\nroot 1 2\nfolder\n" + kA + "  /app/line\nbreak\nend\n",  // a name of two lines
           "mount\nroot 1 2\nfolder\n" + kA + "  /etc/passwd\nend\n",       // nobody asked
           std::string{"mount\nmissing\nmount\nmissing\nend\n"},
       }) {
    EXPECT_FALSE(parse_answer(text, questions)) << text;
  }
}

TEST(ParseAnswer, ReadsTheMountTable) {
  const auto answer = parse_answer(
      "91 72 254:0 /tmp/my\\040app/server.py//deleted /app/server.py rw,relatime - ext4 /dev/vda "
      "rw\n"
      "92 72 254:0 /old /models ro - ext4 /dev/vda rw\n"
      "93 92 254:0 /new /models rw shared:3 - ext4 /dev/vda rw\n"
      "mount\nmissing\nend\n",
      {file("/a")});
  ASSERT_TRUE(answer);
  const MountLine* server = answer->mounted_at("/app/server.py");
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->root, "/tmp/my app/server.py");
  EXPECT_TRUE(server->deleted);
  ASSERT_NE(answer->mounted_at("/models"), nullptr);
  EXPECT_EQ(answer->mounted_at("/models")->root, "/new") << "the last mount covers the first";
  EXPECT_EQ(answer->mounted_at("/cache"), nullptr);
}

TEST(ParseAnswer, ReadsProcessesWhateverTheyCallThemselves) {
  const std::string rest = " 1 1 0 -1 4194560 1093 0 0 0 1 1 0 0 20 0 1 0 ";
  const auto answer =
      parse_answer("1 (docker-init) S 0" + rest + "160768 1044480 131\n7 (my (odd) :-) S 1" + rest +
                       "160790 2650112 384\nmount\nmissing\nend\n",
                   {file("/a")});
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->processes.size(), 2U);
  EXPECT_EQ(answer->processes[1].name, "my (odd) :-");
  EXPECT_EQ(answer->processes[1].parent, 1);
  EXPECT_EQ(answer->processes[1].started_ns, 1'607'900'000'000);
}

}  // namespace
}  // namespace voicehub::verify
