#include "core/image/build_failure.hpp"

#include <gtest/gtest.h>

#include "tests/support/recorded_events.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

class BuildFailureTest : public testing::Test {
 protected:
  // What is said of a build in which the step fails with `error`.
  Error failure_at(std::string step_name, std::string error, std::string output = {}) {
    StepRecord record{.digest = "sha256:1",
                      .name = std::move(step_name),
                      .started = StepRecord::Time{},
                      .completed = StepRecord::Time{},
                      .error = error};
    return failure({.steps = {record},
                    .outputs = {{.step = "sha256:1", .bytes = std::move(output)}},
                    .error = std::move(error)});
  }

  Error failure(const ProgressRecord& record) {
    BuildSteps steps{events_, "voice"};
    steps.add(record);
    return explain_failure("voice", context_, steps);
  }

  test::TemporaryFolder folder_;
  test::RecordedEvents events_;
  BuildContext context_{.folder = HostPath{folder_.path()},
                        .dockerfile = "Dockerfile",
                        .dockerfile_shown = "Dockerfile",
                        .staged = {.text = "FROM debian:13 AS base\n"
                                           "COPY server.py /app/\n"
                                           "RUN pip install \\\n"
                                           "    -r requirements.txt\n"
                                           "FROM base AS final\n"},
                        .ignore_shown = ".dockerignore"};
};

TEST_F(BuildFailureTest, NamesTheLineKeepsTheCauseAndTheLastOutput) {
  const Error error = failure_at("[base 3/3] RUN pip install     -r requirements.txt",
                                 "executor failed running [/bin/sh -c pip]: exit code: 1",
                                 "Collecting torch\nERROR: no matching distribution\n");
  EXPECT_EQ(error.code, ErrorCode::failed);
  EXPECT_EQ(error.message,
            "build of voice failed at Dockerfile:3: RUN pip install -r requirements.txt");
  EXPECT_EQ(error.cause,
            "executor failed running [/bin/sh -c pip]: exit code: 1\n"
            "its last output:\n"
            "  Collecting torch\n"
            "  ERROR: no matching distribution");
  EXPECT_EQ(error.hint, "correct it and build again: the steps before it are cached");
}

TEST_F(BuildFailureTest, ExplainsExitCodesThatPeopleAskAbout) {
  const std::string step = "[base 3/3] RUN pip install     -r requirements.txt";
  EXPECT_EQ(failure_at(step, "executor failed running [x]: exit code: 127").hint,
            "a command was not found: install its package in an earlier step");
  EXPECT_EQ(failure_at(step, "process \"x\" did not complete successfully: exit code: 137").hint,
            "the command was killed: most often there was not enough memory");
}

TEST_F(BuildFailureTest, NamesTheStepWhereTheFileHasNoSuchLine) {
  EXPECT_EQ(failure_at("[base 2/3] ONBUILD-made step", "exit code: 1").message,
            "build of voice failed at [base 2/3] ONBUILD-made step");
}

TEST_F(BuildFailureTest, TakesOffTheWrappingsOfBuildKit) {
  const Error error = failure({.error = "failed to solve with frontend dockerfile.v0: failed to "
                                        "create LLB definition: the Dockerfile cannot be empty"});
  EXPECT_EQ(error.message, "build of voice failed");
  EXPECT_EQ(error.cause, "the Dockerfile cannot be empty");
}

TEST_F(BuildFailureTest, SaysThatABaseImageIsMissingAndWhoAskedForIt) {
  const Error error =
      failure_at("[internal] load metadata for docker.io/library/debian:13",
                 "failed to do request: Head \"https://registry.example/v2/\": dial tcp: lookup "
                 "registry.example: no such host");
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_EQ(error.message, "build of voice failed at Dockerfile:1: FROM debian:13 AS base");
  EXPECT_EQ(error.hint,
            "its registry cannot be reached: correct the name, load the image "
            "docker.io/library/debian:13, or try again online (--pull asks the registry for local "
            "images too)");
  EXPECT_EQ(failure_at("[internal] load metadata for docker.io/library/debian:13",
                       "pull access denied, repository does not exist or may require "
                       "authorization")
                .hint,
            "no image docker.io/library/debian:13 may be pulled: correct the name, or log in to "
            "its registry");
}

TEST_F(BuildFailureTest, SaysWhichSyntaxLineNeedsARegistry) {
  EXPECT_EQ(failure_at("resolve image config for docker.io/docker/dockerfile:1", "dial tcp").hint,
            "the '# syntax' line of Dockerfile asks a registry for docker.io/docker/dockerfile:1: "
            "remove the line or make the registry reachable");
}

TEST_F(BuildFailureTest, TellsAMissingFileFromAnIgnoredOne) {
  const std::string step = "[base 2/3] COPY server.py /app/";
  const std::string said = "failed to compute cache key: \"/server.py\" not found: not found";
  folder_.write("serve.py", "");
  const Error missing = failure_at(step, said);
  EXPECT_EQ(missing.message, "build of voice failed at Dockerfile:2: COPY server.py /app/");
  EXPECT_EQ(missing.hint,
            "there is no server.py in the build context " + folder_.path() +
                "; did you mean 'serve.py'?");
  folder_.write("server.py", "");
  EXPECT_EQ(failure_at(step, said).hint,
            ".dockerignore leaves server.py out of the build context: add '!server.py' at its end");
}

TEST_F(BuildFailureTest, DoesNotBlameTheContextForWhatAStageLacks) {
  EXPECT_EQ(failure_at("[final 2/2] COPY --from=base /out /out",
                       "failed to calculate checksum of ref x: \"/out\": not found")
                .hint,
            "there is no /out where --from points");
}

TEST_F(BuildFailureTest, SaysWhichSecretOrAgentTheServiceDoesNotGive) {
  const std::string step = "[base 3/3] RUN pip install     -r requirements.txt";
  for (const char* said : {"secret token not found: not found", "secret token: not found"}) {
    const Error secret = failure_at(step, said);
    EXPECT_EQ(secret.code, ErrorCode::not_found);
    EXPECT_TRUE(secret.hint.starts_with("give 'token' in build.secrets of ")) << secret.hint;
  }
  const Error agent =
      failure_at(step, "rpc error: code = NotFound desc = unset ssh forward key work");
  EXPECT_TRUE(agent.hint.starts_with("add 'ssh: [work]' to the build section")) << agent.hint;
}

TEST_F(BuildFailureTest, NamesTheStagesWhenTheTargetIsNone) {
  const Error error = failure({.error = "failed to solve with frontend dockerfile.v0: failed to "
                                        "create LLB definition: target stage fnal could not be "
                                        "found"});
  EXPECT_EQ(error.cause, "target stage fnal could not be found");
  EXPECT_EQ(error.hint, "build.target is 'fnal'; did you mean 'final'?");
}

TEST_F(BuildFailureTest, NamesTheLineThatCannotBeParsed) {
  const Error old = failure({.error = "failed to solve with frontend dockerfile.v0: failed to "
                                      "create LLB definition: dockerfile parse error line 2: "
                                      "unknown instruction: RUNN"});
  EXPECT_EQ(old.message, "build of voice failed at Dockerfile:2: COPY server.py /app/");
  EXPECT_EQ(old.hint, "did you mean 'RUN'?");
  const Error recent = failure({.error = "dockerfile parse error on line 3: unknown instruction: "
                                         "CPY (did you mean COPY?)"});
  EXPECT_EQ(recent.message,
            "build of voice failed at Dockerfile:3: RUN pip install -r requirements.txt");
  EXPECT_EQ(recent.hint, "did you mean 'COPY'?");
}

TEST_F(BuildFailureTest, SaysWhatAnOldEngineDoesNotKnow) {
  context_.staged.text = "FROM debian:13\nRUN <<EOF\necho hi\nEOF\n";
  const Error error =
      failure({.error = "dockerfile parse error line 3: unknown instruction: ECHO"});
  EXPECT_EQ(error.message, "build of voice failed at Dockerfile:2: RUN <<EOF");
  EXPECT_EQ(error.hint,
            "this Docker Engine does not know here-documents: join the commands with '&&', or "
            "update the engine");
  EXPECT_EQ(failure({.error = "dockerfile parse error line 2: Unknown flag: link"}).hint,
            "this Docker Engine does not know the flag: take it out, or update the engine");
}

TEST_F(BuildFailureTest, CountsLinesAsTheyAreInTheFile) {
  context_.staged =
      with_stages(context_.staged.text, {{.name = "models", .image = "gone:1"}}).value();
  const Error error = failure_at("[base 2/3] COPY server.py /app/", "\"/server.py\" not found", "");
  EXPECT_EQ(error.message, "build of voice failed at Dockerfile:2: COPY server.py /app/");
  const Error missing =
      failure_at("[internal] load metadata for docker.io/library/gone:1", "not found", "");
  EXPECT_EQ(missing.message,
            "build of voice failed at build.additional_contexts: FROM gone:1 AS models");
}

}  // namespace
}  // namespace voicehub::image
