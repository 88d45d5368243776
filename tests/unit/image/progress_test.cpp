#include "core/image/progress.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace voicehub::image {
namespace {

using namespace std::chrono_literals;

// What an engine 20.10 answered.
std::vector<ProgressRecord> recorded(const std::string& name) {
  std::ifstream file{"tests/fixtures/buildkit/" + name};
  EXPECT_TRUE(file.is_open()) << name;
  std::vector<ProgressRecord> records;
  for (std::string line; std::getline(file, line);) {
    auto record = decode_progress(line);
    EXPECT_TRUE(record) << line;
    records.push_back(record.value_or(ProgressRecord{}));
  }
  return records;
}

const StepRecord* last_record_of(const std::vector<ProgressRecord>& records,
                                 std::string_view name) {
  const StepRecord* last = nullptr;
  for (const ProgressRecord& record : records) {
    for (const StepRecord& step : record.steps) {
      last = step.name == name ? &step : last;
    }
  }
  return last;
}

TEST(Progress, TellsOfStepsTheirTimesAndWhatWasCached) {
  const auto records = recorded("failed_build.ndjson");
  const StepRecord* cached = last_record_of(records, "[base 2/2] WORKDIR /app");
  ASSERT_NE(cached, nullptr);
  EXPECT_TRUE(cached->cached);
  EXPECT_TRUE(cached->digest.starts_with("sha256:0ff999d4"));
  const StepRecord* failed = last_record_of(
      records, R"([stage-1 1/1] RUN printf 'one\ntw'; printf 'o\n';     nosuchcommand --now)");
  ASSERT_NE(failed, nullptr);
  EXPECT_FALSE(failed->cached);
  EXPECT_TRUE(failed->error.ends_with("exit code: 127")) << failed->error;
  ASSERT_TRUE(failed->started && failed->completed);
  EXPECT_EQ(std::chrono::round<std::chrono::milliseconds>(*failed->completed - *failed->started),
            1232ms);
}

TEST(Progress, HandsOverOutputAndTheReasonOfAFailure) {
  std::string output;
  std::string error;
  for (const ProgressRecord& record : recorded("failed_build.ndjson")) {
    for (const OutputRecord& piece : record.outputs) {
      output += piece.bytes;
    }
    error += record.error;
  }
  EXPECT_EQ(output, "/bin/sh: 1: nosuchcommand: not found\none\ntwo\n");
  EXPECT_TRUE(error.starts_with("executor failed running")) << error;
}

TEST(Progress, FindsTheIdOfTheImageAndThePartsOfAStep) {
  std::string image_id;
  std::vector<std::string> parts;
  for (const ProgressRecord& record : recorded("good_build.ndjson")) {
    image_id += record.image_id;
    for (const PartRecord& part : record.parts) {
      parts.push_back(part.name);
    }
  }
  EXPECT_EQ(image_id.substr(0, 7), "sha256:");
  EXPECT_EQ(image_id.size(), 71U);
  EXPECT_EQ(parts.back(), "naming to docker.io/library/voice-engine");
}

TEST(Progress, IsEmptyForLinesOfOtherKinds) {
  const auto record = decode_progress(R"({"stream":"Successfully tagged voice:1\n"})");
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->steps.empty());
  EXPECT_TRUE(record->image_id.empty());
  EXPECT_TRUE(decode_progress(R"({"id":"moby.something.new","aux":"eA=="})"));
}

TEST(Progress, RefusesWhatIsNoProgress) {
  for (const std::string_view line : {"",
                                      "[]",
                                      "{",
                                      R"({"id":"moby.buildkit.trace","aux":"%%%"})",
                                      R"({"id":"moby.buildkit.trace","aux":"/////w=="})"}) {
    const auto record = decode_progress(line);
    ASSERT_FALSE(record) << line;
    EXPECT_EQ(record.error().message, "the Docker engine sent build progress that cannot be read");
    EXPECT_EQ(record.error().cause, line);
  }
}

}  // namespace
}  // namespace voicehub::image
