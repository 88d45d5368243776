#include "core/image/named_contexts.hpp"

#include <gtest/gtest.h>

namespace voicehub::image {
namespace {

std::string staged(std::string_view dockerfile, const std::vector<NamedImage>& images) {
  const auto result = with_stages(dockerfile, images);
  return result ? result->text : result.error().message;
}

TEST(NamedContexts, AreStagesInFrontOfTheOthers) {
  EXPECT_EQ(staged("FROM a\nCOPY --from=models / /\n",
                   {{.name = "models", .image = "m:1"}, {.name = "base", .image = "b"}}),
            "FROM m:1 AS models\nFROM b AS base\nFROM a\nCOPY --from=models / /\n");
  EXPECT_EQ(staged("FROM a\n", {}), "FROM a\n");
}

// What comes before the first FROM is for all stages, and a directive is one only at the top.
TEST(NamedContexts, LeaveDirectivesAndSharedArgumentsInFront) {
  EXPECT_EQ(
      staged("# syntax=docker/dockerfile:1\n\nARG TAG=1 \\\n  OTHER=2\n# the base\nfrom a:$TAG",
             {{.name = "m", .image = "x"}}),
      "# syntax=docker/dockerfile:1\n\nARG TAG=1 \\\n  OTHER=2\n# the base\nFROM x AS m\n"
      "from a:$TAG");
}

TEST(NamedContexts, KnowWhereTheLinesWere) {
  const auto result = with_stages("ARG A\nFROM a\nRUN b\n",
                                  {{.name = "m", .image = "x"}, {.name = "n", .image = "y"}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->original_line(1), 1U);
  EXPECT_EQ(result->original_line(2), 0U);
  EXPECT_EQ(result->original_line(3), 0U);
  EXPECT_EQ(result->original_line(4), 2U);
  EXPECT_EQ(result->original_line(5), 3U);
}

TEST(NamedContexts, AreRefusedUnderNamesThatStagesCannotHave) {
  EXPECT_EQ(staged("FROM a\n", {{.name = "golang:1.21", .image = "x"}}),
            "build.additional_contexts: 'golang:1.21' is no name of a stage");
  EXPECT_EQ(staged("FROM a AS Base\n", {{.name = "base", .image = "x"}}),
            "build.additional_contexts: the Dockerfile has a stage 'Base' of its own");
}

TEST(NamedContexts, HaveImagesNamedAfterTheOneThatIsBuilt) {
  EXPECT_EQ(context_image("localhost:5000/team/tts:1", "Models"),
            "localhost:5000/team/tts-context-models:1");
  EXPECT_EQ(context_image("hub-tts", "m"), "hub-tts-context-m");
}

}  // namespace
}  // namespace voicehub::image
