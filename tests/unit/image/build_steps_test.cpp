#include "core/image/build_steps.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/recorded_events.hpp"

namespace voicehub::image {
namespace {

using namespace std::chrono_literals;

constexpr StepRecord::Time kBegin{};

StepRecord step(std::string name) {
  return {.digest = "sha256:" + name, .name = std::move(name)};
}

StepRecord started(std::string name) {
  StepRecord record = step(std::move(name));
  record.started = kBegin;
  return record;
}

StepRecord completed(std::string name) {
  StepRecord record = started(std::move(name));
  record.completed = kBegin + 1200ms;
  return record;
}

OutputRecord output(const std::string& name, std::string bytes) {
  return {.step = "sha256:" + name, .bytes = std::move(bytes)};
}

class BuildStepsTest : public testing::Test {
 protected:
  test::RecordedEvents events_;
  BuildSteps steps_{events_, "voice"};
};

TEST_F(BuildStepsTest, TellsOfEachStepOnceHoweverOftenItComes) {
  steps_.add({.steps = {step("[1/2] FROM x")}});
  steps_.add({.steps = {started("[1/2] FROM x")}});
  steps_.add({.steps = {started("[1/2] FROM x")}});
  steps_.add({.steps = {completed("[1/2] FROM x")}});
  steps_.add({.steps = {started("[1/2] FROM x")}});
  steps_.add({.steps = {completed("[1/2] FROM x")}});
  EXPECT_EQ(events_.text(),
            "started voice [1/2] FROM x: building\n"
            "finished voice [1/2] FROM x: done\n");
}

TEST_F(BuildStepsTest, CallsACachedStepCached) {
  StepRecord cached = completed("[2/2] RUN make");
  cached.cached = true;
  steps_.add({.steps = {cached}});
  EXPECT_EQ(events_.text(), "finished voice [2/2] RUN make: cached\n");
}

TEST_F(BuildStepsTest, SaysHowLongAStepTook) {
  std::optional<std::chrono::milliseconds> elapsed;
  events_.also = [&elapsed](const Event& event) { elapsed = event.elapsed; };
  steps_.add({.steps = {completed("[2/2] RUN make")}});
  EXPECT_EQ(elapsed, 1200ms);
}

TEST_F(BuildStepsTest, DoesNotTellHowTheContextIsTakenIn) {
  steps_.add({.steps = {completed("[internal] load remote build context")}});
  steps_.add({.steps = {completed("copy /context /")}});
  steps_.add({.steps = {completed("[internal] load metadata for docker.io/library/debian:13")}});
  EXPECT_EQ(events_.text(), "finished voice load metadata for docker.io/library/debian:13: done\n");
}

TEST_F(BuildStepsTest, PutsLinesTogetherThatArriveInPieces) {
  const std::string make = "[2/2] RUN make";
  steps_.add({.steps = {started(make)}});
  steps_.add({.outputs = {output(make, "compi")}});
  steps_.add({.outputs = {output(make, "ling a\r\nlinking b\n"), output(make, "no end")}});
  steps_.add({.steps = {completed(make)}});
  EXPECT_EQ(events_.text(),
            "started voice [2/2] RUN make: building\n"
            "progress voice [2/2] RUN make: compiling a\n"
            "progress voice [2/2] RUN make: linking b\n"
            "progress voice [2/2] RUN make: no end\n"
            "finished voice [2/2] RUN make: done\n");
}

TEST_F(BuildStepsTest, ShowsAProgressBarAsItStands) {
  const std::string pip = "[2/2] RUN pip";
  steps_.add({.steps = {started(pip)}});
  steps_.add({.outputs = {output(pip, "\r 10 %")}});
  steps_.add({.outputs = {output(pip, "\r 90 %\r")}});
  StepRecord failed = completed(pip);
  failed.error = "exit code: 1";
  steps_.add({.steps = {failed}, .outputs = {output(pip, "100 %\n")}});
  EXPECT_EQ(events_.text(),
            "started voice [2/2] RUN pip: building\n"
            "progress voice [2/2] RUN pip:  10 %\n"
            "progress voice [2/2] RUN pip:  90 %\n"
            "progress voice [2/2] RUN pip: 100 %\n"
            "failed voice [2/2] RUN pip: exit code: 1\n");
  ASSERT_NE(steps_.failed(), nullptr);
  EXPECT_EQ(steps_.failed()->last_lines, (std::deque<std::string>{"100 %"}));
}

TEST_F(BuildStepsTest, KeepsTheLastTwentyLines) {
  const std::string make = "[2/2] RUN make";
  StepRecord failed = completed(make);
  failed.error = "exit code: 2";
  std::string lines;
  for (int i = 1; i <= 50; ++i) {
    lines += std::to_string(i) + "\n";
  }
  steps_.add({.steps = {failed}, .outputs = {output(make, lines)}});
  ASSERT_NE(steps_.failed(), nullptr);
  EXPECT_EQ(steps_.failed()->last_lines.size(), 20U);
  EXPECT_EQ(steps_.failed()->last_lines.front(), "31");
}

TEST_F(BuildStepsTest, BreaksALineThatNeverEnds) {
  const std::string make = "[2/2] RUN make";
  StepRecord failed = completed(make);
  failed.error = "exit code: 2";
  steps_.add({.steps = {failed}, .outputs = {output(make, std::string(5000, 'x'))}});
  EXPECT_EQ(steps_.failed()->last_lines.size(), 1U);
}

TEST_F(BuildStepsTest, ShowsHowFarAPullIs) {
  std::optional<double> fraction;
  events_.also = [&fraction](const Event& event) { fraction = event.fraction; };
  steps_.add({.steps = {started("[1/2] FROM x")}});
  steps_.add({.parts = {{.step = "sha256:[1/2] FROM x",
                         .name = "sha256:5f1e",
                         .current = 5'000'000,
                         .total = 20'000'000}}});
  EXPECT_EQ(events_.text(),
            "started voice [1/2] FROM x: building\n"
            "progress voice [1/2] FROM x: sha256:5f1e 5.0 MB of 20.0 MB\n");
  EXPECT_EQ(fraction, 0.25);
}

TEST_F(BuildStepsTest, IgnoresOutputOfStepsThatItDoesNotKnow) {
  steps_.add({.parts = {{.step = "sha256:?", .name = "x"}}, .outputs = {output("?", "x\n")}});
  EXPECT_EQ(events_.text(), "");
}

TEST_F(BuildStepsTest, ReadsAWholeBuild) {
  std::ifstream file{"tests/fixtures/buildkit/failed_build.ndjson"};
  for (std::string line; std::getline(file, line);) {
    steps_.add(decode_progress(line).value());
  }
  const std::string run =
      R"(voice [stage-1 1/1] RUN printf 'one\ntw'; printf 'o\n';     nosuchcommand --now)";
  EXPECT_EQ(events_.text(),
            "started voice load metadata for docker.io/library/debian:trixie-slim: building\n"
            "finished voice load metadata for docker.io/library/debian:trixie-slim: done\n"
            "started voice [base 1/2] FROM docker.io/library/debian:trixie-slim: building\n"
            "finished voice [base 1/2] FROM docker.io/library/debian:trixie-slim: done\n"
            "finished voice [base 2/2] WORKDIR /app: cached\n"
            "started " +
                run +
                ": building\n"
                "progress " +
                run +
                ": /bin/sh: 1: nosuchcommand: not found\n"
                "progress " +
                run +
                ": one\n"
                "progress " +
                run +
                ": two\n"
                "failed " +
                run +
                R"(: executor failed running [/bin/sh -c printf 'one\ntw'; printf )"
                R"('o\n';     nosuchcommand --now]: exit code: 127)"
                "\n");
}

}  // namespace
}  // namespace voicehub::image
