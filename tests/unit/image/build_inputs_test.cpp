#include "core/image/build_inputs.hpp"

#include <gmock/gmock.h>

namespace voicehub::image {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CopiedPaths, AreTheSourcesOfCopyAndAdd) {
  EXPECT_THAT(copied_paths("FROM debian\n"
                           "COPY requirements.txt server.py /app/\n"
                           "copy --chown=1:1 src \\\n  lib /app/\n"
                           "ADD [\"my file.txt\", \"/app/\"]\n"),
              ElementsAre("requirements.txt", "server.py", "src", "lib", "my file.txt"));
}

TEST(CopiedPaths, AreNotWhatComesFromElsewhere) {
  EXPECT_THAT(copied_paths("FROM debian AS base\n"
                           "FROM debian\n"
                           "COPY --from=base /etc/passwd /etc/\n"
                           "ADD https://example.org/model.bin /models/\n"
                           "RUN cp a b\n"),
              IsEmpty());
}

TEST(BuildInputs, OfAPatternOrAVariableAreTheFolderBeforeIt) {
  const BuildSpec spec{.context = {"/srv/voice"},
                       .dockerfile_inline =
                           "FROM debian\n"
                           "COPY src/*.py /app/\n"
                           "COPY $NAME /app/\n"
                           "COPY . /app/\n"
                           "COPY /lib /app/\n"};
  const auto inputs = build_inputs(spec, local_file_system());
  ASSERT_TRUE(inputs);
  std::vector<std::string> paths;
  for (const BuildInput& input : *inputs) {
    paths.push_back(input.path.text);
  }
  EXPECT_THAT(paths, ElementsAre("/srv/voice/src", "/srv/voice", "/srv/voice", "/srv/voice/lib"));
}

}  // namespace
}  // namespace voicehub::image
