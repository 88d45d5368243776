#include "cli/display/status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace voicehub::cli {
namespace {

using namespace std::chrono_literals;
using engine::HealthState;
using ops::HealthSource;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::system_clock::time_point kNow{1735787045s};  // 2025-01-02T03:04:05Z

ops::ServiceStatus running_engine() {
  ops::ServiceStatus row{.service = "tts", .image = "chatterbox-tts"};
  row.container = docker::ContainerSummary{.id = {"3f9a2c81d0e1ffff"},
                                           .names = {"chatterbox"},
                                           .image_id = "sha256:aa",
                                           .state = "running"};
  row.container->ports = {{"0.0.0.0", 4123, 4123, "tcp"}, {"::", 4123, 4123, "tcp"}};
  row.container->mounts = {{"bind", "", "/srv/server.py", "/app/server.py", true},
                           {"volume", "cache", "/var/lib/docker/cache", "/cache", false}};
  row.image_created = kNow - 72h;
  row.details = docker::ContainerDetails{};
  row.details->state = {.status = "running", .running = true, .started_at = kNow - 125s};
  row.health = {.state = HealthState::healthy,
                .source = HealthSource::http,
                .is_engine = true,
                .detail = "200 in 3 ms"};
  return row;
}

ops::ServiceStatus crashed_service() {
  ops::ServiceStatus row{.service = "asr", .image = "whisper"};
  row.container =
      docker::ContainerSummary{.names = {"voice-asr-1"}, .state = "exited", .status = "Exited (1)"};
  row.details = docker::ContainerDetails{};
  row.details->restart_count = 3;
  row.details->state = {
      .status = "exited", .exit_code = 1, .started_at = kNow - 60s, .finished_at = kNow - 58800ms};
  row.last_lines = {"loading", "ValueError: \x1b[31mno model\x1b[0m"};
  return row;
}

ops::StatusReport report_of(std::vector<ops::ServiceStatus> rows) {
  return {.project = "voice", .taken_at = kNow, .services = std::move(rows)};
}

TEST(StatusText, TakesTheUptimeFromTheListWhereNothingElseIsKnown) {
  ops::ServiceStatus row = running_engine();
  row.details.reset();
  row.container->status = "Up About an hour (healthy)";
  const std::string text = status_text(report_of({row}), Terminal{});
  EXPECT_THAT(text, HasSubstr("  About an hour  "));
}

TEST(StatusText, IsALineAContainerAndTheLastWordsOfTheFailed) {
  const auto report =
      report_of({crashed_service(), {.service = "db", .image = "postgres"}, running_engine()});
  EXPECT_EQ(
      status_text(report, Terminal{}),
      "SERVICE  STATE        HEALTH   UPTIME     RESTARTS  PORTS      IMAGE           IMAGE AGE  "
      "MOUNTS\n"
      "asr      exited (1)                       3                    whisper\n"
      "db       not created                                           postgres\n"
      "tts      running      healthy  2 min 5 s            4123→4123  chatterbox-tts  3 days     "
      "server.py→/app/server.py, cache→/cache (read-only)\n"
      "\n"
      "asr: exit code 1, 1.2 s after it started\n"
      "  │ loading\n"
      "  │ ValueError: no model\n");
}

TEST(StatusText, TellsTheContainersOfAServiceApart) {
  ops::ServiceStatus second = running_engine();
  second.number = 2;
  const std::string text = status_text(report_of({running_engine(), second}), Terminal{});
  EXPECT_THAT(text, HasSubstr("\ntts-1 "));
  EXPECT_THAT(text, HasSubstr("\ntts-2 "));
}

TEST(StatusText, SaysWhyAServiceIsNotHealthy) {
  ops::ServiceStatus row = running_engine();
  row.health.state = HealthState::starting;
  row.health.detail = "503 initializing";
  EXPECT_THAT(status_text(report_of({row}), Terminal{}), HasSubstr("  starting: 503 initializing"));
  row.health = {
      .state = HealthState::unhealthy, .source = HealthSource::docker, .detail = "unhealthy"};
  EXPECT_THAT(status_text(report_of({row}), Terminal{}), HasSubstr("  unhealthy  "));
  row.health = {.state = HealthState::healthy, .detail = "running"};
  EXPECT_THAT(status_text(report_of({row}), Terminal{}), HasSubstr("  no check  "));
}

TEST(StatusText, SaysThatTheImageWasReplaced) {
  ops::ServiceStatus row = running_engine();
  row.image_replaced = true;
  EXPECT_THAT(status_text(report_of({row}), Terminal{}), HasSubstr("chatterbox-tts (replaced)"));
}

TEST(StatusText, SaysThatThereWasNoMemory) {
  ops::ServiceStatus row = crashed_service();
  row.details->state.oom_killed = true;
  row.details->state.exit_code = 137;
  const std::string text = status_text(report_of({row}), Terminal{});
  EXPECT_THAT(text, HasSubstr("exited (137, out of memory)"));
  EXPECT_THAT(text, HasSubstr("asr: exit code 137: out of memory, 1.2 s after it started\n"));
}

TEST(StatusText, NamesOrphans) {
  auto report = report_of({running_engine()});
  report.orphans.push_back({.names = {"voice-old-1"}, .state = "running"});
  EXPECT_THAT(status_text(report, Terminal{}),
              HasSubstr("voice-old-1 (running) belongs to no service of the file"));
}

TEST(StatusText, AddsUsageAndVolumesInTheLongForm) {
  ops::ServiceStatus row = running_engine();
  row.stats = docker::ContainerStats{.memory_bytes = 212'000'000,
                                     .memory_limit_bytes = 4'000'000'000,
                                     .cpu_percent = 3.24,
                                     .pids = 7};
  row.last_lines = {"ready"};
  auto report = report_of({row});
  report.volume_bytes = {{"cache", 1'200'000'000}, {"somebody_elses", 1}};
  EXPECT_THAT(status_text(report, Terminal{}),
              HasSubstr("\ntts\n"
                        "memory 212.0 MB of 4.0 GB, CPU 3.2 %, 7 processes\n"
                        "volumes: cache 1.2 GB\n"
                        "  │ ready\n"));
}

TEST(StatusJson, HasTheSameFactsForPrograms) {
  auto report = report_of({crashed_service(), {.service = "db", .image = "postgres"}});
  report.orphans.push_back({.names = {"voice-old-1"}, .state = "running"});
  const auto json = nlohmann::json::parse(status_json(report));
  EXPECT_EQ(json["project"], "voice");
  EXPECT_EQ(json["services"][0]["exit_code"], 1);
  EXPECT_EQ(json["services"][0]["out_of_memory"], false);
  EXPECT_EQ(json["services"][0]["started_at"], "2025-01-02T03:03:05Z");
  EXPECT_EQ(json["services"][0]["last_lines"][0], "loading");
  EXPECT_EQ(json["services"][1]["state"], "not created");
  EXPECT_EQ(json["orphans"][0]["container"], "voice-old-1");
}

TEST(PortsText, ShowsEveryPublishedPortOnce) {
  EXPECT_EQ(ports_text({{"0.0.0.0", 80, 8080, "tcp"},
                        {"::", 80, 8080, "tcp"},
                        {"127.0.0.1", 5353, 53, "udp"},
                        {"", 0, 9000, "tcp"}}),
            "80→8080, 127.0.0.1:5353→53/udp");
}

TEST(WithoutSecret, HidesTheValuesOfSecretNames) {
  EXPECT_EQ(without_secret("WORKERS=2"), "WORKERS=2");
  EXPECT_EQ(without_secret("HF_TOKEN=hf_abc"), "HF_TOKEN=…");
  EXPECT_EQ(without_secret("PATH"), "PATH");
}

ops::Inspection inspection() {
  static const Service service{.name = "tts"};
  ops::Inspection inspection{.service = &service, .status = report_of({running_engine()})};
  auto& details = *inspection.status.services[0].details;
  details.environment = {"WORKERS=2", "API_KEY=secret-value"};
  details.path = "python";
  details.args = {"server.py"};
  inspection.specs = {{.fields = {{"image", "chatterbox-tts"}},
                       .made_by_voicehub = true,
                       .difference = "environment.WORKERS 2 → 4"}};
  return inspection;
}

TEST(InspectionText, ShowsEverythingButSecrets) {
  const std::string text = inspection_text(inspection(), Terminal{});
  EXPECT_THAT(text, HasSubstr("  runs          python server.py\n"));
  EXPECT_THAT(text, HasSubstr("  environment   WORKERS=2\n"));
  EXPECT_THAT(text, HasSubstr("  differs       environment.WORKERS 2 → 4\n"));
  EXPECT_THAT(text, HasSubstr("  image = chatterbox-tts\n"));
  EXPECT_THAT(text, Not(HasSubstr("secret-value")));
}

TEST(InspectionJson, ShowsEverythingButSecrets) {
  const std::string text = inspection_json(inspection());
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["containers"][0]["spec"]["fields"]["image"], "chatterbox-tts");
  EXPECT_EQ(json["containers"][0]["environment"][1], "API_KEY=…");
  EXPECT_THAT(text, Not(HasSubstr("secret-value")));
}

}  // namespace
}  // namespace voicehub::cli
