#include "cli/display/speech.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/display/bench.hpp"
#include "cli/display/transcripts.hpp"

namespace voicehub::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

ops::Said said() {
  return {.service = "tts",
          .route = "POST /tts",
          .format = "wav",
          .bytes = 91244,
          .audio = 1.9s,
          .first_byte = 800us,
          .total = 41ms};
}

TEST(SaidText, IsOneLine) {
  EXPECT_EQ(said_text(said(), "speech.wav"),
            "speech.wav  1.9 s of wav · first byte after 0.8 ms · total 41 ms · real-time factor "
            "0.022\n");
}

TEST(SaidText, TellsTheSizeWhereTheLengthIsNotKnown) {
  ops::Said other = said();
  other.format = "flac";
  other.audio.reset();
  other.player = "aplay";
  EXPECT_EQ(said_text(other, ""),
            "played by aplay  91.2 kB of flac · first byte after 0.8 ms · total 41 ms\n");
}

TEST(SaidJson, HasNullsForWhatIsNotKnown) {
  ops::Said other = said();
  other.audio.reset();
  const auto json = nlohmann::json::parse(said_json(other, "speech.wav"));
  EXPECT_TRUE(json.at("audio_seconds").is_null());
  EXPECT_TRUE(json.at("real_time_factor").is_null());
  EXPECT_EQ(json.at("first_byte_ms"), 0.8);
  EXPECT_EQ(json.at("file"), "speech.wav");
}

TEST(VoicesText, IsATable) {
  EXPECT_EQ(voices_text({.voices = {{"slt", "Slt", "en-US"}}}, {}),
            "ID   NAME  LANGUAGE\nslt  Slt   en-US\n");
}

TEST(TranscriptText, NamesTheFilesWhereThereAreSeveral) {
  const ops::Transcript one{.file = "a.wav", .text = "Hello."};
  EXPECT_EQ(transcript_text(one, Place::alone), "Hello.\n");
  EXPECT_EQ(transcript_text(one, Place::first), "==> a.wav <==\nHello.\n");
  EXPECT_EQ(transcript_text(one, Place::later), "\n==> a.wav <==\nHello.\n");
}

TEST(TranscriptsJson, HasWhatFailedToo) {
  const std::vector<ops::Transcript> transcripts{
      {.service = "asr", .file = "a.wav", .text = "Hello."},
      {.service = "asr", .file = "b.wav", .text = make_error(ErrorCode::failed, "no")}};
  const auto json = nlohmann::json::parse(transcripts_json(transcripts));
  EXPECT_EQ(json.at(0).at("text"), "Hello.");
  EXPECT_EQ(json.at(1).at("ok"), false);
  EXPECT_EQ(json.at(1).at("error"), "no");
}

ops::Bench bench() {
  ops::Bench made{.service = "a<b", .route = "POST /tts", .concurrency = 2};
  for (int i = 0; i < 10; ++i) {
    const auto start = engine::LoadSample::Seconds{0.1 * i};
    made.samples.push_back({.start = start,
                            .status = i == 9 ? 429 : 200,
                            .ok = i != 9,
                            .first_audio = 20ms,
                            .total = 100ms,
                            .audio = 1s});
  }
  made.report = engine::summarize(made.samples);
  made.verdict = {.limit = engine::Limit::queue, .reason = "refused 10 %"};
  made.first_fault = "429, full";
  return made;
}

TEST(BenchText, TellsWhatLimits) {
  const std::string text = bench_text(bench(), {});
  EXPECT_THAT(text, HasSubstr("latency           100 ms  100 ms  100 ms\n"));
  EXPECT_THAT(text, HasSubstr("first audio       20 ms   20 ms   20 ms\n"));
  EXPECT_THAT(text, HasSubstr("9.0 requests/s, 9.0 s of audio per second\n"));
  EXPECT_THAT(text, HasSubstr("9 done, 1 refused, 0 failed: 429, full\n"));
  EXPECT_THAT(text, HasSubstr("limited by: queue, refused 10 %\n"));
}

TEST(BenchText, LeavesOutWhatAnEngineThatListensHasNot) {
  ops::Bench listening = bench();
  listening.report.first_audio.reset();
  EXPECT_THAT(bench_text(listening, {}), Not(HasSubstr("first audio")));
  EXPECT_TRUE(nlohmann::json::parse(bench_json(listening)).at("first_audio_ms").is_null());
}

TEST(BenchText, HasNoTableWhenNothingWasAnswered) {
  const std::string text = bench_text({.service = "tts"}, {});
  EXPECT_THAT(text, Not(HasSubstr("P99")));
  EXPECT_THAT(text, HasSubstr("0 done, 0 refused, 0 failed\n"));
}

TEST(BenchJson, HasTheSameFigures) {
  const auto json = nlohmann::json::parse(bench_json(bench()));
  EXPECT_NEAR(json.at("latency_ms").at("p99"), 100, 1e-9);
  EXPECT_EQ(json.at("statuses"), nlohmann::json({{"200", 9}, {"429", 1}}));
  EXPECT_EQ(json.at("limited_by").at("what"), "queue");
  EXPECT_TRUE(json.at("processor").is_null());
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST(BenchSvg, DrawsEveryRequestAndEscapesNames) {
  const std::string svg = bench_svg(bench());
  EXPECT_EQ(count(svg, "class=\"done\""), 9U);
  EXPECT_EQ(count(svg, "class=\"first\""), 9U);
  EXPECT_EQ(count(svg, "class=\"lost\""), 1U);
  EXPECT_THAT(svg, HasSubstr(">a&lt;b: 2 at once"));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(BenchSvg, IsAPictureOfNothingToo) {
  const std::string svg = bench_svg({.service = "tts"});
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_EQ(count(svg, "<circle"), 0U);
}

}  // namespace
}  // namespace voicehub::cli
