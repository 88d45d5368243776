#include "core/plan/pull.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plan/pull_progress.hpp"
#include "tests/unit/plan/builders.hpp"

namespace voicehub::plan {
namespace {

using testing::HasSubstr;

Project with_images() {
  Service tts{.name = "tts", .image = "tts:1"};
  tts.depends_on["db"];
  Service same{.name = "second", .image = "tts:1"};
  Service database{.name = "db", .image = "db", .pull_policy = "missing"};
  Service built{.name = "built", .build = BuildSpec{}, .image = "voice-built"};
  Service both{.name = "both", .build = BuildSpec{}, .image = "both:1"};
  Service never{.name = "never", .image = "never:1", .pull_policy = "never"};
  return project_of({tts, same, database, built, both, never});
}

std::string planned(const PullOptions& options, const std::set<std::string>& present = {}) {
  const Result<Plan> plan = plan_pull(with_images(), present, options);
  if (!plan) {
    return "error: " + plan.error().message;
  }
  std::string text = to_text(*plan);
  for (const std::string& note : plan->notes) {
    text += note + "\n";
  }
  return text;
}

TEST(PlanPull, PullsEachImageOnceAndSaysWhyOthersAreNot) {
  EXPECT_EQ(planned({}),
            "[] -> #1 image:both:1, pull_image, of both\n"
            "[] -> #2 image:db, pull_image, of db\n"
            "[] -> #3 image:tts:1, pull_image, of second\n"
            "built is not pulled: its image is built, and has no name to pull it by\n"
            "never is not pulled: its pull_policy is never\n");
}

TEST(DueForRefresh, AreImagesThatAreOlderThanTheFileWants) {
  using namespace std::chrono_literals;
  Service always{.name = "always", .image = "a", .refresh_after = 0ns};
  Service daily{.name = "daily", .image = "b", .refresh_after = 24h};
  Service old{.name = "old", .image = "c", .refresh_after = 24h};
  Service built{.name = "built", .build = BuildSpec{}, .image = "c", .refresh_after = 0ns};
  Service plain{.name = "plain", .image = "c"};
  Service missing{.name = "missing", .image = "d", .refresh_after = 0ns};
  const auto now = std::chrono::system_clock::time_point{1000h};
  const auto pulled = [&](std::chrono::hours ago) {
    return docker::ImageDetails{.tagged = now - ago};
  };
  EXPECT_THAT(due_for_refresh({&always, &daily, &old, &built, &plain, &missing},
                              {{"a", pulled(0h)}, {"b", pulled(23h)}, {"c", pulled(24h)}},
                              now),
              testing::ElementsAre(&always, &old));
}

TEST(PlanPull, LeavesOutWhatCanBeBuiltOnRequest) {
  EXPECT_EQ(planned({.services = {"both"}, .ignore_buildable = true}),
            "both is not pulled: its image can be built\n");
}

TEST(PlanPull, TakesDependenciesOnlyOnRequest) {
  EXPECT_EQ(planned({.services = {"tts"}}), "[] -> #1 image:tts:1, pull_image, of tts\n");
  EXPECT_EQ(planned({.services = {"tts"}, .dependencies = true}),
            "[] -> #1 image:db, pull_image, of db\n"
            "[] -> #2 image:tts:1, pull_image, of tts\n");
}

TEST(PlanPull, WithMissingPullsWhatIsNotThereAndWhatItsTagDoesNotSettle) {
  const std::set<std::string> present{"tts:1", "db:latest", "db"};
  EXPECT_EQ(planned({.services = {"tts", "db"}, .policy = PullPolicy::missing}, present),
            "[] -> #1 image:db, pull_image, of db\n"
            "tts is not pulled: its image tts:1 is on this machine\n");
  EXPECT_EQ(planned({.services = {"tts"}, .policy = PullPolicy::missing}),
            "[] -> #1 image:tts:1, pull_image, of tts\n");
}

TEST(PlanPull, WithAlwaysOverridesThePolicyOfAService) {
  EXPECT_EQ(planned({.services = {"never"}, .policy = PullPolicy::always}),
            "[] -> #1 image:never:1, pull_image, of never\n");
}

std::string layer(const std::string& id, const std::string& status, int current, int total) {
  return R"({"id":")" + id + R"(","status":")" + status + R"(","progressDetail":{"current":)" +
         std::to_string(current) + R"(,"total":)" + std::to_string(total) + "}}";
}

TEST(PullProgress, AddsUpTheLayersAndTellsOnlyWhatIsNew) {
  PullProgress progress;
  EXPECT_FALSE(progress.add(R"({"status":"Pulling from library/debian","id":"13"})"));
  EXPECT_EQ(progress.add(layer("a", "Downloading", 0, 1000)),
            (PullState{"pulling", "0 B of 1.0 kB", 0}));
  EXPECT_FALSE(progress.add(layer("a", "Downloading", 10, 1000))) << "less than a step";
  EXPECT_EQ(progress.add(layer("a", "Downloading", 500, 1000)),
            (PullState{"pulling", "500 B of 1.0 kB", 0.25}));
  EXPECT_FALSE(progress.add(layer("b", "Downloading", 0, 1000))) << "it never goes back";
  EXPECT_EQ(progress.add(R"({"id":"b","status":"Download complete","progressDetail":{}})"),
            (PullState{"pulling", "1.5 kB of 2.0 kB", 0.375}));
  EXPECT_EQ(progress.add(layer("a", "Extracting", 1000, 1000)),
            (PullState{"unpacking", "1.0 kB of 2.0 kB", 0.75}));
}

}  // namespace
}  // namespace voicehub::plan
