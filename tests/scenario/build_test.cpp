#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

class Build : public Scenario {};

constexpr std::string_view kContexts = R"(services:
  tts:
    image: "{0}-tts"
    build:
      context: app
      additional_contexts:
        base: service:base
        models: ./models
        tools: docker-image://debian:trixie-slim
  base:
    image: "{0}-base"
    build:
      context: .
      dockerfile_inline: |
        FROM debian:trixie-slim
        RUN echo base > /base
)";

constexpr std::string_view kDockerfile = R"docker(# syntax is the engine's own here
ARG VOICE=one
FROM base
ARG VOICE
COPY --from=models . /models/
COPY --from=tools /etc/debian_version /tools
COPY server.py /app/
RUN test "$(cat /base)" = base && test "$(cat /models/voice.txt)" = $VOICE
RUN test ! -e /models/notes.md && test -s /tools && test ! -e /models/files
)docker";

TEST_F(Build, MustKnowTheContextsBesideTheMainOne) {
  TestProject project{"services: {}\n"};
  project.write("compose.yaml", fmt::format(kContexts, project.name()));
  project.write("app/Dockerfile", kDockerfile);
  project.write("app/server.py", "");
  project.write("models/voice.txt", "one");
  project.write("models/notes.md", "not for the image");
  project.write("models/.dockerignore", "*.md");
  const Finished built = project.run({"build", "tts"});
  ASSERT_EQ(built.exit_code, 0) << built.error_output;
  EXPECT_THAT(built.error_output, HasSubstr("base")) << "what it is built from is built too";
  const Finished again = project.run({"build", "tts"});
  EXPECT_EQ(again.exit_code, 0) << again.error_output;
  EXPECT_THAT(again.error_output, HasSubstr("unchanged"));
  project.write("models/voice.txt", "two");
  const Finished changed = project.run({"build", "tts"});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.error_output, HasSubstr("Dockerfile:8: RUN test"))
      << "the line as it is in the file";
}

TEST_F(Build, MustLetTheEngineFetchARemoteContext) {
  TestProject project{"services: {}\n"};
  const std::string repository = (project.folder() / "git").string();
  project.write("git/Dockerfile", "FROM debian:trixie-slim\nCOPY server.py /\n");
  project.write("git/server.py", "print('hello')\n");
  const Finished committed = run({"sh",
                                  "-c",
                                  "git init -q -b main . && git add . && git -c user.name=a -c "
                                  "user.email=a@b commit -q -m one"},
                                 {.folder = repository});
  ASSERT_EQ(committed.exit_code, 0) << committed.error_output;
  const int port = free_port();
  const Process server = Process::start({"git",
                                         "daemon",
                                         "--export-all",
                                         "--base-path=" + project.folder().string(),
                                         "--listen=127.0.0.1",
                                         fmt::format("--port={}", port)},
                                        {});
  const auto file = [&](std::string_view branch) {
    return fmt::format(
        "services: {{tts: {{image: '{}-tts', build: 'git://127.0.0.1:{}/git/.git#{}'}}}}\n",
        project.name(),
        port,
        branch);
  };
  project.write("compose.yaml", file("main"));
  ASSERT_TRUE(eventually([&] {
    return run({"git", "ls-remote", fmt::format("git://127.0.0.1:{}/git/.git", port)}).exit_code ==
           0;
  }));
  const Finished built = project.run({"build"});
  EXPECT_EQ(built.exit_code, 0) << built.error_output;
  project.write("compose.yaml", file("nothing"));
  const Finished missing = project.run({"build"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.error_output, HasSubstr("nothing"));
}

}  // namespace
}  // namespace voicehub::scenario
