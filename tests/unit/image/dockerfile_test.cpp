#include "core/image/dockerfile.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace voicehub::image {
namespace {

std::string shown(std::string_view text) {
  std::string lines;
  for (const Instruction& instruction : parse_dockerfile(text)) {
    lines += fmt::format("{} {} {}\n", instruction.line, instruction.stage, instruction.text);
  }
  return lines;
}

std::size_t line_of(std::string_view text, std::string_view step_name) {
  const auto instructions = parse_dockerfile(text);
  const Instruction* found = find_instruction(instructions, step_name);
  return found == nullptr ? 0 : found->line;
}

std::size_t from_line(std::string_view text, std::string_view image) {
  const auto instructions = parse_dockerfile(text);
  const Instruction* found = find_from(instructions, image);
  return found == nullptr ? 0 : found->line;
}

TEST(Dockerfile, JoinsContinuationLinesAndNamesStages) {
  EXPECT_EQ(shown("# syntax\n"
                  "from debian AS builder\n"
                  "RUN apt-get update && \\\n"
                  "    # why\n"
                  "\n"
                  "    apt-get install -y gcc\n"
                  "\n"
                  "FROM debian\r\n"
                  "CMD [\"sh\"]\r\n"),
            "2 builder FROM debian AS builder\n"
            "3 builder RUN apt-get update && apt-get install -y gcc\n"
            "8 stage-1 FROM debian\n"
            "9 stage-1 CMD [\"sh\"]\n");
}

TEST(Dockerfile, DoesNotTakeAHereDocumentForInstructions) {
  EXPECT_EQ(shown("FROM debian\nCOPY <<-\"END\" /start.sh\nRUN me\n\tEND\nRUN true\n"),
            "1 stage-0 FROM debian\n2 stage-0 COPY <<-\"END\" /start.sh\n5 stage-0 RUN true\n");
}

TEST(Dockerfile, FindsTheLineOfAStep) {
  constexpr std::string_view kText =
      "FROM debian\n"
      "WORKDIR /app\n"
      "run pip install \\\n"
      "    -r   requirements.txt\n"
      "RUN [\"/bin/false\", \"x\"]\n";
  EXPECT_EQ(line_of(kText, "[3/4] RUN pip install     -r   requirements.txt"), 3U);
  EXPECT_EQ(line_of(kText, "[4/4] RUN [\"/bin/false\", \"x\"]"), 5U);
  EXPECT_EQ(line_of(kText, "[4/4] RUN something else"), 0U);
  EXPECT_EQ(line_of(kText, "exporting to image"), 0U);
}

TEST(Dockerfile, FindsTheStepOfTheRightStage) {
  constexpr std::string_view kText =
      "FROM debian AS first\nRUN make\nFROM debian AS second\nRUN make\nFROM debian\nRUN make\n";
  EXPECT_EQ(line_of(kText, "[first 2/2] RUN make"), 2U);
  EXPECT_EQ(line_of(kText, "[second 2/2] RUN make"), 4U);
  EXPECT_EQ(line_of(kText, "[linux/amd64 stage-2 2/2] RUN make"), 6U);
}

TEST(Dockerfile, FindsAStepWhoseVariablesBuildKitHasReplaced) {
  constexpr std::string_view kText =
      "FROM debian\nARG V\nRUN install torch==$V --user\nCOPY ${SRC:-app}/ /app\nRUN echo $$\n";
  EXPECT_EQ(line_of(kText, "[2/3] RUN install torch==2.1 --user"), 3U);
  EXPECT_EQ(line_of(kText, "[3/3] COPY sources/ /app"), 4U);
  EXPECT_EQ(line_of(kText, "[3/3] COPY sources/ /other"), 0U);
}

TEST(Dockerfile, FindsAHereDocumentByItsFirstLine) {
  EXPECT_EQ(line_of("FROM debian\nRUN <<EOF\nfalse\nEOF\n", "[2/2] RUN <<EOF (false)"), 2U);
}

TEST(Dockerfile, FindsTheStageThatAsksForAnImage) {
  constexpr std::string_view kText =
      "ARG BASE=x\nFROM --platform=linux/amd64 debian AS a\nFROM nvidia/cuda:12.1\n"
      "FROM ghcr.io/someone/image:2 AS c\n";
  EXPECT_EQ(from_line(kText, "docker.io/library/debian:latest"), 2U);
  EXPECT_EQ(from_line(kText, "docker.io/nvidia/cuda:12.1"), 3U);
  EXPECT_EQ(from_line(kText, "ghcr.io/someone/image:2"), 4U);
  EXPECT_EQ(from_line(kText, "docker.io/library/alpine:latest"), 0U);
  EXPECT_EQ(from_line("FROM $BASE\n", "docker.io/library/alpine:3"), 1U);
}

TEST(Dockerfile, IsEmptyWhenThereIsNothing) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("\\\n"), "");
  EXPECT_EQ(shown("# only\n\n"), "");
}

}  // namespace
}  // namespace voicehub::image
