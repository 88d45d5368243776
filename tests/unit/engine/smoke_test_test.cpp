#include "core/engine/smoke_test.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/debug-tts/tones.hpp"
#include "engines/runtime/router.hpp"
#include "engines/runtime/wav_file.hpp"
#include "tests/support/debug_engine.hpp"
#include "tests/support/local_engine.hpp"
#include "tests/support/tone_reader.hpp"

namespace voicehub::engine {
namespace {

using engines::Request;
using engines::Response;
using engines::Router;
using support::LocalEngine;
using testing::HasSubstr;
using testing::MatchesRegex;
using namespace std::chrono_literals;

constexpr std::size_t kWavHeader = 44;

std::string speech_of(std::string_view text) {
  return engines::wav_file(engines::debug_tts::tones(text), engines::debug_tts::kSampleRate);
}

engines::Handler always(Response response) {
  return engines::at_once([response = std::move(response)](const Request&) { return response; });
}

// An engine of the plain kind: health, and what a test adds.
Router engine_with(const std::string& path, Response response) {
  Router router;
  router.add("GET", "/health", always({.body = R"({"status":"healthy"})"}));
  router.add("POST", path, always(std::move(response)));
  return router;
}

SmokeTestReport run(LocalEngine& engine, SmokeTestRequest request) {
  request.sentence = "Hello.";
  return *engine.wait(smoke_test(engine.client(), std::move(request)));
}

SmokeTestReport run(Router router, SmokeTestRequest request = {}) {
  LocalEngine engine{std::move(router)};
  return run(engine, std::move(request));
}

// One line per check, without its time.
std::string shown(const SmokeTestReport& report) {
  std::string lines;
  for (const Check& check : report.checks) {
    const char* outcome = check.skipped ? "skip" : check.passed ? "pass" : "FAIL";
    lines += fmt::format("{} {}: {}\n", outcome, check.name, check.detail);
  }
  return lines;
}

TEST(SmokeTest, PassesTheDebugEngineAndHearsTheSentence) {
  const support::DebugEngine process;
  LocalEngine engine{process.port()};
  const SmokeTestReport report = run(engine, {.kind = EngineKind::tts});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(
      shown(report),
      MatchesRegex("pass health: 200 in [0-9]+ ms\n"
                   "pass voices: GET /languages: 1 language\n"
                   "pass speech: POST /v1/audio/speech: 24 kHz mono, 480 ms, peak -6.0 dBFS\n"));
  EXPECT_EQ(support::read_tones(report.audio.substr(kWavHeader)), "Hello.");
}

TEST(SmokeTest, FallsBackOnThePlainRouteAndNamesWhatIsNotOffered) {
  const Response speech{.content_type = "audio/wav", .body = speech_of("ok")};
  const SmokeTestReport report = run(engine_with("/tts", speech), {.kind = EngineKind::tts});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(shown(report),
              HasSubstr("skip voices: not offered: GET /languages is 404, GET /v1/audio/voices is "
                        "404, GET /voices is 404\n"
                        "pass speech: POST /tts: 24 kHz mono, 160 ms, peak -6.0 dBFS\n"));
}

TEST(SmokeTest, AsksForAVoiceAndAModelThatTheEngineHas) {
  std::string asked;
  Router router = engine_with("/unused", {});
  router.add("GET", "/v1/audio/voices", always({.body = R"({"voices":[{"id":"slt"}]})"}));
  router.add("GET", "/v1/models", always({.body = R"({"data":[{"id":"flite"}]})"}));
  router.add("POST", "/v1/audio/speech", engines::at_once([&](const Request& request) {
               asked = request.body;
               return Response{.body = speech_of("ok")};
             }));
  EXPECT_TRUE(run(router).passed());
  EXPECT_EQ(asked, R"({"input":"Hello.","model":"flite","response_format":"wav","voice":"slt"})");
}

TEST(SmokeTest, FailsAudioThatNobodyCouldHear) {
  const std::string silence = engines::wav_file(std::string(48000, '\0'), 24000);
  const SmokeTestReport report = run(engine_with("/tts", {.body = silence}));
  EXPECT_FALSE(report.passed());
  EXPECT_THAT(shown(report),
              HasSubstr("FAIL speech: POST /tts: silence: the loudest sample is at -120.0 dBFS"));
  EXPECT_EQ(report.audio, silence);
}

TEST(SmokeTest, FailsAnAnswerThatIsNotWav) {
  const SmokeTestReport report =
      run(engine_with("/v1/audio/speech", {.content_type = "audio/mpeg", .body = "ID3"}));
  EXPECT_THAT(shown(report),
              HasSubstr("FAIL speech: POST /v1/audio/speech: audio/mpeg, not a playable WAV"));
  EXPECT_EQ(report.audio, "");
}

TEST(SmokeTest, QuotesTheEnginesOwnError) {
  const SmokeTestReport report =
      run(engine_with("/tts", engines::error_response(400, "voice 'alloy' is unknown")));
  EXPECT_THAT(shown(report), HasSubstr("FAIL speech: POST /tts: 400, voice 'alloy' is unknown"));
}

TEST(SmokeTest, FailsADeclaredEngineThatOffersNoSpeech) {
  const std::string absent =
      "speech: not offered: POST /v1/audio/speech is 404, POST /tts is 404\n";
  const SmokeTestReport declared = run(engine_with("/x", {}), {.kind = EngineKind::tts});
  EXPECT_FALSE(declared.passed());
  EXPECT_THAT(shown(declared), HasSubstr("FAIL " + absent));
  EXPECT_THAT(shown(run(engine_with("/x", {}))), HasSubstr("skip " + absent));
}

TEST(SmokeTest, GoesOnAfterAFailedHealthCheck) {
  Router router;
  router.add("GET", "/health", always({.body = R"({"status":"error"})"}));
  router.add("POST", "/tts", always({.body = speech_of("ok")}));
  const SmokeTestReport report = run(router);
  EXPECT_FALSE(report.passed());
  EXPECT_THAT(shown(report), HasSubstr("FAIL health: 200 error\n"));
  EXPECT_THAT(shown(report), HasSubstr("pass speech: "));
}

TEST(SmokeTest, DoesNotAskForTheHealthOfAnEngineThatHasNoSuchPath) {
  Router router;
  router.add("POST", "/tts", always({.body = speech_of("ok")}));
  EXPECT_THAT(shown(run(router)), HasSubstr("skip health: GET /health is 404\n"));
}

TEST(SmokeTest, TriesNothingElseWhenTheEngineCannotBeReached) {
  std::uint16_t port = 0;
  {
    const support::DebugEngine process;
    port = process.port();
  }
  LocalEngine gone{port};
  const SmokeTestReport report = run(gone, {.kind = EngineKind::tts});
  EXPECT_FALSE(report.passed());
  EXPECT_EQ(shown(report),
            "FAIL health: connection refused\n"
            "skip voices: not tried: the engine cannot be reached\n"
            "skip speech: not tried: the engine cannot be reached\n");
}

TEST(SmokeTest, SendsSpeechToARecogniserAndShowsWhatItUnderstood) {
  std::string asked;
  Router router = engine_with("/unused", {});
  router.add("POST", "/v1/audio/transcriptions", engines::at_once([&](const Request& request) {
               asked = request.body;
               return Response{.body = R"({"text": " Hello. "})"};
             }));
  const SmokeTestReport report =
      run(router, {.kind = EngineKind::asr, .speech_for_recognition = "RIFF speech"});
  EXPECT_THAT(shown(report),
              MatchesRegex("pass health: 200 in [0-9]+ ms\n"
                           "pass transcription: POST /v1/audio/transcriptions: \"Hello.\"\n"));
  EXPECT_EQ(report.transcript, "Hello.");
  EXPECT_THAT(asked, HasSubstr("name=\"model\"\r\n\r\nwhisper-1\r\n"));
  EXPECT_THAT(asked, HasSubstr("Content-Type: audio/wav\r\n\r\nRIFF speech\r\n"));
}

TEST(SmokeTest, FindsARecogniserThatNobodyDeclared) {
  const SmokeTestReport report = run(engine_with("/inference", {.body = R"({"text":"Hello."})"}),
                                     {.speech_for_recognition = "RIFF speech"});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(shown(report), HasSubstr("skip speech: not offered"));
  EXPECT_THAT(shown(report), HasSubstr("pass transcription: POST /inference: \"Hello.\"\n"));
}

TEST(SmokeTest, FailsARecogniserThatUnderstandsNothing) {
  const SmokeTestReport report =
      run(engine_with("/v1/audio/transcriptions", {.body = R"({"text":" "})"}),
          {.kind = EngineKind::asr, .speech_for_recognition = "RIFF speech"});
  EXPECT_THAT(shown(report),
              HasSubstr("FAIL transcription: POST /v1/audio/transcriptions: understood nothing\n"));
}

TEST(SmokeTest, SkipsTheTranscriptionWhenThereIsNoSpeechToSend) {
  const SmokeTestReport report = run(engine_with("/inference", {}), {.kind = EngineKind::asr});
  EXPECT_THAT(shown(report), HasSubstr("skip transcription: there is no speech to send to it\n"));
}

}  // namespace
}  // namespace voicehub::engine
