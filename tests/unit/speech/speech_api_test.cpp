#include "engines/speech/speech_api.hpp"

#include <atomic>
#include <cmath>
#include <future>
#include <numbers>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"
#include "engines/audio/decoder.hpp"
#include "engines/runtime/service_routes.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int kRate = 16000;

// Hums 0.1 s for each sentence, and not for marks alone. "Wait." waits until it is stopped or let
// go, "Fail." fails.
class Hummer : public Synthesizer {
 public:
  [[nodiscard]] std::vector<Voice> voices() const override {
    return {{.id = "hum", .name = "Hum", .language = "en-US", .slowest = 0.5}};
  }

  Result<Audio> say(const Utterance& utterance, std::stop_token stop) override {
    if (utterance.text == "Fail.") {
      return make_error(ErrorCode::failed, "the model is gone");
    }
    if (!utterance.speaker.empty()) {
      return make_error(ErrorCode::not_found, "no speaker '" + utterance.speaker + "'", "hum");
    }
    ++begun;
    if (utterance.text == "...") {
      return Audio{.rate = kRate, .samples = {}};
    }
    while (utterance.text == "Wait." && !open) {
      if (stop.stop_requested()) {
        ++stopped;
        return make_error(ErrorCode::cancelled, "stopped");
      }
      std::this_thread::yield();
    }
    Audio audio{.rate = kRate, .samples = std::vector<float>(kRate / 10)};
    for (std::size_t i = 0; i < audio.samples.size(); ++i) {
      audio.samples[i] = static_cast<float>(
          0.5 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / kRate));
    }
    return audio;
  }

  std::atomic<bool> open = false;
  std::atomic<int> begun = 0;
  std::atomic<int> stopped = 0;
};

class SpeechApi : public testing::Test {
 protected:
  SpeechApi() {
    add_service_routes(
        router_, {.engine = "hum", .about = [] { return "It hums."; }, .model = model_}, metrics_);
    add_speech_routes(router_, service_);
  }

  http::Response ask(const std::string& target, const std::string& body = {}) {
    http::Request request{.method = body.empty() ? "GET" : "POST", .target = target, .body = body};
    return engine_.wait(engine_.client().send(std::move(request))).value();
  }

  // Ends last: the jobs in the queue hold timers of its executor.
  support::LocalEngine engine_{[this](Request request) { return router_(std::move(request)); }};
  std::unique_ptr<Hummer> new_hummer_ = std::make_unique<Hummer>();  // until it is loaded
  Hummer& hummer_ = *new_hummer_;
  Metrics metrics_;
  ModelSlot<Synthesizer> model_{
      "hum-1", [this] { return std::unique_ptr<Synthesizer>{std::move(new_hummer_)}; }, metrics_};
  KnownVoices voices_{std::make_shared<const VoiceTable>(hummer_.voices())};
  WorkQueue queue_{{.workers = 1, .waiting = 1}};
  SpeechService service_{
      .model = model_,
      .voices = voices_,
      .workshop = {.queue = queue_, .executor = engine_.executor(), .time_limit = 10s},
      .metrics = metrics_};
  Router router_;
};

TEST_F(SpeechApi, SaysASentenceInEachFormat) {
  for (const char* format : {"mp3", "opus", "flac", "wav"}) {
    const auto answer =
        ask("/v1/audio/speech",
            R"({"input": "Hello.", "response_format": ")" + std::string{format} + "\"}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto audio = decode(answer.body, {});
    ASSERT_TRUE(audio) << format << ": " << audio.error().message;
    EXPECT_NEAR(audio->duration().count(), 0.1, 0.15) << format << " has whole frames";
  }
  EXPECT_EQ(ask("/v1/audio/speech", R"({"input": "Hello.", "response_format": "pcm"})").body.size(),
            2 * 24000 / 10)
      << "24 kHz, 16 bits";
}

TEST_F(SpeechApi, SendsTheFirstSentenceBeforeTheLastIsMade) {
  http::Request request{.method = "POST",
                        .target = "/v1/audio/speech",
                        .body = R"({"input": "Hello. Wait.", "response_format": "wav"})"};
  std::size_t heard_before = 0;
  std::size_t heard = 0;
  const auto sink = [&](std::string_view piece) -> Result<void> {
    heard += piece.size();
    if (!hummer_.open) {
      heard_before += piece.size();
      hummer_.open = true;
    }
    return done();
  };
  ASSERT_TRUE(engine_.wait(engine_.client().stream(std::move(request), sink)));
  EXPECT_GT(heard_before, 1000U);
  EXPECT_GT(heard, heard_before);
}

TEST_F(SpeechApi, ALongTextHasMoreTime) {
  service_.workshop.time_limit = 0s;
  const std::string text = std::string(4200, ' ') + "Long.";
  EXPECT_EQ(ask("/tts", R"({"format": "wav", "text": ")" + text + "\"}").status, 200);
}

TEST_F(SpeechApi, SendsEventsAsOpenAiDoes) {
  const auto answer =
      ask("/v1/audio/speech",
          R"({"input": "One. Two.", "response_format": "pcm", "stream_format": "sse"})");
  EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
  EXPECT_THAT(answer.body, StartsWith("data: {\"type\":\"speech.audio.delta\",\"audio\":\""));
  EXPECT_THAT(answer.body,
              HasSubstr("data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":3,"
                        "\"output_tokens\":4,\"total_tokens\":7}}"));
  EXPECT_THAT(answer.body, testing::EndsWith("\n\n"));
}

// openai-python raises when it reads such an event.
TEST_F(SpeechApi, AFailureAmongEventsIsTheLastOfThem) {
  http::Request request{.method = "POST",
                        .target = "/v1/audio/speech",
                        .body = R"({"input": "One. Fail. Two.", "stream_format": "sse"})"};
  std::string heard;
  const auto sink = [&](std::string_view piece) -> Result<void> {
    heard += piece;
    return done();
  };
  EXPECT_FALSE(engine_.wait(engine_.client().stream(std::move(request), sink)))
      << "the part is not taken for the whole";
  EXPECT_THAT(heard, StartsWith("data: {\"type\":\"speech.audio.delta\""));
  EXPECT_THAT(heard, HasSubstr("\n\ndata: {\"error\":{\"message\":\"the model is gone\""));
  EXPECT_THAT(heard, testing::EndsWith("}}\n\n"));
}

TEST_F(SpeechApi, SaysWhatCannotBeSaid) {
  EXPECT_EQ(ask("/v1/audio/speech", R"({"input": "Hi.", "voice": "nobody"})").status, 400);
  EXPECT_EQ(ask("/v1/audio/speech", "{\"input\": \"\U0001F642\"}").status, 400);
  const auto failed = ask("/v1/audio/speech", R"({"input": "Fail."})");
  EXPECT_EQ(failed.status, 500);
  EXPECT_THAT(failed.body, HasSubstr("the model is gone"));
}

TEST_F(SpeechApi, NamesTheFieldThatTheVoiceCannotHonourAsTheRouteCallsIt) {
  const auto param = [&](const std::string& route, const std::string& body) {
    const auto answer = ask(route, body);
    EXPECT_EQ(answer.status, 400) << body;
    return nlohmann::json::parse(answer.body).at("error").at("param");
  };
  EXPECT_EQ(param("/v1/audio/speech", R"({"input": "Hi.", "speaker": "x"})"), "speaker");
  EXPECT_EQ(param("/synthesize", R"({"text": "Hi.", "speaker_id": 7})"), "speaker_id");
  EXPECT_EQ(param("/v1/audio/speech", R"({"input": "Hi.", "speed": 0.4})"), "speed");
  EXPECT_EQ(param("/tts", R"({"text": "Hi.", "rate": 0.4})"), "rate");
  EXPECT_EQ(param("/synthesize", R"({"text": "Hi.", "length_scale": 3})"), "length_scale");
  EXPECT_EQ(param("/tts", R"({"text": "..."})"), "text");
  EXPECT_THAT(ask("/tts", R"({"text": "Hi.", "rate": 0.4})").body,
              HasSubstr("the voice 'hum' speaks at 0.50 to 4 times its usual speed"));
  EXPECT_THAT(ask("/synthesize", R"({"text": "Hi.", "speaker": "x"})").body,
              HasSubstr("no speaker 'x'; hum"));
}

// An empty file of a format that must have frames is no file of it.
TEST_F(SpeechApi, RefusesATextThatMakesNoSound) {
  for (const char* format : {"mp3", "wav", "pcm"}) {
    const auto answer =
        ask("/v1/audio/speech",
            R"({"input": "...", "response_format": ")" + std::string{format} + "\"}");
    EXPECT_EQ(answer.status, 400) << format;
    EXPECT_THAT(answer.body, HasSubstr("nothing in the text that can be said"));
  }
}

TEST_F(SpeechApi, RefusesWhatDoesNotFitAndSaysWhenToComeBack) {
  std::vector<WorkQueue::Ticket> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(*queue_.submit(Lane::normal, [](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        std::this_thread::yield();
      }
    }));
  }
  const auto answer = ask("/v1/audio/speech", R"({"input": "Hi."})");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.header("Retry-After"), "2");
  held.clear();
}

TEST_F(SpeechApi, SaysWhenToComeBackWhileTheModelIsLoadedAgain) {
  std::promise<void> release;
  ModelSlot<Synthesizer> slow{"slow",
                              [&]() -> Result<std::unique_ptr<Synthesizer>> {
                                release.get_future().wait();
                                return std::make_unique<Hummer>();
                              },
                              metrics_};
  slow.load_in_background();
  SpeechService service{
      .model = slow, .voices = voices_, .workshop = service_.workshop, .metrics = metrics_};
  Router router;
  add_speech_routes(router, service);
  support::LocalEngine engine{[&](Request request) { return router(std::move(request)); }};
  const auto answer =
      engine
          .wait(engine.client().send(
              {.method = "POST", .target = "/v1/audio/speech", .body = R"({"input": "Hello."})"}))
          .value();
  release.set_value();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
}

TEST_F(SpeechApi, ListsWhatThereIs) {
  const auto voices = nlohmann::json::parse(ask("/v1/audio/voices").body).at("voices");
  EXPECT_EQ(voices.front(),
            (nlohmann::json{{"id", "hum"}, {"name", "Hum"}, {"language", "en-US"}}));
  EXPECT_THAT(ask("/v1/audio/voices").body,
              HasSubstr(R"("id":"alloy","name":"alloy","stands_for":"hum")"));
  EXPECT_EQ(nlohmann::json::parse(ask("/voices").body).at("hum").at("language"), "en-US");
  EXPECT_EQ(nlohmann::json::parse(ask("/languages").body).at("count"), 1);
  EXPECT_EQ(nlohmann::json::parse(ask("/v1/models").body).at("data").front().at("id"), "hum-1");
  EXPECT_EQ(nlohmann::json::parse(ask("/v1/models/hum-1").body).at("object"), "model");
  EXPECT_EQ(nlohmann::json::parse(ask("/v1/models/hum-1").body).at("description"), "It hums.");
  EXPECT_EQ(nlohmann::json::parse(ask("/v1/audio/models").body).at("models").front().at("id"),
            "hum-1");
}

TEST_F(SpeechApi, CountsWhatItHasSaid) {
  (void)ask("/v1/audio/speech", R"({"input": "One. Two.", "response_format": "pcm"})");
  EXPECT_THAT(metrics_.text(), HasSubstr("voicehub_first_audio_seconds_count 1\n"));
}

}  // namespace
}  // namespace voicehub::engines
